import type { Severity, TopicCode } from '#shared/domain/intent/topics.ts';

export type SeverityRule = {
  readonly id: string;
  readonly why: { readonly 'zh-CN': string; readonly en: string };
  readonly pattern: string;
  /** Level the fact alone calls for… */
  readonly level: Severity;
  /** …for these topics; every topic where absent. */
  readonly topics?: readonly TopicCode[];
};

/**
 * Facts that decide how grave a complaint is (labelling conventions 10; to be confirmed by the hospital's medical affairs
 * office). The gravest fact wins over the topic's default, which is the floor.
 */
export const SEVERITY_RULES: readonly SeverityRule[] = [
  {
    id: 'death',
    why: { 'zh-CN': '有人死亡', en: 'a death' },
    pattern:
      '(?<!等|要|吓|气|急|痛|疼|累|热|冷|烦|丢|笑|饿|困|挤|锁|卡|难|硬|半|医)死(?:了(?!我|人了)|亡|者|于|在|因|掉)|(?:治|医|害|整|弄|打|耽误)死|去世|离世|身亡|过世|病逝|人(?:就|都|已经|还是|当场|直接)?(?:没了|走了(?=[,。]|$)|不在了)|走了(?=[,。]|$)|没救(?:回|过|活)|心跳(?:没|停)|抬出去|火葬|太平间|一条(?:人)?命|两条命|尸|遗体|胎(?:儿|心)?.{0,4}(?:死|没)|死胎|路上没了|died|dead\\b|death|passed away|killed',
    level: 'S1',
    topics: ['E01', 'E02', 'E04', 'E06', 'E07', 'E08', 'E23'],
  },
  {
    id: 'grave-harm',
    why: { 'zh-CN': '严重伤害', en: 'grave harm' },
    pattern:
      'icu|重症监护|病危|植物人|休克|昏迷|抢救|瘫|截肢|切除(?:了)?(?:子宫|脾|肾|卵巢|输卵管)|摘(?:了)?(?:子宫|脾|肾)|子宫(?:没|切|捅|穿)|穿孔|大出血|呼吸(?:停|骤停|衰竭)|没(?:了)?(?:呼吸|心跳)|脑(?:梗|卒中|瘫|缺氧|损伤)|中风|失明|聋了|截|坏死|切错|开错(?:边|侧|刀)|切(?:的)?(?:不是|错)|输错血|血型|窒息|心梗|败血|癌.{0,14}(?:拖|误|漏|没查|当成|耽误|延误)|(?:拖|误|漏|耽误).{0,14}癌|纱布|异物(?:留|遗)|器械(?:留|遗)|不会动|动不了|站不起来|喘不上气|没呼吸|抽搐|脱臼|骨折|大小便失禁|stroke|coma|paraly|amputat|shock|wrong (?:side|leg|blood|kidney)|ventilator',
    level: 'S1',
    topics: ['E01', 'E04', 'E06', 'E08'],
  },
  {
    id: 'mass-harm',
    why: { 'zh-CN': '多人受害', en: 'several people harmed' },
    pattern:
      '(?:三|四|五|六|七|八|九|十|好几|多|[3-9]|[1-9]\\d)(?:个|名|位|人)(?:病人|患者|病友|孩子|宝宝|产妇|人)?.{0,8}(?:都|全|同样|一样)(?:.{0,6})(?:感染|发烧|高烧|过敏|拉肚子|中毒|出事|不良)',
    level: 'S1',
  },
  {
    id: 'harm',
    why: { 'zh-CN': '声称受到伤害', en: 'harm claimed' },
    pattern:
      '感染|化脓|流脓|发炎|肿(?:得|成|了|起)|血肿|烫(?:伤|出|了|起)|起泡|过敏|出血|溃烂|褥疮|压疮|发烧|高烧|疼得|痛得|淤(?:青|血)|摔(?:下|倒|伤|断|了一)|跌(?:下|倒)|加重|恶化|复发|病情|流产|保胎|白(?:做|打|吃|挨|动|开)(?:了)?.{0,4}(?:手术|针|药|刀|化疗)|伤口(?!换药|护理)|神经(?!内|外)|面瘫|后遗症|并发症|低血糖|(?:烂|裂|磨)(?:了|出|开)(?:一)?(?:个|道|块|条)?.{0,3}(?:洞|口|肉|皮)|(?:裂|烂)(?:开|了)|(?:手背|胳膊|手臂|手|屁股|脸|腿).{0,4}(?:乌|青|紫|肿|烂)|破皮|皮.{0,6}(?:撕|掉|破)|尿血|血尿|流(?:了)?(?:好多|很多|一地|一直)?血|一直流血|疤|断(?:在|里)|插不|晕(?:倒|过去|了)|血压掉|尿(?:床|裤|在)|infect|injur|burn|bleed|fever|fell|fainted|collaps|got worse',
    level: 'S2',
    topics: ['E01', 'E02', 'E04', 'E05', 'E07', 'E08', 'E11', 'E19', 'E06', 'E12'],
  },
  {
    id: 'test-mixed-up',
    why: { 'zh-CN': '报告或标本张冠李戴', en: 'results or samples mixed up' },
    pattern:
      '弄混|搞混|拿错|张冠李戴|别人的.{0,4}(?:报告|片子|结果|标本|血(?!压)|名字)|(?:报告|标本|片子|结果).{0,8}(?:别人|不是我|混|对调|互换)|(?:误报|错报|报错|报成).{0,10}|假阳性|阳性.{0,12}(?:错|误|复查)|良性.{0,8}恶性|恶性.{0,8}良性|差十倍|左右(?:写反|颠倒|搞反)|写反|mixed up|someone else.s (?:result|report)',
    level: 'S2',
    topics: ['E07'],
  },
  {
    id: 'critical-value',
    why: { 'zh-CN': '危急值未报', en: 'critical value not reported' },
    pattern: '危急值',
    level: 'S1',
    topics: ['E01', 'E06', 'E07'],
  },
  {
    id: 'wrong-drug-taken',
    why: { 'zh-CN': '错药已经用下', en: 'wrong medicine was taken' },
    pattern:
      '(?:发|拿|给|配|装|取|抓|写|开|打)错(?!.{0,6}没(?:吃|用|喝)).{0,24}(?:吃了|吃下|喝了|用了|打了|服了|吃|服)(?!.{0,2}之前)|(?:吃|喝|服|打|输)(?:了|下).{0,16}(?:才发现|才知道|错|不对|别人的)|别人的.{0,12}(?:吃了|我吃|喝了|服了)|过期.{0,10}(?:吃了|打了|喝了|用了)|took (?:it|them|the wrong)|wrong (?:pills|medicine|drug|medication).{0,40}(?:took|taken|swallow)',
    level: 'S1',
    topics: ['E08', 'E04', 'E01'],
  },
  {
    id: 'violence',
    why: { 'zh-CN': '暴力或威胁', en: 'violence or a threat of it' },
    pattern:
      '刀|棍|砍|捅(?!了个眼)|打(?:人|我|护士|医生|起来|架|伤|了我|保安|病人)|动手|掐|扇(?:耳光|了)|耳光|烧了|放火|砸(?:了|医院|门诊|店|你)|炸|堵门|横幅|花圈|弄死|杀|要你(?:们)?(?:的)?命|兄弟们|叫人来|别想走|等着瞧|见血|殴|踹|揍|威胁|猥亵|强奸|摸(?:我|她|女)|乱摸|持|knife|weapon|attack|hit (?:me|the|a)|punch|threaten|kill',
    level: 'S1',
    topics: ['E13', 'E03', 'E04', 'E16', 'E20', 'E01', 'E05', 'E06'],
  },
  {
    id: 'own-life-threat',
    why: { 'zh-CN': '以生命相胁', en: 'threatens to end a life' },
    pattern:
      '跳(?:楼|下去|下来)|从.{0,6}楼.{0,4}跳|喝农药|自杀|自焚|同归于尽|不想活|死给|吊死|撞死|一起死|suicide|jump off|kill myself',
    level: 'S1',
  },
  {
    id: 'live-or-group',
    why: { 'zh-CN': '直播或受害者群', en: 'live broadcast or a group of victims' },
    pattern:
      '(?:正|在|开|着|现场)(?:.{0,4})直播|直播(?:中|间|着|呢|间里)|(?:受害者|患者|家属|维权)(?:.{0,4})群|(?:建|拉)(?:了)?(?:个|一个)?.{0,4}群.{0,6}(?:几十|[1-9]\\d|[二三四五六七八九]十|百)|livestream|live ?stream|going live|victims. group',
    level: 'S1',
    topics: ['E20', 'E21', 'E22', 'E01', 'E23', 'E13', 'E15'],
  },
  {
    id: 'no-consent',
    why: { 'zh-CN': '未经同意手术或检查', en: 'no consent' },
    pattern:
      '(?:没|未)(?:经)?(?:签|征得|得到|取得|经过)?.{0,6}(?:同意|签字).{0,12}(?:手术|切|做|开|用|换)|(?:擅自|私自|自作主张|没跟.{0,8}说就|没问.{0,8}就|没说就)(?:.{0,6})(?:切|做|换|用|开|手术|改|放|装)|代签|冒签|替我签|without (?:my |our )?(?:consent|permission|asking)',
    level: 'S2',
    topics: ['E02', 'E01'],
  },
  {
    id: 'refused-vulnerable',
    why: { 'zh-CN': '特殊人群被拒或受辱', en: 'vulnerable person refused or humiliated' },
    pattern:
      '拒|不(?:让|给|肯|准|许|收)|赶|嫌|又不是(?:病|残)|谁没怀过|没空(?:看|理|管)|学(?:他|她|我).{0,4}(?:说话|走路)|都笑|笑(?:他|她|我)|下一位|自己(?:找|去|爬|想办法)|尿(?:裤|湿|在)|丢(?:脸|人)|尊严|羞辱|嘲笑|笑话|骂|摔|跌|晕|见红|流产|早产|憋|爬|抬上|白眼|活该|老不死|refus|humiliat|carried up|fell',
    level: 'S2',
    topics: ['E19'],
  },
  {
    id: 'paid-twice',
    why: { 'zh-CN': '重复扣款或钱款未到账', en: 'paid twice or money missing' },
    pattern:
      '(?:扣|收|付|刷|缴|交|支付|划)(?:了|我|我们|掉)*(?:两|三|四|2|3|4|双|二|好几)(?:次|遍|笔|回|份|倍|道)|重复(?:扣|支付|付|缴|交|收)|连扣|多扣|又扣|(?:扣|付|交|充|转|缴)(?:了|进).{0,18}(?:没到账|未到账|不到账|没有到|没显示|查不到|没了|余额|没记录|不见|订单(?:没|失败)|没成功|却|显示未)|(?:吃|吞)(?:了|掉)(?:我|我的)?.{0,6}(?:块|元|百|千|钱|现金)|没到账|未到账|不到账|钱(?:扣了|没了|不见|去哪)|余额.{0,6}(?:没|少|不见|清零)|charged (?:me )?(?:twice|two|double)|double charg|deducted',
    level: 'S2',
    topics: ['E14', 'E18'],
  },
  {
    id: 'records',
    why: { 'zh-CN': '封存或篡改病历', en: 'sealing or altered records' },
    pattern:
      '封(?:存|起|上|住|了|病历)|(?:病历|记录|手术单|同意书|护理单)?(?:被|给|偷偷|后补|补写|倒签)?(?:改(?:了|过|动)|篡改|涂改|伪造|作假|造假|假的|后补|补写|倒签|换了|撕|少了|缺(?:了|页)|不见|加(?:上去|进去|了一)|对不上|前后(?:不一|矛盾)|变成|无签名|没签名|多(?:了|出).{0,3}(?:张|页)|重写|改成)|seal|altered|tamper|falsif|forged',
    level: 'S2',
    topics: ['E17'],
  },
  {
    id: 'desk-abuse',
    why: { 'zh-CN': '客服辱骂或虚假办结', en: 'abuse or false closure by the desk' },
    pattern:
      '骂|侮辱|脑子有病|吼|办结|结案|关闭|已解决|已处理|假|编|冒充|没(?:联系|处理).{0,8}(?:满意|结|完成)|嘲|abus|closed my (?:complaint|ticket|case)',
    level: 'S3',
    topics: ['E18'],
  },
  {
    id: 'unsafe-now',
    why: { 'zh-CN': '患者此刻无人救治', en: 'a patient untreated right now' },
    pattern:
      '(?:躺|倒|瘫|趴|蜷)(?:在)?.{0,8}(?:地上|走廊|大厅|门口).{0,16}(?:没人|不管|二十分钟|半小时|还)|(?:现在|还在|正在).{0,10}(?:吐血|抽|昏|喘|流血|大出血).{0,14}(?:没人|不管|等)',
    level: 'S1',
    topics: ['E06', 'E01', 'E04'],
  },
];

/** Money that makes a charging, insurance or consent complaint grave, in yuan. */
export const GRAVE_AMOUNT_YUAN = 5000;
export const AMOUNT_TOPICS: readonly TopicCode[] = ['E09', 'E10', 'E02', 'E11'];

/** Circumstances that raise a complaint by one level. */
export const RAISING_RULES: readonly Omit<SeverityRule, 'level'>[] = [
  {
    id: 'repeat',
    why: { 'zh-CN': '第三次或更多次反映', en: 'third or later report' },
    pattern:
      '(?:第(?:三|四|五|六|七|八|九|十|[3-9]|1\\d)(?:次|回|遍|趟)|(?<!一天|每天|一日|每日|天)(?:三|四|五|六|七|八|九|十|[3-9])(?:番|次|回|遍)(?:了)?).{0,10}(?:投诉|反映|举报|说|提|催|找|报|打电话|写|来问|拍照)|(?:投诉|反映|举报|催|报修|提|说|找|打(?:电话)?)(?:了|过|你们|床位)?.{0,6}(?:(?:到)?第(?:三|四|五|六|七|八|九|十|[3-9])(?:次|回|遍)|(?:三|四|五|六|七|八|九|十|[3-9]|好几|多|无数|N|n)(?:次|回|遍)|不下)|一而再再而三|屡(?:次|投|教)|再三(?:投诉|反映)|(?:third|fourth|fifth) (?:time|complaint)',
  },
  {
    id: 'outside-threat',
    why: { 'zh-CN': '表示将向外投诉、曝光或起诉', en: 'threatens an authority, media or lawsuit' },
    pattern:
      '(?:就|要|会|马上|立刻|现在|只好|只能|不然|否则|再不|下一步|明天|准备|打算|已经|逼我|直接|我去|让|去|找|请|上|打|拨|投|发|告|联系|向|给|见|等着).{0,14}(?:12345|1234五|市长(?:热线|信箱)|卫健(?:委|局)|卫生局|医保局|信访|纪委|消协|12315|12320|媒体|记者|曝光|抖音|微博|小红书|快手|热搜|头条|电视台|报社|律师|起诉|法院|法庭|打官司|告上|仲裁|网上(?:见|曝)|发(?:到)?网上)|(?:12345|卫健委|媒体|记者|法院|法庭|律师).{0,8}(?:见|等着|投诉|举报|说|评|管|知道)|(?:sue|lawyer|attorney|media|press|health (?:commission|bureau)|12345)',
  },
];
/** Topics whose matter is already the outside case: a mention of it raises nothing. */
export const NOT_RAISED_BY_THREAT: readonly TopicCode[] = ['E20', 'E21', 'E22', 'E15', 'E23'];
