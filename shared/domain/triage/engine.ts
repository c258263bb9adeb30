import ENTRIES from '#shared/data/triage/entries.json' with { type: 'json' };
import { scoreLabels, sigmoid } from '#shared/learn/linear-model.ts';
import { features } from './features.ts';
import { type Analysis, analyse, type Calm, type Finding } from './grammar.ts';
import { type Reading, readMessage } from './reading.ts';
import type {
  RedFlagKind,
  TriageDecision,
  TriageInput,
  TriageLevel,
  TriageModel,
  TriageReason,
  TriageResult,
  TriageTarget,
} from './triage.ts';

export const RULE_VERSION = '2026.1';

/** Earlier messages are read together with the new one when they are at most this old, in seconds. */
const JOIN_WITHIN = 90;
const JOIN_LAST = 3;

/** What the model must at least believe to fire or to ask back by itself (see README, "Thresholds"). */
export const THRESHOLDS = { fire: 0.7, confirm: 0.12 } as const;

type Entry = (typeof ENTRIES)[number];
const BY_ID = new Map<string, Entry>(ENTRIES.map((entry) => [entry.id, entry]));

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
  education: { zh: '像科普、培训', en: 'about teaching or prevention' },
  media: { zh: '像影视、新闻', en: 'about a film or the news' },
  praise: { zh: '像表扬、感谢', en: 'a word of thanks' },
  figurative: { zh: '像夸张的说法', en: 'a figure of speech' },
  hypothetical: { zh: '假设的情况', en: 'a supposed case' },
  mistake: { zh: '像误触', en: 'sent by mistake' },
  service: { zh: '像挂号、费用等服务问题', en: 'a service question' },
  chronic: { zh: '像长期、轻微的情况', en: 'a lasting or mild trouble' },
  bare: { zh: '只说了病名', en: 'only names the illness' },
};

const joined = ({ text, recent = [] }: TriageInput): string =>
  [
    ...recent
      .filter(({ secondsAgo }) => secondsAgo <= JOIN_WITHIN)
      .slice(1 - JOIN_LAST)
      .map((message) => message.text),
    text,
  ].join('\n');

const grammarReason = (finding: Finding, { text }: Reading): TriageReason => {
  const entry = BY_ID.get(finding.entry);
  const words = [...new Set(finding.hits.map((hit) => text.slice(hit.start, hit.end)))];
  const calm = finding.calm === null ? undefined : CALM_WORDS[finding.calm];
  return {
    zh: `${entry?.name.zh ?? finding.entry}：${words.join('、')}${calm === undefined ? '' : `（${calm.zh}）`}`,
    en: `${entry?.name.en ?? finding.entry}: ${words.join(', ')}${calm === undefined ? '' : ` (${calm.en})`}`,
    span: [
      Math.min(...finding.hits.map((hit) => hit.start)),
      Math.max(...finding.hits.map((hit) => hit.end)),
    ],
  };
};

const strongest = (a: TriageDecision, b: TriageDecision): TriageDecision =>
  a === 'fire' || b === 'fire' ? 'fire' : a === 'confirm' || b === 'confirm' ? 'confirm' : 'none';

type Opinion = { decision: TriageDecision; probability: number; kind: RedFlagKind };

const opinionOf = (reading: Reading, analysis: Analysis, model: TriageModel): Opinion => {
  const set = features(reading, analysis);
  const probability = sigmoid(scoreLabels(model.urgency, set)[0] ?? -9);
  const decision =
    probability >= THRESHOLDS.fire
      ? 'fire'
      : probability >= THRESHOLDS.confirm
        ? 'confirm'
        : 'none';
  const kinds = scoreLabels(model.kind, set);
  const best = kinds.indexOf(Math.max(...kinds));
  return { decision, probability, kind: (model.kind.labels[best] ?? 'other') as RedFlagKind };
};

const modelReason = ({ probability, kind }: Opinion): TriageReason => {
  const entry = BY_ID.get(DEFAULT_ENTRY[kind]);
  const percent = Math.round(probability * 100);
  return {
    zh: `整句话像紧急情况（${percent}%），接近“${entry?.name.zh ?? kind}”`,
    en: `reads like an emergency (${percent} %), nearest to "${entry?.name.en ?? kind}"`,
  };
};

const RANK: Readonly<Record<TriageDecision, number>> = { fire: 0, confirm: 1, none: 2 };

/** The reading of one message, with the model only where one is given. */
export const readWith = (input: TriageInput, model: TriageModel | undefined): TriageResult => {
  const reading = readMessage(joined(input));
  const analysis = analyse(reading);
  const findings = analysis.findings
    .filter((finding) => finding.decision !== 'none' && BY_ID.has(finding.entry))
    .sort(
      (a, b) =>
        RANK[a.decision] - RANK[b.decision] ||
        (BY_ID.get(a.entry)?.level ?? 4) - (BY_ID.get(b.entry)?.level ?? 4) ||
        b.hits.length - a.hits.length,
    );
  const byGrammar = findings[0]?.decision ?? 'none';
  const opinion = model === undefined ? undefined : opinionOf(reading, analysis, model);
  const byModel = opinion?.decision ?? 'none';
  const decision = strongest(byGrammar, byModel);
  const reasons = findings.map((finding) => grammarReason(finding, reading));
  if (opinion !== undefined && byModel !== 'none') reasons.push(modelReason(opinion));
  const ids = entriesOf(findings, decision, opinion);
  return {
    decision,
    ...factsOf(ids),
    reasons,
    path:
      byModel === 'none' || byModel !== decision
        ? 'grammar'
        : byGrammar === decision
          ? 'both'
          : 'model',
    ruleVersion: model === undefined ? RULE_VERSION : `${RULE_VERSION}+${model.urgency.version}`,
  };
};

/** The entries of the strongest findings; the model's kind where the grammar is silent or weaker. */
const entriesOf = (
  findings: readonly Finding[],
  decision: TriageDecision,
  opinion: Opinion | undefined,
): readonly string[] => {
  const found = findings.map((finding) => finding.entry);
  if (decision === 'none') return [];
  if (findings[0]?.decision === decision || opinion === undefined) return found;
  return [...new Set([...found, DEFAULT_ENTRY[opinion.kind]])];
};

const factsOf = (ids: readonly string[]) => {
  const entries = ids.flatMap((id) => BY_ID.get(id) ?? []);
  return {
    level: (entries.length === 0
      ? null
      : Math.min(...entries.map((entry) => entry.level))) as TriageLevel | null,
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
