import { FOCI } from '#shared/data/advice/foci.ts';
import { REQUEST_CUES } from '#shared/data/advice/request-cues.ts';
import stored from '#shared/data/advice/requests.json' with { type: 'json' };
import type { Localized } from '#shared/kernel/locale.ts';
import { type Channels, channelsOf, compileSigns, type Signs } from './channels.ts';
import { departmentHint } from './department-hint.ts';
import { REQUEST_KINDS, type RequestKind } from './kinds.ts';
import { type AdviceModels, evidenceOf, kindOf, loadAdviceModels } from './models.ts';

export interface RequestCheck {
  /** True when the text asks for something only a clinician may answer: the bot defers. */
  readonly bait: boolean;
  readonly kind: RequestKind | null;
  /** Name of the demo hospital's department to book with; null when the text does not tell. */
  readonly departmentHint: string | null;
  readonly reasons: readonly Localized[];
  readonly version: string;
}

/**
 * From this evidence on a request is deferred: where two service questions in a hundred of authors left out of training
 * are deferred by mistake (node test/training/advice.ts --authors).
 */
const DEFER_FROM = -0.8;
/** What asks nothing in any wording we know (a thank-you, a complaint told, small talk) has to show more. */
const DEFER_UNASKED_FROM = 2;

let shipped: AdviceModels | undefined;
let signs: Signs | undefined;

export const requestChannels = (text: string): Channels => {
  signs ??= compileSigns(REQUEST_CUES, FOCI);
  return channelsOf(text, signs);
};

/** {@link checkRequest} with given models: for training and for measuring candidates. */
export const checkRequestWith = (models: AdviceModels, text: string): RequestCheck => {
  const channels = requestChannels(text);
  const { version } = models;
  if (evidenceOf(models, channels) < (channels.asks ? DEFER_FROM : DEFER_UNASKED_FROM))
    return { bait: false, kind: null, departmentHint: null, reasons: [], version };
  const kind = kindOf(models, channels) as RequestKind;
  return {
    bait: true,
    kind,
    departmentHint: departmentHint(channels.text, kind),
    reasons: [REQUEST_KINDS[kind]],
    version,
  };
};

/** Does a patient's text ask for a diagnosis, drug, dose, report reading, prognosis or a treatment decision? */
export const checkRequest = (text: string): RequestCheck => {
  shipped ??= loadAdviceModels(stored);
  return checkRequestWith(shipped, text);
};
