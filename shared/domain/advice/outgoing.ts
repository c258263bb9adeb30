import { STATEMENT_CUES } from '#shared/data/advice/statement-cues.ts';
import { STATEMENT_FOCI } from '#shared/data/advice/statement-foci.ts';
import stored from '#shared/data/advice/statements.json' with { type: 'json' };
import type { Localized } from '#shared/kernel/locale.ts';
import { type Channels, channelsOf, compileSigns, type Signs } from './channels.ts';
import { STATEMENT_KINDS, type StatementKind } from './kinds.ts';
import { type AdviceModels, evidenceOf, kindOf, loadAdviceModels } from './models.ts';
import { sentencesOf } from './sentences.ts';

export interface ForbiddenSentence {
  /** UTF-16 offsets into the text checked. */
  readonly start: number;
  readonly end: number;
  readonly kind: StatementKind;
  readonly reason: Localized;
}

export interface StatementCheck {
  readonly forbidden: boolean;
  readonly sentences: readonly ForbiddenSentence[];
  readonly version: string;
}

/** Agents are stopped from this evidence on. */
const STOP_FROM = 0;

let shipped: AdviceModels | undefined;
let signs: Signs | undefined;

export const statementChannels = (text: string): Channels => {
  signs ??= compileSigns(STATEMENT_CUES, STATEMENT_FOCI);
  return channelsOf(text, signs);
};

/** {@link checkStatement} with given models. */
export const checkStatementWith = (models: AdviceModels, text: string): StatementCheck => {
  const sentences = sentencesOf(text).flatMap(({ start, end }): readonly ForbiddenSentence[] => {
    const channels = statementChannels(text.slice(start, end));
    if (evidenceOf(models, channels) < STOP_FROM) return [];
    const kind = kindOf(models, channels) as StatementKind;
    return [{ start, end, kind, reason: STATEMENT_KINDS[kind] }];
  });
  return { forbidden: sentences.length > 0, sentences, version: models.version };
};

/**
 * Which sentences of an outgoing text give medical advice, guarantee a result, judge colleagues or admit liability?
 * A bot answer with one is replaced; an agent is shown the sentence and must give a reason.
 */
export const checkStatement = (text: string): StatementCheck => {
  shipped ??= loadAdviceModels(stored);
  return checkStatementWith(shipped, text);
};
