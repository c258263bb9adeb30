import { readWith } from './engine.ts';
import type { TriageInput, TriageResult } from './triage.ts';

/**
 * The edition that runs in the patient's browser before anything is sent: the whole grammar, without the model, so that
 * it fires wherever the grammar of the server does and never where the server's does not. Small enough for the widget
 * (see test/domain/triage/size.test.ts); works with the network down.
 */
export const triageInBrowser = (input: TriageInput): TriageResult => readWith(input, undefined);
