import { type Analysis, analyse, type Calm, type Finding } from './grammar.ts';
import { type Reader, type Reading, tailOf } from './reading.ts';
import type {
  RedFlagKind,
  TriageDecision,
  TriageInput,
  TriageLevel,
  TriageReason,
  TriageResult,
  TriageTarget,
} from './triage.ts';

export const RULE_VERSION = '2026.1';

/** Earlier messages are read together with the new one when they are at most this old, in seconds. */
const JOIN_WITHIN = 90;
const JOIN_LAST = 3;

/** A red-flag entry as far as triage needs it; the browser edition leaves the names out. */
export type Entry = {
  readonly id: string;
  readonly kind: string;
  readonly level: number;
  readonly target: string;
  readonly greenChannel: string | null;
  readonly name?: { readonly zh: string; readonly en: string };
};

/** What the model thinks of a message. */
export type Opinion = {
  readonly decision: TriageDecision;
  readonly probability: number;
  readonly kind: RedFlagKind;
};

/** The parts that differ between the server and the browser. */
export type Edition = {
  readonly read: Reader;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly opine?: (reading: Reading, analysis: Analysis) => Opinion;
  readonly version: string;
};

/** The entry whose card is shown for what only the model saw. */
const DEFAULT_ENTRY: Readonly<Record<RedFlagKind, string>> = {
  'chest-pain': 'chest_pain_acs',
  stroke: 'stroke',
  breathing: 'dyspnea_severe',
  consciousness: 'unconscious',
  bleeding: 'bleeding_uncontrolled',
  trauma: 'trauma_major',
  burn: 'burn_major',
  pediatric: 'ped_toxic',
  pregnancy: 'preg_bleeding',
  poisoning: 'poison_pesticide',
  anaphylaxis: 'anaphylaxis',
  eye: 'eye_sudden_loss',
  'post-op': 'ps_bleeding',
  'self-harm': 'suicide',
  other: 'acute_abdomen',
};

const CALM_WORDS: Readonly<Record<Calm, { zh: string; en: string }>> = {
  past: { zh: '说的是过去', en: 'tells of the past' },
  settled: { zh: '说是已经过去了', en: 'said to be over' },
  education: { zh: '像科普、培训', en: 'about teaching or prevention' },
  media: { zh: '像影视、新闻', en: 'about a film or the news' },
  praise: { zh: '像表扬、感谢', en: 'a word of thanks' },
  figurative: { zh: '像夸张的说法', en: 'a figure of speech' },
  hypothetical: { zh: '假设的情况', en: 'a supposed case' },
  animal: { zh: '说的是动物', en: 'about an animal' },
  drill: { zh: '像演习、测试', en: 'a drill or a test' },
  mistake: { zh: '像误触', en: 'sent by mistake' },
  service: { zh: '像挂号、费用等服务问题', en: 'a service question' },
  chronic: { zh: '像长期、轻微的情况', en: 'a lasting or mild trouble' },
  bare: { zh: '只说了病名', en: 'only names the illness' },
  doubtful: { zh: '拿不准是不是眼前的事', en: 'not sure that it is happening now' },
};

const joined = ({ text, recent = [] }: TriageInput): string | undefined => {
  const tail = recent.filter(({ secondsAgo }) => secondsAgo <= JOIN_WITHIN).slice(1 - JOIN_LAST);
  return tail.length === 0 ? undefined : [...tail.map((message) => message.text), text].join('\n');
};

/** A reading and where it begins in the text that the reasons' spans count from. */
type Part = { readonly reading: Reading; readonly from: number };

const grammarReason = (
  finding: Finding,
  { reading: { text }, from }: Part,
  entries: Edition['entries'],
): TriageReason => {
  const name = entries.get(finding.entry)?.name;
  const words = [...new Set(finding.hits.map((hit) => text.slice(hit.start, hit.end)))];
  const calm = finding.calm === null ? undefined : CALM_WORDS[finding.calm];
  return {
    zh: `${name?.zh ?? finding.entry}：${words.join('、')}${calm === undefined ? '' : `（${calm.zh}）`}`,
    en: `${name?.en ?? finding.entry}: ${words.join(', ')}${calm === undefined ? '' : ` (${calm.en})`}`,
    span: [
      from + Math.min(...finding.hits.map((hit) => hit.start)),
      from + Math.max(...finding.hits.map((hit) => hit.end)),
    ],
  };
};

const modelReason = ({ probability, kind }: Opinion, entries: Edition['entries']): TriageReason => {
  const name = entries.get(DEFAULT_ENTRY[kind])?.name;
  const percent = Math.round(probability * 100);
  return {
    zh: `整句话像紧急情况（${percent}%），接近“${name?.zh ?? kind}”`,
    en: `reads like an emergency (${percent} %), nearest to "${name?.en ?? kind}"`,
  };
};

const RANK: Readonly<Record<TriageDecision, number>> = { fire: 0, confirm: 1, none: 2 };

const strongest = (a: TriageDecision, b: TriageDecision): TriageDecision =>
  RANK[a] <= RANK[b] ? a : b;

const LEAST_SERIOUS = 4;

const seriousFirst = (
  findings: readonly Finding[],
  entries: Edition['entries'],
): readonly Finding[] => {
  const level = ({ entry }: Finding) => entries.get(entry)?.level ?? LEAST_SERIOUS;
  return findings
    .filter((finding) => finding.decision !== 'none' && entries.has(finding.entry))
    .sort(
      (a, b) =>
        RANK[a.decision] - RANK[b.decision] || level(a) - level(b) || b.hits.length - a.hits.length,
    );
};

/** Longer messages often bury the point behind a service question: their end is read once more by itself. */
const LONG = 60;
const TAIL = { most: 110, usual: 80, least: 25 };

const tailStart = (text: string): number => {
  if (text.length <= LONG) return 0;
  const last = text.length - TAIL.least;
  for (let at = Math.max(0, text.length - TAIL.most); at < last; at += 1)
    if (/[。！？!?\n，,]/.test(text.charAt(at))) return at + 1;
  return Math.max(0, text.length - TAIL.usual);
};

/** The whole message; where nothing is found in it, its end, which may only ask back. */
const readOnce = (text: string, edition: Edition): TriageResult => {
  const reading = edition.read(text);
  const whole = judge({ reading, from: 0 }, edition);
  const from = whole.decision === 'none' ? tailStart(reading.text) : 0;
  if (from === 0) return whole;
  const tail = judge({ reading: tailOf(reading, from), from }, edition);
  return tail.decision === 'none' ? whole : { ...tail, decision: 'confirm' };
};

const judge = (part: Part, edition: Edition): TriageResult => {
  const { entries, opine, version } = edition;
  const { reading } = part;
  const analysis = analyse(reading);
  const findings = seriousFirst(analysis.findings, entries);
  const opinion = opine?.(reading, analysis);
  const byGrammar = findings[0]?.decision ?? 'none';
  const byModel = opinion?.decision ?? 'none';
  const decision = strongest(byGrammar, byModel);
  const ids = idsOf(findings, decision, opinion);
  return {
    decision,
    ...factsOf(ids, entries),
    reasons: [
      ...findings.map((finding) => grammarReason(finding, part, entries)),
      ...(opinion === undefined || byModel === 'none' ? [] : [modelReason(opinion, entries)]),
    ],
    path: pathOf(byGrammar, byModel, decision),
    ruleVersion: version,
  };
};

/** Reads the message by itself and once more behind the messages before it, which may only add. */
export const readWith = (input: TriageInput, edition: Edition): TriageResult => {
  const alone = readOnce(input.text, edition);
  const tail = joined(input);
  if (tail === undefined || alone.decision === 'fire') return alone;
  const together = readOnce(tail, edition);
  return RANK[together.decision] < RANK[alone.decision] ? together : alone;
};

const pathOf = (
  byGrammar: TriageDecision,
  byModel: TriageDecision,
  decision: TriageDecision,
): TriageResult['path'] => {
  if (byModel === 'none' || byModel !== decision) return 'grammar';
  return byGrammar === decision ? 'both' : 'model';
};

/** The entries of the findings, and the model's nearest where the grammar is silent or weaker. */
const idsOf = (
  findings: readonly Finding[],
  decision: TriageDecision,
  opinion: Opinion | undefined,
): readonly string[] => {
  const found = findings.map((finding) => finding.entry);
  if (decision === 'none') return [];
  if (findings[0]?.decision === decision || opinion === undefined) return found;
  return [...new Set([...found, DEFAULT_ENTRY[opinion.kind]])];
};

const factsOf = (ids: readonly string[], known: Edition['entries']) => {
  const entries = ids.flatMap((id) => known.get(id) ?? []);
  const level = Math.min(LEAST_SERIOUS, ...entries.map((entry) => entry.level));
  return {
    level: (entries.length === 0 ? null : level) as TriageLevel | null,
    kinds: [...new Set(entries.map((entry) => entry.kind as RedFlagKind))],
    entries: ids,
    adviceIds: ids,
    target: targetOf(entries),
    greenChannel: entries.find((entry) => entry.greenChannel !== null)?.greenChannel ?? null,
  };
};

/** A wish to die leads the card wherever it stands; else the most serious entry does. */
const targetOf = (entries: readonly Entry[]): TriageTarget | null => {
  const first = entries.find((entry) => entry.id === 'suicide') ?? entries[0];
  return (first?.target ?? null) as TriageTarget | null;
};
