import ENTRIES from '#shared/data/triage/entries.json' with { type: 'json' };
import PHRASES from '#shared/data/triage/phrases.json' with { type: 'json' };
import { normalise } from '#shared/text/normalise.ts';
import type {
  RedFlagKind,
  TriageInput,
  TriageLevel,
  TriageModel,
  TriageResult,
  TriageTarget,
} from './triage.ts';

export function readWith(input: TriageInput, _model: TriageModel | undefined): TriageResult {
  const text = normalise(input.text).replaceAll(' ', '');
  const phrases = PHRASES as Record<string, { phrases: string[] }>;
  const hits = ENTRIES.filter((entry) =>
    (phrases[entry.id]?.phrases ?? []).some((phrase) => text.includes(phrase)),
  ).sort((a, b) => a.level - b.level);
  const first = hits[0];
  return {
    decision: first === undefined ? 'none' : 'fire',
    level: (first?.level ?? null) as TriageLevel | null,
    kinds: [...new Set(hits.map((hit) => hit.kind as RedFlagKind))],
    entries: hits.map((hit) => hit.id),
    adviceIds: hits.map((hit) => hit.id),
    target: (first?.target ?? null) as TriageTarget | null,
    greenChannel: hits.find((hit) => hit.greenChannel !== null)?.greenChannel ?? null,
    reasons: hits.map((hit) => ({ zh: hit.name.zh, en: hit.name.en })),
    path: 'grammar',
    ruleVersion: '0',
  };
}
