import type { Localized } from '#shared/kernel/locale.ts';
import { REQUEST_KINDS, type RequestKind, STATEMENT_KINDS, type StatementKind } from './kinds.ts';

export interface RequestCheck {
  /** True when the text asks for something only a clinician may answer: the bot defers. */
  readonly bait: boolean;
  readonly kind: RequestKind | null;
  /** Name of the demo hospital's department to book with; null when the text does not tell. */
  readonly departmentHint: string | null;
  readonly reasons: readonly Localized[];
  readonly version: string;
}

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

export const ADVICE_VERSION = 'advice-0';

const ASKS: readonly (readonly [RequestKind, RegExp])[] = [
  ['dose', /吃几(片|粒|颗)|用量|剂量|多少(毫克|毫升)/],
  ['diagnosis', /是不是.{0,8}(病|炎|癌)|什么病/],
  ['drug_choice', /吃什么药|吃点?啥药|用什么药/],
  ['stop_change', /停药|能不能停|换药/],
  ['interpret', /(看看|解读).{0,6}(报告|片子|化验)|正常吗|严重吗/],
];

/** Does a patient's text ask for a diagnosis, drug, dose, report reading, prognosis or a treatment decision? */
export const checkRequest = (text: string): RequestCheck => {
  const kind = ASKS.find(([, cue]) => cue.test(text))?.[0] ?? null;
  return {
    bait: kind !== null,
    kind,
    departmentHint: null,
    reasons: kind === null ? [] : [REQUEST_KINDS[kind]],
    version: ADVICE_VERSION,
  };
};

const STATES: readonly (readonly [StatementKind, RegExp])[] = [
  ['dose', /(吃|含|喂)\s*[\d一二两三半]+\s*(片|粒|颗|毫升|毫克)/],
  ['guarantee', /保证|百分之百|零风险/],
  ['liability', /我们(的)?(责任|失误)|照价赔偿/],
];

/** Which sentences of an outgoing text give medical advice, guarantees or admit liability? */
export const checkStatement = (text: string): StatementCheck => {
  const sentences: ForbiddenSentence[] = [];
  for (const [kind, cue] of STATES) {
    const hit = cue.exec(text);
    if (hit)
      sentences.push({
        start: hit.index,
        end: hit.index + hit[0].length,
        kind,
        reason: STATEMENT_KINDS[kind],
      });
  }
  return { forbidden: sentences.length > 0, sentences, version: ADVICE_VERSION };
};
