/** What decides between departments for the same complaint: of whom the text speaks. */
export type Who = 'newborn' | 'child' | 'old' | 'pregnant' | 'female' | 'male';

export interface GuidancePatient {
  readonly ageYears?: number;
  readonly sex?: 'female' | 'male';
  readonly pregnant?: boolean;
}

const cues: readonly (readonly [Who, RegExp])[] = [
  [
    'newborn',
    /新生儿|刚出生|刚生的|出生(?:才|第)?[一二三四五六七八九十0-9]{1,3}天|生下来(?:才|第)?.{0,3}天|月子里的?(?:宝|娃|孩|毛)|月毛毛|早产儿|(?:十|二十)?[一二三四五六七八九]天的?(?:宝|娃|孩)|newborn|premature/u,
  ],
  [
    'child',
    /宝宝|宝贝|孩子|小孩|小儿|儿童|婴儿|幼儿|患儿|娃|伢|细妹|细佬|细路|毛毛|崽|小朋友|闺女|小宝|bb|baby|toddler|child|kid|infant|(?:my|our) (?:little )?(?:son|daughter)|(?<![0-9])(?:[1-9]|1[0-3])(?:岁|-?year-?old|个月)|(?<!十)[一二三四五六七八九](?:岁|个月)|十[一二三]岁/u,
  ],
  [
    'old',
    /奶奶|爷爷|外婆|外公|姥姥|姥爷|阿婆|阿公|老人|高龄|太婆|太公|老太|老爷子|(?:[6-9][0-9]|1[0-1][0-9])(?:多|来|好几)?岁|[六七八九]十[一二三四五六七八九]?(?:多|来|好几)?岁|grand(?:ma|pa|mother|father)|elderly/u,
  ],
  [
    'pregnant',
    /怀孕|孕妇|孕[0-9一二三四五六七八九十早中晚]|大肚|怀毛毛|有咗|妊娠|胎动|产检|pregnan/u,
  ],
  [
    'female',
    /女士|女性|老婆|妈|姐|妹|阿姨|月经|例假|大姨妈|白带|妇|女,|女，|wife|mother|female|woman|girl/u,
  ],
  [
    'male',
    /先生|男性|老公|爸|哥|弟|叔|前列腺|睾丸|包皮|男,|男，|husband|father|(?<!fe)male|\bman\b|boy/u,
  ],
];

const ages: readonly Who[] = ['newborn', 'child', 'old'];

function byAge(ageYears: number): Who[] {
  if (ageYears < 28 / 365) return ['newborn', 'child'];
  if (ageYears < 14) return ['child'];
  return ageYears >= 75 ? ['old'] : [];
}

const without = (people: ReadonlySet<Who>, ...who: readonly Who[]): Who[] =>
  [...people].filter((one) => !who.includes(one));

/** Of whom a normalised text speaks. */
export function whoIn(text: string): Set<Who> {
  return new Set(cues.filter(([, cue]) => cue.test(text)).map(([who]) => who));
}

/** What is known of the patient wins over what the text seems to say. */
export function withPatient(
  said: ReadonlySet<Who>,
  { ageYears, sex, pregnant }: GuidancePatient,
): Set<Who> {
  let people = new Set(said);
  if (ageYears !== undefined) people = new Set([...without(people, ...ages), ...byAge(ageYears)]);
  if (sex !== undefined) {
    people = new Set([...without(people, sex === 'female' ? 'male' : 'female'), sex]);
  }
  if (pregnant === undefined) return people;
  return new Set(pregnant ? [...people, 'pregnant'] : without(people, 'pregnant'));
}
