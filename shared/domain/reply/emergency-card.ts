import type { Card, CardButton } from '#shared/domain/conversation/entry.ts';
import {
  type EmergencySite,
  type CardButton as SheetButton,
  emergencyCard as sheetOf,
} from '#shared/domain/triage/cards.ts';
import type { TriageResult } from '#shared/domain/triage/triage.ts';
import type { Locale } from '#shared/kernel/locale.ts';

type EmergencyCard = Extract<Card, { type: 'emergency' }>;

/** Level of a card whose reading named none: the patient is told to come at once. */
const DEFAULT_LEVEL = 2;

/** 正在发生 and 只是咨询 are steps of the conversation; everything else that a person taps is said in their words. */
const buttonOf = (button: SheetButton, i: number): CardButton => {
  if (button.kind === 'call')
    return {
      label: button.label,
      action: { do: 'dial', number: button.href.replace('tel:', '') },
      ...(i === 0 ? { primary: true } : {}),
    };
  const answers = button.value === 'happening' || button.value === 'asking';
  return {
    label: button.label,
    action: answers
      ? { do: 'emergency-answer', happening: button.value === 'happening' }
      : { do: 'send', text: button.label },
  };
};

/** The card of a reading as it stands in the log and on the patient's screen; undefined where nothing was found. */
export const emergencyCard = (
  result: TriageResult,
  locale: Locale,
  site: EmergencySite = {},
): EmergencyCard | undefined => {
  const sheet = sheetOf(result, locale, site);
  if (sheet === undefined) return undefined;
  return {
    type: 'emergency',
    decision: sheet.decision,
    level: sheet.level ?? DEFAULT_LEVEL,
    kinds: [...result.kinds],
    safetyLine: sheet.line,
    do: [...sheet.do],
    dont: [...sheet.dont],
    question: sheet.question,
    buttons: sheet.buttons.map(buttonOf),
    ruleVersion: result.ruleVersion,
    needsSignOff: sheet.needsSignOff,
  };
};
