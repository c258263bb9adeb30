import type { Focus } from './foci.ts';

const NEAR = '[^,。?!;]';

/**
 * What an outgoing sentence does, as wordings over its sketch: "advice" is what nobody may write in a chat, "service" what
 * makes the same words harmless. The models weigh them. Rebuild with node test/training/advice.ts after a change.
 */
export const STATEMENT_FOCI: readonly Focus[] = [
  {
    id: 'states-illness',
    side: 'advice',
    pattern: `(?:就是|这是|那是|不是|不会是|应该(?:是|得)|可能是|大概率|多半|八成|十有八九|基本|肯定|属于|叫|称为|考虑|符合|像|得的|得了|患|判断|引起|来的|缺)${NEAR}{0,8}[XS]|B的问题|[XS](?:嘛|没错|没跑|来的|引起|的(?:特点|表现|问题))|sounds like|(?:most likely|probably|just)${NEAR}{0,14}X|you (?:probably )?have`,
  },
  {
    id: 'reads-value',
    side: 'advice',
    pattern: `[TRX]${NEAR}{0,10}(?:正常|偏|高|低|良性|恶性|没(?:什么)?(?:大)?(?:问题|事|毛病|意义)|不(?:算|碍|打紧|要紧|用管|管)|够了|说明|损|不全|轻度|中度|重度|没断)|N${NEAR}{0,6}(?:不算|属于|够|正常|偏|高|低)|看(?:了|过)${NEAR}{0,8}[TR]|(?:就是|不等于)${NEAR}{0,6}的意思|问题不大|looks? (?:fine|normal|benign)|刚刚好|范围里|区间|小意思|全是绿|显示(?:是|有)|a bit (?:low|high)|slightly|harmless|nothing to worry|转阴`,
  },
  {
    id: 'recommends',
    side: 'advice',
    pattern: `(?:吃|用|抹|涂|擦|喝|贴|喷|含|买|拿|来|敷|试|加用|打)(?:上|点|些|盒|片|张|几|吃看|一种|一下)?${NEAR}{0,6}D|D${NEAR}{0,8}(?:就好|见效|管用|好用|调|缓解)|you (?:could|can|should|may)(?: also)? (?:take|use|try|apply)|try (?:some|taking)|i (?:recommend|suggest)`,
  },
  {
    id: 'doses',
    side: 'advice',
    pattern: `(?:吃|喂|喝|服|含|加|减|用|喷|补|take)(?:到|个)?${NEAR}{0,6}U|(?:先|各|每次|一次|睡前)${NEAR}{0,3}U|U(?:就|试|够|,?(?:一天|每天|早晚|隔))|(?:一天|一日|每天|每次|一次|早晚|睡前|各)${NEAR}{0,6}(?:次|顿|粒|片|颗|一|两|三|U)|每?隔?M(?:一次|再|喂|吃)|[加减]到?U|双份|疗程|半片|两下|单位|puffs|(?:once|twice|times) (?:a day|daily)|every \\w+ hours|\\d+ ?(?:ml|mg)`,
  },
  {
    id: 'stops',
    side: 'advice',
    pattern: `停(?:D|掉|了|M|吃|用|药)|(?:别|不用|少|不要)(?:再)?(?:吃|打|服)|D${NEAR}{0,8}(?:撤|停|断|换|减|不用|别)|换(?:成|一种)|改(?:口服|吃|成)|断M|慢慢减|come off|stop (?:taking|the)`,
  },
  {
    id: 'combines',
    side: 'advice',
    pattern: `一起吃|一块|交替|不打架|不冲突|不相干|错开|岔开|隔开|照样|送服|酒${NEAR}{0,8}(?:不|没|可以|能)|(?:能|可以)喝${NEAR}{0,4}酒|take both|together`,
  },
  {
    id: 'plays-down',
    side: 'advice',
    pattern: `(?:不用|不必|没必要|犯不着|犯不上|别|用不着|不需要)(?:再)?(?:来|去|跑|挂|看|管|查|打D|缝|叫|急|大惊|折腾|担心)|(?:在家|家里)${NEAR}{0,6}(?:躺|捂|观察|养|休息|就)|没事的?$|不碍|没什么|来得及|可以等|再说$|再看看|不严重|等${NEAR}{0,4}再(?:来|看|说)|睡(?:一)?觉|踏实|放心|自己会|多喝水|就行$|就好(?:了)?$|no need|need to come|at home|can wait|don't need|not urgent|程度|远着|不至于|别慌|缓一缓|就过去|没差|还没到`,
  },
  {
    id: 'predicts',
    side: 'advice',
    pattern: `(?:能|会|可以|都能|不会|很难)${NEAR}{0,10}(?:恢复|好(?:的|了)?$|活|一样|重新|再犯|复发|遗传|下地|转阴|根)|去不了根|带一辈子|撑不过|没问题的|生存率|[一二三四五六七八九]成|也就这样|醒(?:不)?过来|怀上|瘸|断根|长回来|死不了|回不来|撑个|后遗|懒X|back to normal|recover`,
  },
  {
    id: 'decides-operation',
    side: 'advice',
    pattern: `(?:必须|不用|别|得|该|还是|早|最|没必要|肯定|先别)${NEAR}{0,8}(?:O|动刀|拔|割|切|碎)|O${NEAR}{0,6}(?:就够|就行|比较好|合适|最|保险|没用|划算)|need (?:surgery|an operation)`,
  },
  {
    id: 'guarantees',
    side: 'advice',
    pattern: `保证|包(?:用|好|治|你|成功|怀|效果|满意)|绝对|绝不|一定(?:会|能)|从来没|百分|终身|全额退|给你退|退钱|达不到|一百(?:二十)?个心|尽管放心|一点${NEAR}{0,4}副作用|十个有十个|见效|治不好|免费换|到老|打包票|保你|准好|随便退|年轻[几十好]|零感染|治不了的|全省|全市最|guarantee|for life`,
  },
  {
    id: 'judges',
    side: 'advice',
    pattern: `(?:县|那|之前|上次|上回|二院|三院|外院|外面|社区|乡镇|医生|主任|他们?|别的|诊所|doctor)${NEAR}{0,14}(?:不靠谱|一塌糊涂|没必要|乱|差|误|不行|错|一般|保守|不对|耽误|赚|提成|多开|水(?:$|平|哦|得)|不能信|信不得|别信|不准|淘汰|坑|不该|没做到|经验|wrong)|经验(?:差|不足|少)|技术(?:一般|差|不行)|水平(?:差|一般|有限)|当初就?不该|哪会`,
  },
  {
    id: 'admits',
    side: 'advice',
    pattern: `(?:我们|医院|院方|护士|药房|医生|科室|确属|是|our)${NEAR}{0,12}(?:不对|弄错|发错|打错|弄丢|没做好|责任|失误|差错|认|疏忽|mistake|fault)|赔|补偿|补你|全包|医院${NEAR}{0,6}(?:出|承担)|给你(?:出|免)|开除|私下|私了|别投诉|开个价|两倍退|误工费|营养费|全免|认了|说个数|一分钱不用|will pay`,
  },
  {
    id: 's-refers',
    side: 'service',
    pattern: `(?:请|让|由|问|听|给|等|约|挂|找|看|跟|和|以|带给|需要|得)${NEAR}{0,10}(?:医生|药师|G|专家|主治|药学|医嘱|预约单|通知|标签)|当面|面诊|面谈|会诊|评估|才(?:能|算|好|定|知道)|定得下|说了算|说了不|因人而异|辨证|问诊|商量|为准|doctor|specialist|clinic|pharmacist`,
  },
  {
    id: 's-declines',
    side: 'service',
    pattern: `不敢|不能(?:替|判断|说|告诉|下结论|答应)|没法|无法|看不懂|不好替|不方便|无权|没有权限|不作数|不是医生|别见怪|只是客服|cannot|not able|unable|不能下|没出来|不能说|还不好说|说不准`,
  },
  {
    id: 's-urgent',
    side: 'service',
    pattern: `120|急诊|(?:马上|立即|立刻|尽快|赶快|现在就?)(?:来|到|去|拨|就|打)|不要等|不能等|别自己开车|call`,
  },
  {
    id: 's-house',
    side: 'service',
    pattern: `卖|集采|[千万百]|块钱|块(?:多|一)|交(?:钱|费)|分开交|装(?:的|都|有)|社区|预约|号源|停诊|改约|候补|排期|退号|工作日|审核|自助机|小程序|短信|打印|寄出|有货|缺货|处方|采购|收费|自费|医保|报销|统筹|押金|元|退款|带身份证|登记|签同意书|陪同|空腹|憋尿|流食|穿|首饰|月经|开展|楼|窗口|时间|周[一二三四五六日]|上午|下午|点|免费|探视|booked|confirmed|slot|appointment|refund`,
  },
  {
    id: 's-complaint',
    side: 'service',
    pattern: `登记|转(?:给|护理|医患|医务|后勤|交|达)|核查|核对|核实|调查|答复|回电|歉意|抱歉|对不起|难过|调解|医患关系|反映|理解|祝|愿|希望|盼|抱抱|加油|辛苦|孝顺|委屈|久等|sorry|complaint|passed`,
  },
];
