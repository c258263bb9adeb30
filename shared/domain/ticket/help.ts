import { z } from 'zod';
import type { Localized } from '#shared/kernel/locale.ts';

type HelpField = {
  readonly id: string;
  readonly label: Localized;
  readonly hint: Localized;
};

type HelpRow = {
  readonly label: Localized;
  /** Who can help, the first that the hospital has listed; where it has none, the service centre itself. */
  readonly departments: readonly string[];
  /** What must be asked to be able to help; all of it may be left open. */
  readonly fields: readonly HelpField[];
  /** Words by which it is recognised in what people write. */
  readonly words: RegExp;
};

const field = (id: string, zh: string, en: string, zhHint = '', enHint = ''): HelpField => ({
  id,
  label: { 'zh-CN': zh, en },
  hint: { 'zh-CN': zhHint, en: enHint },
});

const when = field('when', '什么时候', 'When', '例如 周四上午 8 点', 'e.g. Thursday 8 a.m.');
const mobility = field(
  'mobility',
  '行动能力',
  'Mobility',
  '轮椅、平车、可搀扶行走',
  'wheelchair, stretcher, walks with help',
);

/**
 * Kinds of help that a service centre is asked for (求助), which departments can give it, and what they need to know.
 * Departments are proposals that the hospital confirms.
 */
export const HELP_KINDS = {
  escort: {
    label: { 'zh-CN': '陪诊', en: 'Company to appointments' },
    departments: ['门诊部', '社会工作部'],
    fields: [
      when,
      field('clinic', '看哪个科', 'Clinic', '例如 骨科', 'e.g. orthopaedics'),
      mobility,
    ],
    words: /陪诊|陪(?:我|他|她|老人|同|着)?(?:看病|就诊|就医|检查)|推轮椅|借轮椅|轮椅/,
  },
  companion: {
    label: { 'zh-CN': '老人陪伴', en: 'A companion for an elderly patient' },
    departments: ['社会工作部', '护理部'],
    fields: [
      when,
      field('age', '年龄', 'Age'),
      mobility,
      field('ward', '住院病区床号', 'Ward and bed'),
    ],
    words:
      /(?:老人|老年人|父母|爸妈|爷爷|奶奶|外婆|外公).{0,8}(?:没人|无人|独自|一个人)|陪护|陪伴|护工/,
  },
  lodging: {
    label: { 'zh-CN': '家属住宿', en: 'Lodging for relatives' },
    departments: ['社会工作部', '后勤保障部'],
    fields: [
      field('from', '哪天入住', 'From which day'),
      field('nights', '住几晚', 'Nights'),
      field('people', '几个人', 'People'),
      field('budget', '每晚预算', 'Budget a night'),
    ],
    words: /住宿|旅馆|宾馆|酒店|招待所|住(?:在)?哪(?:里|儿)?(?:过夜|方便)?|过夜|爱心小屋/,
  },
  'lost-property': {
    label: { 'zh-CN': '失物招领', en: 'Lost property' },
    departments: ['保卫部', '后勤保障部'],
    fields: [
      field('item', '什么东西', 'What', '颜色、特征、里面有什么', 'colour, marks, contents'),
      field('where', '丢在哪里', 'Where'),
      field('when', '什么时候发现', 'When noticed'),
    ],
    words: /失物|遗失|丢(?:了|失|在)|落在|忘在|捡到|不见了/,
  },
  other: {
    label: { 'zh-CN': '其他求助', en: 'Other help' },
    departments: [],
    fields: [when, field('place', '在哪里', 'Where')],
    words: /(?!)/,
  },
} as const satisfies Record<string, HelpRow>;
export type HelpKind = keyof typeof HELP_KINDS;
export const HELP_KIND_IDS = Object.keys(HELP_KINDS) as [HelpKind, ...HelpKind[]];

/** What is known of a call for help: its kind, and answers to the fields of the kind. */
export const help = z.object({
  kind: z.enum(HELP_KIND_IDS),
  details: z.record(z.string().max(20), z.string().max(200)),
});
export type Help = z.infer<typeof help>;

/** The kind of help that words ask for; undefined where they name none of those that are known. */
export const helpKindOf = (text: string): HelpKind | undefined =>
  HELP_KIND_IDS.find((kind) => HELP_KINDS[kind].words.test(text));

/** Fields of the kind alone, without those that were left empty. */
export const tidyHelp = ({ kind, details }: Help): Help => {
  const fields: readonly HelpField[] = HELP_KINDS[kind].fields;
  return {
    kind,
    details: Object.fromEntries(
      fields
        .map(({ id }) => [id, (details[id] ?? '').trim()] as const)
        .filter(([, answer]) => answer !== ''),
    ),
  };
};
