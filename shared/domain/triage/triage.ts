import ENTRIES from '#shared/data/triage/entries.json' with { type: 'json' };
import STORED from '#shared/data/triage/model.json' with { type: 'json' };
import { type LinearModel, loadLinearModel } from '#shared/learn/linear-model.ts';
import { type Entry, RULE_VERSION, readWith } from './engine.ts';
import { opinionOf } from './opinion.ts';
import { readMessage } from './read-message.ts';

/** The kinds of emergency that the service tells apart; each has its own card and its own figures. */
export const RED_FLAG_KINDS = [
  'chest-pain',
  'stroke',
  'breathing',
  'consciousness',
  'bleeding',
  'trauma',
  'burn',
  'pediatric',
  'pregnancy',
  'poisoning',
  'anaphylaxis',
  'eye',
  'post-op',
  'self-harm',
  'other',
] as const;
export type RedFlagKind = (typeof RED_FLAG_KINDS)[number];

/** Where the patient is sent first. */
export const TRIAGE_TARGETS = [
  'call-120',
  'emergency',
  'eye-emergency',
  'obstetrics',
  'pediatric-emergency',
  'crisis-line',
  'police-110',
  'rabies-clinic',
  'fever-clinic',
] as const;
export type TriageTarget = (typeof TRIAGE_TARGETS)[number];

/** Chat level after the four-level standard (1 life in danger … 4 not urgent); a minimum: only a clinician lowers it. */
export type TriageLevel = 1 | 2 | 3 | 4;

export type TriageDecision = 'fire' | 'confirm' | 'none';

export type TriageInput = {
  readonly text: string;
  /** The patient's earlier messages, newest last; those within 90 s are read together with `text` (three in all). */
  readonly recent?: readonly { readonly text: string; readonly secondsAgo: number }[];
};

export type TriageReason = {
  readonly zh: string;
  readonly en: string;
  /** UTF-16 offsets of the words in the normalised text that was read, where the reason has words. */
  readonly span?: readonly [number, number];
};

export type TriageResult = {
  /** `fire`: show the card at once. `confirm`: ask 正在发生吗? with 120 in sight. `none`: nothing was found. */
  readonly decision: TriageDecision;
  readonly level: TriageLevel | null;
  readonly kinds: readonly RedFlagKind[];
  /** Ids of the red-flag entries (shared/data/triage/entries.json), most serious first. */
  readonly entries: readonly string[];
  /** Ids of advice sheets for `emergencyCard`, most serious first. */
  readonly adviceIds: readonly string[];
  readonly target: TriageTarget | null;
  /** Name of the green channel to open (胸痛中心, 卒中中心 …). */
  readonly greenChannel: string | null;
  readonly reasons: readonly TriageReason[];
  /** Who saw it: the grammar, the model, or both. */
  readonly path: 'grammar' | 'model' | 'both';
  readonly ruleVersion: string;
};

export type TriageModel = {
  /** One label: emergency or not. */
  readonly urgency: LinearModel;
  /** Which kind, for what only the model saw. */
  readonly kind: LinearModel;
};

let shipped: TriageModel | undefined;

/** The model that `test/training/triage.ts` wrote; decoded on first use. */
export const shippedModel = (): TriageModel => {
  shipped ??= { urgency: loadLinearModel(STORED.urgency), kind: loadLinearModel(STORED.kind) };
  return shipped;
};

const BY_ID: ReadonlyMap<string, Entry> = new Map(ENTRIES.map((entry) => [entry.id, entry]));

/**
 * Reads one patient message for emergencies. Pure, deterministic, linear in the length, never throws; any string
 * will do. What the grammar finds never depends on the model, which can only add; the messages before can only add, too.
 */
export function triage(input: TriageInput, model: TriageModel = shippedModel()): TriageResult {
  return readWith(input, {
    read: readMessage,
    entries: BY_ID,
    opine: (reading, analysis) => opinionOf(model, reading, analysis),
    version: `${RULE_VERSION}+${model.urgency.version}`,
  });
}

/** The same by the grammar alone: what is certain, and the same with any model. */
export function triageByGrammar(input: TriageInput): TriageResult {
  return readWith(input, { read: readMessage, entries: BY_ID, version: RULE_VERSION });
}
