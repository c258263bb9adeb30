/**
 * The rows that the triage model learns from: the labelled corpora, and from them variants that keep the meaning
 * (mistyped homophones, pinyin, spoken text, a service question in front) and sentences built from signs and settings.
 * All choices come from a seed: the same corpora give the same weights.
 */
import { readFileSync } from 'node:fs';
import { pinyin } from 'pinyin-pro';
import DEPARTMENTS from '#shared/data/guidance/department-lexicon.json' with { type: 'json' };
import { analyse } from '#shared/domain/triage/grammar.ts';
import { readMessage } from '#shared/domain/triage/read-message.ts';
import { normalise } from '#shared/text/normalise.ts';
import { syllableOf } from '#shared/text/pinyin.ts';

export type TriageRow = {
  readonly text: string;
  readonly emergency: boolean;
  readonly kind?: string;
  readonly trap?: string;
  readonly style?: string;
  readonly weight?: number;
};

export const readCorpus = (name: string): TriageRow[] =>
  readFileSync(new URL(`../corpus/triage/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TriageRow);

/** The corpora by author: whoever is judged is left out with all of his files. */
export const AUTHORS = {
  first: ['urgent-a', 'urgent-b', 'harmless'],
  second: ['urgent-c', 'harmless-c'],
  third: ['urgent-e', 'harmless-e'],
  fourth: ['urgent-f', 'harmless-f'],
  p: ['authors-p'],
  q: ['authors-q'],
  r: ['authors-r'],
  s: ['authors-s'],
} as const;

export type Random = () => number;

export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

const pick = <T>(list: readonly T[], random: Random): T =>
  list[Math.floor(random() * list.length)] as T;

const HAN = /[\u4e00-\u9fff]/;
const countHan = (text: string): number => [...text].filter((char) => HAN.test(char)).length;

/** Characters by sound, as an input method would offer them: those that occur in the corpora. */
const homophones = (rows: readonly TriageRow[]): Map<string, string[]> => {
  const seen = new Set(
    rows.flatMap((row) => [...normalise(row.text)].filter((char) => HAN.test(char))),
  );
  const map = new Map<string, string[]>();
  for (const char of seen) {
    const sound = syllableOf(char.charCodeAt(0));
    if (sound === '') continue;
    const list = map.get(sound);
    if (list === undefined) map.set(sound, [char]);
    else list.push(char);
  }
  return map;
};

const NEAR_SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^zh/, 'z'],
  [/^ch/, 'c'],
  [/^sh/, 's'],
  [/^z(?!h)/, 'zh'],
  [/^c(?!h)/, 'ch'],
  [/^s(?!h)/, 'sh'],
  [/ng$/, 'n'],
  [/(?<=[aei])n$/, 'ng'],
  [/^n/, 'l'],
  [/^l/, 'n'],
  [/^h/, 'f'],
  [/^f/, 'h'],
];

const mistype = (text: string, sounds: Map<string, string[]>, random: Random): string => {
  const chars = [...text];
  const places = chars.flatMap((char, at) => (HAN.test(char) ? [at] : []));
  const count = Math.max(1, Math.round(places.length * (0.06 + random() * 0.16)));
  for (let n = 0; n < count; n += 1) {
    const at = pick(places, random);
    let sound = syllableOf((chars[at] ?? '').charCodeAt(0));
    if (random() < 0.25) {
      const [from, to] = pick(NEAR_SOUNDS, random);
      sound = sound.replace(from, to);
    }
    const others = sounds.get(sound);
    if (others !== undefined) chars[at] = pick(others, random);
  }
  return chars.join('');
};

const asPinyin = (text: string, random: Random): string => {
  const joined = random() < 0.45;
  const clauses = text
    .replace(/\p{Extended_Pictographic}/gu, '')
    .split(/[，。！？,!?；;、\s]+/)
    .filter((clause) => clause !== '')
    .map((clause) =>
      pinyin(clause, { toneType: 'none', type: 'array', v: true }).join(joined ? '' : ' '),
    );
  return clauses.join(random() < 0.3 ? ', ' : ' ');
};

const FILLERS = [
  '喂',
  '那个',
  '就是',
  '嗯',
  '你好',
  '我跟你说',
  '是这样的',
  '哎',
  '请问一下',
  '医生',
];
const EMOJI = ['😭', '😱', '🙏', '😂', '😊', '😰', '🆘', '❗', '🥲', '👶', '💊', '🏥', '😅', '🤔'];

const asSpoken = (text: string, random: Random): string =>
  `${random() < 0.6 ? pick(FILLERS, random) : ''}${text.replace(/[，。！？,!?；;、\s]+/g, random() < 0.3 ? '然后' : '')}`;

const withEmoji = (text: string, random: Random): string => {
  const emoji = pick(EMOJI, random).repeat(1 + Math.floor(random() * 3));
  return random() < 0.5 ? `${text}${emoji}` : `${emoji}${text}`;
};

const BRIDGES = [
  '',
  '对了，',
  '还有，',
  '另外',
  '哦对，',
  '顺便说一下，',
  '先不说这个，',
  '不好意思打断一下，',
  '是这样的，',
];

const behind = (opening: string, text: string, random: Random): string =>
  `${opening.replace(/[。！？!?]*$/, random() < 0.5 ? '。' : '，')}${pick(BRIDGES, random)}${text}`;

const CLOSINGS = [
  '',
  '',
  '',
  '，麻烦您了',
  '，请回复一下谢谢',
  '，等您回话',
  '。医保卡在身上',
  '，打电话没人接',
];

/** A story with the point at its end: two or three service questions first, told as one. */
const buried = (openings: readonly string[], text: string, random: Random): string => {
  const count = random() < 0.5 ? 2 : 3;
  const story = Array.from({ length: count }, () => pick(openings, random)).join('，');
  return `${behind(story, text, random)}${pick(CLOSINGS, random)}`;
};

const OPENING_TRAPS = new Set([
  'none',
  'fee-question',
  'scheduling',
  'department-question',
  'complaint',
]);

/** Variants of rows that mean the same. */
export const variants = (rows: readonly TriageRow[], seed: number): TriageRow[] => {
  const random = seeded(seed);
  const sounds = homophones(rows);
  const openings = rows
    .filter(
      (row) =>
        !row.emergency &&
        OPENING_TRAPS.has(row.trap ?? '') &&
        countHan(row.text) >= 6 &&
        row.text.length <= 60,
    )
    .map((row) => row.text);
  const out: TriageRow[] = [];
  for (const row of rows) {
    const han = countHan(row.text);
    if (han < 2) continue;
    for (const [chance, make] of waysFor(row, han, { sounds, openings, random })) {
      if (random() < chance) out.push({ ...row, ...make() });
    }
  }
  return out;
};

type Way = readonly [chance: number, make: () => Pick<TriageRow, 'text' | 'style' | 'weight'>];
type Means = { sounds: Map<string, string[]>; openings: readonly string[]; random: Random };

const LONGEST_PINYIN = 45;
const LONGEST_TAIL = 60;

const waysFor = (row: TriageRow, han: number, { sounds, openings, random }: Means): Way[] => [
  [
    han >= 3 ? 0.6 : 0,
    () => ({ text: mistype(row.text, sounds, random), style: 'typo', weight: 0.5 }),
  ],
  [
    han >= 3 && han <= LONGEST_PINYIN ? 0.4 : 0,
    () => ({ text: asPinyin(normalise(row.text), random), style: 'pinyin', weight: 0.5 }),
  ],
  [0.2, () => ({ text: asSpoken(row.text, random), style: 'voice', weight: 0.4 })],
  [0.2, () => ({ text: withEmoji(row.text, random), style: 'emoji', weight: 0.4 })],
  [
    openings.length > 0 && row.text.length < LONGEST_TAIL ? (row.emergency ? 0.35 : 0.25) : 0,
    () => ({ text: behind(pick(openings, random), row.text, random), style: 'long', weight: 0.5 }),
  ],
  [
    openings.length > 0 && row.text.length < LONGEST_TAIL ? (row.emergency ? 0.3 : 0.2) : 0,
    () => ({ text: buried(openings, row.text, random), style: 'long', weight: 0.5 }),
  ],
];

/** Names of emergencies, as they stand in service questions, lessons, films and files. */
const NAMES = (
  '心梗 心肌梗死 胸痛 心绞痛 主动脉夹层 中风 脑梗 脑出血 脑卒中 蛛网膜下腔出血 哮喘发作 呼吸困难 气胸 肺栓塞 窒息 噎食 异物卡喉 昏迷 晕厥 晕倒 癫痫 抽搐 ' +
  '热性惊厥 高热惊厥 心脏骤停 猝死 大出血 吐血 咯血 便血 消化道出血 鼻出血 产后大出血 宫外孕 先兆流产 胎盘早剥 子痫 羊水早破 早产 车祸 骨折 髋部骨折 断指 脑外伤 ' +
  '高处坠落 刀伤 烧伤 烫伤 触电 电击伤 溺水 中暑 热射病 煤气中毒 一氧化碳中毒 农药中毒 百草枯中毒 食物中毒 毒蘑菇中毒 酒精中毒 安眠药中毒 过敏性休克 药物过敏 蜂蜇伤 ' +
  '蛇咬伤 狗咬伤 视网膜脱落 青光眼急性发作 石灰入眼 眼外伤 突发失明 突发性耳聋 睾丸扭转 肾绞痛 尿潴留 低血糖昏迷 酮症酸中毒 阑尾炎穿孔 肠梗阻 急性胰腺炎 脓毒症 ' +
  '化脓性脑膜炎 术后感染 玻尿酸栓塞 鱼刺卡喉 误吞电池 气管异物 新生儿窒息 自杀 抑郁 割腕 跳楼'
).split(' ');

const WHO =
  '我爸 我妈 爷爷 奶奶 老公 老婆 孩子 我 同事 邻居 外婆 弟弟 我女儿 老伴 父亲 岳母 表哥 我儿子 舅舅'.split(
    ' ',
  );
const PAST =
  '去年 前年 三年前 上个月 小时候 2019年 十年前 上次 半年前 曾经 以前 早几年 旧年 五年前 大学时'.split(
    ' ',
  );
const SERVICE =
  '复查要挂什么科 病历怎么复印 发票丢了能补吗 医保能报多少 康复科在几楼 想办慢性病证 保险理赔要什么材料 复诊能改到下周吗 体检要不要写上 能打疫苗吗 可以坐飞机吗 想预约复查 出院小结在哪打印 想取钢板 送锦旗送到哪'.split(
    ' ',
  );

const CALM: readonly ((name: string, random: Random) => string)[] = [
  (name, r) => `${pick(PAST, r)}${pick(WHO, r)}${name}，现在已经好了，${pick(SERVICE, r)}`,
  (name, r) =>
    `${pick(WHO, r)}${pick(PAST, r)}得过${name}，${pick(['恢复得很好', '早就康复了', '一直很稳定', '没有复发', '如今好得很'], r)}，${pick(SERVICE, r)}`,
  (name, r) =>
    `${pick(['怎么预防', '如何预防', '什么是', '怎么识别'], r)}${name}${pick(['', '，有科普资料吗', '，社区想做宣传栏', '，写作业用', '，有讲座吗'], r)}`,
  (name, r) =>
    `${name}${pick(['科普讲座几点开始', '急救培训怎么报名', '的宣传海报能发一份吗', '预防手册在哪领', '知识问答的奖品去哪领', '急救课还有名额吗'], r)}`,
  (name, r) =>
    `${pick(['电视剧里', '小说里', '新闻说', '短视频里', '电影里', '纪录片里'], r)}有人${name}，${pick(['真的能救回来吗', '是真的吗', '想了解一下', '演得假不假', '我是写剧本的想请教'], r)}`,
  (name, r) =>
    `${name}${pick(['住院费用大概多少', '手术医保报多少', '治疗一个疗程多少钱', '的收费标准在哪看', '住院押金多少', '的发票怎么补'], r)}`,
  (name, r) =>
    `${pick(['没有', '不是', '我没有', '她没有', '并没有'], r)}${name}${pick(['，就是想做个体检', '，只是来拿药的', '，想问疫苗怎么预约', '，别误会，问一下停车', '，精神很好，想补个疫苗本'], r)}`,
  (name, r) =>
    `${pick(['感谢', '谢谢', '表扬'], r)}${pick(['急诊科', '医生', '护士', '你们', '120师傅'], r)}，${pick(PAST, r)}${pick(WHO, r)}${name}${pick(['多亏抢救及时', '是你们救回来的', '现在完全康复了', '，如今能跑能跳'], r)}`,
  (name, r) =>
    `${pick(['学校', '单位', '社区', '幼儿园', '工地', '养老院'], r)}要搞${name}${pick(['应急演练', '急救演习', '知识竞赛', '防护培训'], r)}，${pick(['想借道具', '请你们派老师来讲', '找哪个部门联系'], r)}`,
  (name, r) =>
    `${name}${pick(['门诊周几开', '专病门诊在几楼', '后康复训练在哪里做', '随访挂哪个号', '复查怎么预约', '术后换药去哪个诊室'], r)}`,
  (name, r) =>
    `${pick(PAST, r)}${name}${pick(['复查想改期', '的复诊号没抢到，能加号吗', '后约的检查想往后推', '出院满一年，复查要空腹吗'], r)}`,
  (name, r) =>
    `投诉，${pick(PAST, r)}${pick(WHO, r)}${name}住院，${pick(['护士态度差', '收费不清楚', '没人解释病情', '等了三个小时'], r)}，人现在好了，但要个说法`,
  (name, r) =>
    `${pick(['如果', '万一', '要是以后'], r)}家里老人${name}${pick(['，应该怎么急救，想先学学', '怎么处理，有课程吗', '该准备什么，写进应急手册'], r)}`,
];

const NOW = '突然 刚刚 现在 刚才 正在 今天 半夜 这会儿 今早 忽然 十分钟前'.split(' ');
const CRY =
  '怎么办 快来人 救命 快救救他 急急急 要不要叫120 马上过来可以吗 怎么急救 快告诉我该做什么'.split(
    ' ',
  );
const SAD = new Set(['抑郁', '自杀', '猝死', '脓毒症', '早产', '药物过敏', '术后感染', '心绞痛']);

const ACUTE: readonly ((name: string, random: Random) => string)[] = [
  (name, r) => `${pick(WHO, r)}${pick(NOW, r)}${name}了，${pick(CRY, r)}`,
  (name, r) => `${pick(NOW, r)}${name}，${pick(CRY, r)}`,
  (name, r) => `${name}了${pick(CRY, r)}`,
  (name, r) =>
    `${pick(WHO, r)}${pick(PAST, r)}${name}过，${pick(['今天又发作了', '刚才又犯了', '现在又跟那次一样', '今晚突然又来了'], r)}，${pick(CRY, r)}`,
  (name, r) => `不是演习，${pick(WHO, r)}真的${name}了，${pick(CRY, r)}`,
  (name, r) =>
    `${pick(['请问', '我在网上看到', '听说过'], r)}${name}很危险，${pick(WHO, r)}${pick(NOW, r)}就是这样，${pick(CRY, r)}`,
];

/** Sentences made of a name and a setting: the same names calm and acute, so that the setting decides. */
export const built = (count: number, seed: number): TriageRow[] => {
  const random = seeded(seed);
  const out: TriageRow[] = [];
  for (let n = 0; n < count; n += 1) {
    const calm = n % 5 < 3;
    const name = pick(NAMES, random);
    if (!calm && SAD.has(name)) continue;
    out.push({
      text: pick(calm ? CALM : ACUTE, random)(name, random),
      emergency: !calm,
      style: 'built',
      weight: 0.35,
      ...(calm ? { trap: 'built' } : { kind: 'built' }),
    });
  }
  return out;
};

const PLACES =
  '脸上 手上 腿上 背上 头皮 脖子 膝盖 脚后跟 脚趾 手腕 肩膀 腰 胃 肚脐 屁股 大腿根 眼皮 眼睛 耳朵 鼻子 嘴唇 舌头 牙龈 喉咙 乳房 阴部 指甲 头发 小腿 手指 胸口 肚子 后背 手心 脚底 关节 皮肤'.split(
    ' ',
  );
const MILD =
  '有点痒 起皮 长痘 长了个小疙瘩 有点酸 发痒 干燥 有个小红点 偶尔疼一下 掉皮 长斑 出油 发黄 有硬块好几年 长湿疹 起红疹 轻微胀 发酸 有点麻 怕冷 爱出汗 有疤 长癣 发炎反复 酸胀 长了颗痣 抽筋缺钙 有血丝 有点肿 粗糙'.split(
    ' ',
  );
const ASKS =
  '怎么办 是什么原因 怎么回事 吃什么药 用什么药膏 怎么调理 挂什么科 正常吗 怎么消除 能自己好吗 要紧吗 怎么治疗 图片 有什么偏方 食疗方法 多久能好 需要检查什么 严重吗 该注意什么'.split(
    ' ',
  );
const EVERYDAY = (
  '宝宝不爱吃饭 宝宝打嗝 宝宝晚上哭闹 宝宝长牙 宝宝积食 宝宝红屁股 宝宝湿疹 宝宝便秘 宝宝流鼻涕 宝宝咳嗽有痰 宝宝眨眼睛 宝宝喉咙有痰 小孩吃手指 小孩磨牙 小孩近视 小孩感冒 幼儿低烧 婴儿黄疸退得慢 婴儿吐奶 婴儿溢奶 新生儿打喷嚏 ' +
  '孕妇感冒 孕妇便秘 孕妇腿抽筋 孕妇牙疼 孕妇喝牛奶 孕妇咳嗽 孕期恶心 孕晚期水肿 怀孕肚子不饿 怀孕初期症状 怀孕多久做B超 怀孕几周有胎心 产后掉头发 产后腰酸 产后减肥 断奶涨奶 月经推迟 月经量少 痛经 白带多 更年期出汗 备孕吃叶酸 ' +
  '失眠多梦 口臭 打呼噜 便秘 痔疮 脱发 灰指甲 脚气 鼻炎 咽炎 胃胀 反酸 打嗝 口腔溃疡 牙龈肿 落枕 颈椎病 腰椎间盘突出 骨质增生 痛风 高血压饮食 糖尿病饮食 高血脂 脂肪肝 甲状腺结节 乳腺增生 前列腺炎 早泄 尿频 荨麻疹 带状疱疹 ' +
  '过敏性鼻炎 贫血 低血压 耳鸣 飞蚊症 干眼症 麦粒肿 鸡眼 狐臭 汗疱疹 痘印 黑眼圈 眼袋 牛皮癣 白癜风 哮喘平时 癫痫平时 脑梗后遗症 冠心病饮食 静脉曲张 抑郁症吃药 焦虑 神经衰弱 阿司匹林 布洛芬 对乙酰氨基酚 头孢 维生素 钙片 三七粉 云南白药 川贝 ' +
  '蜂蜜 红枣 燕窝 牛奶 豆浆 鸡蛋 西瓜 感冒 咳嗽 拉肚子 发低烧 头皮屑 落发 近视眼 老花眼'
).split(' ');
const EVERYDAY_ASKS =
  '怎么办 是什么原因 正常吗 吃什么好 不能吃什么 有哪些症状 的功效与作用 的最佳方法 怎么快速缓解 能不能吃 会影响胎儿吗 图片 可以运动吗 怎么护理 需要注意哪些 是怎么引起的 多久能好 有没有副作用 能治好吗 怎么预防 要检查什么'.split(
    ' ',
  );

/** Everyday health questions as people type them into a search box: about a body, and about nothing urgent. */
export const everyday = (count: number, seed: number): TriageRow[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, n) => ({
    text:
      n % 2 === 0
        ? `${pick(PLACES, random)}${pick(MILD, random)}${pick(ASKS, random)}`
        : `${pick(EVERYDAY, random)}${pick(EVERYDAY_ASKS, random)}`,
    emergency: false,
    trap: 'everyday',
    style: 'built',
    weight: 0.35,
  }));
};

const ENCYCLOPEDIA = (
  '金银花 枸杞 黄芪 当归 阿胶 天麻 西洋参 陈皮 山药 薏米 莲子 百合 黑芝麻 核桃仁 桂圆 生姜水 红糖水 绿豆汤 蒜苔 韭菜 芹菜 菠菜 南瓜 冬瓜 苦瓜 猪肝 鸡内金 鱼油 益生菌 ' +
  '叶酸片 钙尔奇 碘伏 炉甘石 红霉素软膏 莫匹罗星 马应龙 益母草 板蓝根 连花清瘟 小柴胡 藿香正气 健胃消食片 蒙脱石散 开塞露 二甲双胍 氨氯地平 阿托伐他汀 左甲状腺素 非布司他 达格列净 胰激肽原酶 烟酰胺 ' +
  '双眼皮 鼻综合 光子嫩肤 水光针 热玛吉 祛斑 脱毛 隆下巴 瘦脸 牙齿矫正 烤瓷牙 洗牙 近视手术 飞秒激光 隐形眼镜 角膜塑形镜 试管婴儿 排卵期 取卵 移植后 受精卵着床 胎盘成熟度 羊水指数 双顶径 NT检查 唐筛 四维彩超 ' +
  '胎心率 入盆 宫颈口 顺产侧切 剖腹产刀口护理 母乳喂养 断奶 催乳 辅食 磨牙棒 学步 枕秃 头型 囟门闭合 出牙 黄疸消退 打嗝 肠绞痛护理 攒肚 尿布疹 湿疹膏 ' +
  '子宫内膜厚度 卵泡 HPV 宫颈糜烂 白带常规 包皮 早泄 精液 睾丸大小 前列腺 尖锐湿疣 梅毒 乙肝两对半 转氨酶 甲功 血脂 尿酸 血常规 白细胞 血小板 肿瘤标志物 淋巴结 结节 囊肿 息肉 骨刺 半月板 足底筋膜 肩周 腱鞘 斜方肌 ' +
  '仰卧起坐 跑步 瑜伽 游泳 减肥 生酮 断食 熬夜 午睡 打呼 磨牙 梦话 手心出汗 腋下多汗 头发油 白头发 鱼尾纹 颈纹 法令纹 眼袋 黑头 毛孔 痘坑 蚊子包 跳蚤 螨虫 晒红 冻疮 起茧 倒刺 甲沟 嘴角起皮 口气重 舌苔厚 嘴里发甜 嘴里发苦 嗓子痒 清嗓子 鼻屎 耳屎 眼屎'
).split(' ');
const ENCYCLOPEDIA_ASKS =
  '的功效 的副作用 怎么吃 能不能天天吃 孕妇能吃吗 的禁忌 和什么一起吃好 哪种好 的正常范围 是什么 有什么用 怎么办 怎么护理 图片 多久一次 疼不疼 怎么缓解 是怎么回事 什么原因 要注意什么 的最快方法 还有救吗 正常吗 会自己好吗 的热量 的区别'.split(
    ' ',
  );

/** What the departments' lists hold of illnesses, tests and lay complaints, without what the grammar takes for a red flag. */
const harmlessWords = (): readonly string[] =>
  DEPARTMENTS.filter(({ name }) => name !== '急诊医学科' && name !== '重症医学科')
    .flatMap(({ diseases, symptoms_lay, tests }) => [...diseases, ...symptoms_lay, ...tests])
    .filter((word) => analyse(readMessage(word)).findings.length === 0);

const ASKERS = ' | | | | | |宝宝|小孩|孕妇|老人|女性|男性|产后|经期'.split('|');

/** Encyclopaedia and search-box questions: a word of a list and what people ask about it. */
export const searched = (count: number, seed: number): TriageRow[] => {
  const random = seeded(seed);
  const words = harmlessWords();
  return Array.from({ length: count }, (_, n) => {
    const text =
      n % 2 === 0
        ? `${pick(ASKERS, random).trim()}${pick(words, random)}${random() < 0.7 ? pick(random() < 0.5 ? ASKS : ENCYCLOPEDIA_ASKS, random) : ''}`
        : `${pick(ENCYCLOPEDIA, random)}${random() < 0.8 ? pick(ENCYCLOPEDIA_ASKS, random) : ''}`;
    return { text, emergency: false, trap: 'everyday', style: 'built', weight: 0.25 };
  });
};
