/**
 * The wish for a person as a grammar over classes of words. A clause is read as a row of letters, one a word of a class
 * below, "_" for anything else between them ("让你们那边管事的直接打过来" → b y _ C a c). WISH_PATTERNS are regular expressions
 * over such rows. A new wording usually needs one more word in its class; longest word wins.
 */
export const WISH_CLASSES: Readonly<Record<string, string>> = {
  // who is wanted
  /** a human being rather than a machine */
  H: '真人 铁打的人 活人 大活人 活的 真的人 真正的人 人类 喘气的 会喘气的 带心跳的 长嘴巴的 长嘴的 有血有肉的 懂人话的 听得懂人话的 讲人话的 说人话的 会讲话的 会说话的 能说话的 真的妹子 肉身 碳基 真个人 真人类 human humans human_being real_person real_people live_person actual_person zhen_ren zhenren huo_ren huoren',
  /** somebody who answers for the hospital */
  D: '接线生 转接线生 转接线员 人工 人工客服 人工服务 人工座席 人工坐席 客服 客服小姐姐 客服小姐 客服小妹 客服妹子 客服人员 客服专员 客服主管 客服经理 坐席 座席 话务员 话务 接线员 坐班的 工作人员 专人 专员 专线 前台 服务台 咨询台 总机 顾问 值班的 值班员 值班人员 值班 值班老师 当班的 当班 在岗的 导诊 导诊台 agent operator representative rep receptionist staff staff_member customer_service ke_fu kefu ren_gong rengong zhuan_ren_gong zhuanrengong jie_xian_yuan zhi_ban_de zhi_ban',
  /** somebody in charge */
  C: '领导 院领导 副院长 院长 书记 副主任 主任 科主任 科长 处长 部长 护士长 主管 经理 组长 班长 负责人 负责同志 负责的 负责的人 管事的 管事的人 管事 当官的 头儿 头头 头子 的头 老大 上级 话事人 说了算的 说话算数的 说话管用的 能拍板的 拍板的 能做主的 做主的 能作主的 能管事的 签字的 承办人 经办人 经手的 经手人 一把手 当家的 主事的 主事者 能说了算的 manager supervisor director leader boss head_nurse charge_nurse person_in_charge ling_dao lingdao zhu_ren yuan_zhang hu_shi_zhang zhu_guan fu_ze_ren guan_shi_de tou_er dang_guan_de neng_zuo_zhu_de',
  /** an office or ward */
  O: '转诊办 转运办 医务部 医务科 医务处 医务 护理部 质控部 质控 门诊部 门诊办 医保办 医患办 医患关系办公室 财务科 财务 收费处 价格办 后勤部 后勤 保卫科 保卫处 信息科 信息中心 技术 技术部 后台 纪检监察室 纪检 宣传科 病案室 药学部 药房 法务 社工部 社工 转诊中心 住院处 住院服务中心 预约中心 预约台 检验科 病理科 放射科 超声科 护士站 护士台 急诊科 急诊台 体检中心 床位中心 办公室 窗口 骨科 眼科 儿科 妇科 产科 内科 外科 心内科 心血管内科 神经外科 神经内科 消化科 消化内科 皮肤科 口腔科 泌尿科 泌尿外科 肿瘤科 康复科 中医科 麻醉科 呼吸科 肾内科 血液科 感染科 内分泌科 病房 病区 那边 office department desk ward hu_li_bu cai_wu yi_wu_bu yi_bao_ban xin_xi_ke shou_fei_chu bing_an_shi',
  /** a clinician */
  K: '医生 大夫 护士 教授 专家 主刀 管床医生 管床 麻醉师 麻醉的 药师 助理 秘书 医师 心理老师 心理医生 心理咨询师 做手术的人 手术的人 doctor nurse surgeon specialist pharmacist counsellor counselor social_worker yi_sheng hu_shi',
  /** what one calls somebody whose name one does not know */
  F: '女的 男的 那个女的 小伙伴 小伙子 小哥哥 小哥 小姐姐 姑娘 妹子 后生仔 后生 大神 大哥 大姐 同志 老师 同事 妹陀 伢子 好心人 技术员 工程师 产品经理 会计 领班 代表 管家 小妹 协调人 保安 经办 总值班 tong_zhi lao_shi shi_fu',
  P: 'ren 个人 一个活人 人 有人 的人 一个人 一位 人员 个本地人 本地人 someone somebody anyone anybody person people yi_ge_ren ge_ren ma_ren',
  W: '谁 哪位 哪个 哪一位 哪一个 哪个人 随便谁 边个 边位 who shui na_wei',
  // who wants
  m: '我 俺 我们 本人 家属 咱们 咱 我家 俺家 老朽 me us wo wo_men',
  k: '我妈 我爸 我娘 我爹 妈妈 爸爸 爷爷 奶奶 外婆 外公 老公 老婆 老伴 孩子 儿子 女儿 崽 媳妇 丈夫 爱人 母亲 父亲 老人 姐夫 孙子 邻居',
  y: '你们医院 你们 贵院 贵科 您 你 院方 医院 你哋 他 她 他们 恁 your you they ni_men ni',
  /** towards the writer */
  g: '给我 跟我 同我 和我 与我 给俺 跟俺 和俺 对我 给家属 跟家属 和家属 与家属 给本人 与本人 跟本人 给我们 跟我们 和我们 与我们 把我 陪我 帮我 to_me with_me with_us gei_wo gen_wo',
  /** with somebody */
  j: '跟 和 与 同 向 对 with to gen he',
  // how it is put
  a: '能不能 能否 可否 可不可以 可以 是否可以 是否 能 方便 想 要 需要 要求 必须 只要 就要 申请 愿意 务必 赶紧 赶快 快点 快 马上 立刻 立即 尽快 速速 速 行不行 行不 好不好 行吗 好吗 要得不 可以吗 烦 要不 干脆 直接 帮忙 帮 就 只想 今天 现在 还是 亲自 一定 直接的 please pls can could would want need like_to wish let yao xiang neng_bu_neng ke_yi kuai xiang_yao',
  /** asks the hospital to send or have somebody */
  i: '请 麻烦 劳烦 劳驾 烦请 拜托 恳请 恳求 求求 求 盼 望 希望 改由 请速派 有请 敢请 please_have qing ma_fan',
  /** … brought in */
  X: '喊来 叫来 叫过来 喊过来 叫出来 喊出来 请来 请出来 找来 叫上来 喊下来 叫下来',
  b: '来名 转一下 转个 转一个 给接 接个 接一位 接位 要个 安排位 给个 给一个 要一个 来个 让 叫 喊 派 安排 找 换 揾 搵 唤 来一个 来位 来一位 弄个 搞个 整个 配个 找个 换个 派个 叫个 喊个 请个 安排个 找位 派位 通知 转接 接到 转到 转给 转 接通 接入 切换 切 连线 连上 连 接 get put have give send find bring get_me give_me put_me connect_me transfer_me connect transfer patch rang jiao zhao huan pai zhuan jie lai_ge huan_ge zhao_ge jiao_ge qie',
  // coming into contact
  /** a call that by itself goes to the writer */
  c: '打我座机 打我手机 打我电话 打到我手机上 给我拨过来 拨给我 拨我电话 连上她 连上他 接一下线 接个电话 接下电话 接一下电话 听电话 听个电话 接我个电话 接通我 回个电 打我家 打俺家 给个电话 给我个电话 给我来个电话 给我回个电话 给我打电话 给我打个电话 打个电话给我 打电话给我 跟我通话 跟我视频 跟我连线 语音通话 连个麦 连麦 打电话来 打个电话来 回拨给我 回个电话 来电话 来个电话 回电 来电 致电 赐电 回拨 打给我 打到我 打回给我 打回来 打过来 打来 打我 打我的 打俺 回我 回我电话 回个话 回话 回一个 回个信 回复本人 回复我 答复我 加我 私聊我 私聊 连个线 联系我 联络我 找我 接我电话 接我的电话 接线 来个信 call_me call_me_back ring_me phone_me contact_me call_back callback text_me reach_me get_back_to_me hui_dian_hua hui_dian da_gei_wo lian_xi_wo hui_wo_dian_hua hui_wo',
  /** a call in general */
  d: '接电话 电话里 在电话里 电话上 打电话 打个电话 电话 手机 座机 通电话 通个话 通话 电联 视频 语音 微信 打一个 拨个电话 拨电话 拨打 回访 call phone ring video da_dian_hua da_ge_dian_hua dian_hua',
  t: '回覆 联系 联络 接洽 说说话 说话 说清楚 说清 说一说 说一下 说两句 说几句 说说 说 讲讲 讲清楚 讲清 讲一讲 讲一下 讲话 讲 聊聊天 聊聊 聊一聊 聊 谈谈 谈一谈 谈 沟通 对话 对接 对质 解释 解释解释 解答 回答 答复 答 问问 问一问 问一下 问清楚 问清 问 念给 念 教教 教 告诉 商量 协商 倾 交流 听我 听我说 核对 核实 对账 算给 口述 理论 评理 反映 捎句话 带句话 听一下 听 回复 回句 应一声 吱一声 应一句 理我 揭晓 explain talk speak chat tell answer discuss shuo jiang liao tan jie_shi shuo_hua da',
  f: '见面 见一面 见上一面 见他一面 见我一面 见我们 见我 见见 面谈 面对面 当面 面议 面陈 碰头 碰面 碰个面 接待我 接待 接见 约见 约谈 会面 坐下来 露面 出面 站出来 见 亲口 约个时间 约时间 meet face_to_face in_person jian_mian dang_mian',
  x: '过来 出来 下来 上来 来一趟 来一下 来 下楼 上楼 现身 到场 滚出来 到现场 come lai guo_lai chu_lai 嚟',
  E: '来人 叫人来 叫人 喊人 有人吗 有人冇 有人没 有人在吗 有人没有 有冇得人 有没得人 有没有人 人呢 人在哪 有人值班吗 you_ren_ma you_ren_mei',
  e: '在不在线 在不在 在线吗 在线 在吗 在么 在不 有没有 有冇得 有冇 有无 有没 有 还有 is_there are_there anyone_there online available zai_ma zai_bu_zai you_mei_you',
  // what speaks against it
  /** forbids */
  N: '不要 不想 不用 不需要 无需 别再 别 莫再 莫 stop bu_yao',
  n: '不 没有 没得 没 未 冇 从来没 从没 唔 无 拒绝 没人 无人 冇人 免得 不是 no not never nobody without bu mei mei_you',
  B: '机器人 机器 智能客服 智能 自动回复 自动应答 自动 电脑 程序 菜单 链接 复制粘贴 模板 按键 语音提示 bot bots chatbot robot robots machine ai ji_qi_ren ji_qi',
  /** told or promised */
  r: '喊他 喊她 喊我们 叫我们 让我们 答应 承诺 说好 说让 说是 说会 说要 骗我 叫我 让我 喊我 要我 请我 说叫 说让他 昨天 昨晚 昨夜 前天 上周 上次 上回 当时 那天 刚才 之前 曾经 后来 每次 居然 竟然 却 才 yesterday last promised said told was were had',
  p: '了 过 哒 咯了 着',
  q: '中午 晚上 夜里 周末 早上 下午 上班 下班 找我的 几点 几号 几楼 几天 几时 几多 什么时候 何时 多少 多久 哪里 哪儿 在哪 怎么 如何 什么 为什么 what when where how which why duo_shao na_li zen_me',
  /** hands and transport, care itself */
  h: '推 抬 扶 搬 背着 轮椅 担架 陪同 陪着 陪诊 陪护 陪检 带我 带他 带她 带着我 领我 送我 送到 翻身 喂饭 打饭 救护车 120 广播 手语 翻译 接我 接他 接她 接病人 接上楼 收治 床位 抽血 上门 做手术 手术 开药 签字 护工 陪诊员 志愿者 陪我妈 陪我爸 陪老人 看病 会诊 转院 转诊 转上来 转运 转回 转上级 wheelchair ambulance escort accompany push interpreter volunteer',
  s: '坐诊 出诊 停诊 专家号 主任号 号源 加号 挂号 的号 门诊 挂个号 普通号 约号',
  /** politeness and praise around a name */
  v: '感谢 谢谢 多谢 表扬 点赞 夸 尊敬的 敬爱的 您好 你好 thank thanks xie_xie',
  u: '态度 骂 吼 凶 冷 推诿 不耐烦 告诉我 挂了 挂断 敷衍',
};

/** Somebody named by what he can do (个能拍板的, 管这事的): letter 1. Sticky sources, tried before the words of the classes. */
export const WISH_ABLE =
  '(?:(?<=[个位名])|个|位|名)(?:真正|真的)?(?:会|能(?!不)|懂|管|做|查得|看得|晓得|知道|听得|搞|办|负责|识|说|讲|认|闲|空|明白|专门|有权|可以|签|写|算)[^,。!?]{0,7}?的(?:人类|人|同志|老师|同事|师傅|医生)?|管[^,。!?]{1,5}的(?:人)?';

export type WishPattern = { readonly id: string; readonly pattern: string };

/** {WHO} in a pattern: anybody who may be wanted. */
export const WISH_PATTERN_WORDS: Readonly<Record<string, string>> = {
  WHO: '[HDCOKFP1]',
};

export const WISH_PATTERNS: readonly WishPattern[] = [
  {
    id: 'bring-who-contact',
    pattern: '(?<![nNr])[bi][^nNrpqhsBbv]{0,4}{WHO}[^nNrhsBqv]{0,7}?[ctdf](?![pun])',
  },
  {
    id: 'bring-who-come',
    pattern: '(?<![nNr])[bi][_yagi1O]{0,4}{WHO}[_yamgjOFKPCD]{0,5}x(?![hpun])',
  },
  { id: 'bring-him', pattern: '(?<![nNr])[bi]_?y_?(?:[a_]{0,2})(?:c|gd|gf|gt|x)(?![pu])' },
  { id: 'who-brought', pattern: '{WHO}[_]{0,1}X' },
  {
    id: 'bring-somebody',
    pattern:
      '(?<![nNrpq])(?:b|g_?|^i_?|^a_?|^x_?)[_ya]{0,2}[HD1C][HDCP]{0,2}[_axeg]{0,2}$|^[_ayi]{0,2}b[_a]?P$',
  },
  { id: 'bring-human', pattern: '(?<![nNr])(?:[bgai]|^x_?)[_ya]{0,2}[H1]' },
  { id: 'bare', pattern: '^[_abyxmi]{0,3}[HD]+[axbe]{0,3}$' },
  {
    id: 'call-me',
    pattern: '(?:^[_aydmki]{0,4}|[abiy][_ayWFPCDOKd1]{0,6})c[cdm_g]{0,3}[ta]?(?![pnu])',
  },
  { id: 'to-me', pattern: '(?:^[_dai]{0,3}|[abiWC][_aemyFPCDOKH1]{0,6})g[_a]{0,3}[dcf](?![pnuq])' },
  {
    id: 'tell-me',
    pattern: '(?:[biW]|[ab][_ya]{0,3}{WHO})[_ayFPCDOKH1x]{0,6}g[_a]{0,3}t(?![pnu])',
  },
  {
    id: 'subject-contact',
    pattern: '^[_yamvi]{0,4}(?:{WHO}[_]{0,2}){1,3}[_aye]{0,4}(?:c|g[_a]{0,2}[dcf])(?![pnu])',
  },
  { id: 'want-with', pattern: '[am][_ya]{0,3}[jb][_ya]{0,3}{WHO}[_OFKPDCa]{0,4}[tdf](?![pnu])' },
  {
    id: 'want-meet',
    pattern:
      'a[_aybmvi]{0,4}f[_jyt]{0,4}{WHO}|[ai][_ayb]{0,3}{WHO}[_ayPOFm]{0,3}f(?![pnu])|a[_yb]{0,3}m_?f|a[_ybeF]{0,4}j[_yOFP]{0,4}f',
  },
  { id: 'phone-talk', pattern: '^[_ai]{0,2}d_?t_?$' },
  {
    id: 'there-human',
    pattern:
      '^[_av]{0,2}(?:e_?[HD]|(?:E|e_?[1PFCKOW]+)_?[a_]{0,3}(?:g|c|t|d|e$))|^[_avy]{0,2}[HDWFC]{1,2}_?e(?!_)',
  },
  { id: 'there', pattern: '^[_v]{0,2}E_?$' },
  { id: 'who-contact', pattern: '^[_yav]{0,3}W[_aeFyP1OKx]{0,5}(?:c|g?_?d|g_?[tf]|f)(?![pun])' },
  { id: 'answer', pattern: '^_?[HD]_?x?t(?!_)|[ai][HD1][_x]?t' },
  { id: 'not-machine', pattern: '[nN][_ayg]{0,4}[jb]?_?B' },
];

/** Clauses whose row meets one of these are stories, errands or bookings: a wish found in them is doubtful. */
export const WISH_PATTERN_COUNTERS: readonly WishPattern[] = [
  {
    id: 'row-told',
    pattern:
      '[nN][_y]{0,2}[cd]|r[_yOKDCFP]{0,3}[bcgdt]|[cdx]p|n[_P]{0,2}(?:g[_d]?|c|{WHO}_?[gcdx])',
  },
  { id: 'row-errand', pattern: 'h' },
  { id: 'row-booking', pattern: 's' },
  { id: 'row-thanks', pattern: '^v|u' },
];
