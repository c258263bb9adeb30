import { triage } from '#shared/domain/triage/triage.ts';
import { stringsOf } from '../strings.ts';
import type { RedFlagCheck } from './red-flags.ts';

/** Card of the browser's own check: the few lines that are true of every emergency. The service's card says more. */
export const readInBrowser: RedFlagCheck = (text, recent) => {
  const found = triage({ text, recent });
  if (found.decision === 'none') return null;
  const t = stringsOf('zh-CN');
  return {
    type: 'emergency',
    decision: found.decision,
    level: found.level ?? 2,
    kinds: [...found.kinds],
    safetyLine: t.emergencyFallback,
    do: t.localEmergency.do,
    dont: t.localEmergency.dont,
    question: null,
    buttons: [],
    ruleVersion: found.ruleVersion,
    needsSignOff: false,
  };
};
