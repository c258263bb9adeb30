/** First match wins: the particular before the general. Names are those of the demo hospital's departments. */
export const DEPARTMENT_HINTS: readonly {
  readonly department: string;
  readonly pattern: string;
}[] = [
  {
    department: '产科',
    pattern: '孕|怀(?:上|着|了)|胎|哺乳|喂奶|剖|顺产|保胎|pregnan|breastfe|yun',
  },
  {
    department: '整形美容科',
    pattern: '双眼皮|隆鼻|隆胸|吸脂|玻尿酸|瘦脸|热玛吉|超声刀|埋线|植发|水光|泪沟|整形',
  },
  { department: '口腔科', pattern: '牙|口腔溃疡|智齿|正畸|tooth' },
  { department: '眼科', pattern: '眼|近视|白内障|视力|视网膜|斜视|eye' },
  { department: '耳鼻咽喉头颈外科', pattern: '耳|鼻|嗓|咽|喉|扁桃体|腺样体|打呼|打鼾|throat' },
  { department: '儿科', pattern: '孩子|小孩|宝宝|儿子|女儿|崽|娃|伢|小儿|儿童|婴|child|kid|baby' },
  { department: '甲状腺乳腺外科', pattern: '乳|甲状腺(?:结节|癌|微|4|3|ti)|breast' },
  {
    department: '妇科',
    pattern: '月经|例假|白带|子宫|卵巢|宫颈|阴道|巧囊|多囊|hpv|tct|痛经|避孕|内膜|备孕',
  },
  {
    department: '泌尿外科',
    pattern: '前列腺|尿(?:频|急|痛|血|路|不出)|包皮|龟头|肾结石|膀胱|输尿管|小便|阳痿',
  },
  {
    department: '皮肤科',
    pattern: '皮|疹|痒|湿疹|痘|斑|癣|脱发|掉头发|痣|疱疹|荨麻|灰指甲|脚气|rash|cream|eczema|mole',
  },
  { department: '肿瘤科', pattern: '癌|肿瘤|化疗|放疗|靶向|转移|cancer' },
  {
    department: '心血管内科',
    pattern: '心(?!理)|血压|胸痛|支架|早搏|房颤|降压|氯吡格雷|heart|blood pressure|xue ya',
  },
  {
    department: '内分泌科',
    pattern:
      '血糖|糖尿|甲亢|甲减|甲功|胰岛素|优甲乐|尿酸|痛风|骨质疏松|tsh|diabet|insulin|metformin|tang',
  },
  {
    department: '神经内科',
    pattern: '头(?:痛|疼|晕|昏)|中风|脑|癫痫|帕金森|手抖|面瘫|麻|偏头痛|headache|dizzy',
  },
  {
    department: '精神心理科',
    pattern: '抑郁|焦虑|失眠|睡不|安眠|自闭|多动|强迫|舍曲林|antidepress',
  },
  { department: '呼吸与危重症医学科', pattern: '咳|痰|肺|喘|哮喘|胸闷|cough|ke sou' },
  {
    department: '消化内科',
    pattern: '胃|肠|肝|胆|拉肚|腹|肚|便|反酸|幽门|息肉|吐|黄疸|ulcer|stomach',
  },
  { department: '肛肠科', pattern: '痔|肛' },
  { department: '骨科', pattern: '骨|腰|膝|关节|颈椎|扭|崴|半月板|腿|肩|back pain' },
  { department: '肾内科', pattern: '肾|肌酐|透析|尿蛋白|蛋白尿' },
  { department: '血液内科', pattern: '血小板|白细胞|白血病|贫血|血红蛋白' },
  { department: '风湿免疫科', pattern: '风湿|红斑狼疮|强直|免疫' },
];
