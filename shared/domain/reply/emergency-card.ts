import type { Card } from '#shared/domain/conversation/entry.ts';
import type { TriageResult } from '#shared/domain/triage/triage.ts';
import { inLocale, type Locale, type Localized } from '#shared/kernel/locale.ts';

type EmergencyCard = Extract<Card, { type: 'emergency' }>;

const LINES: Readonly<Record<'fire' | 'confirm', Localized>> = {
  fire: {
    'zh-CN': '您说的情况可能很急,请马上拨打120或到最近的急诊,不要等网上回复。',
    en: 'This may be an emergency: call 120 or go to the nearest emergency department now. Do not wait for an answer here.',
  },
  confirm: {
    'zh-CN': '先确认一件要紧的事:这种情况现在正在发生吗?如果是,请马上拨打120。',
    en: 'One important thing first: is this happening right now? If so, call 120 at once.',
  },
};

export const emergencyCard = (result: TriageResult, locale: Locale): EmergencyCard => {
  const fires = result.decision === 'fire';
  const zh = locale === 'zh-CN';
  return {
    type: 'emergency',
    decision: fires ? 'fire' : 'confirm',
    level: result.level ?? 2,
    kinds: [...result.kinds],
    safetyLine: inLocale(LINES[fires ? 'fire' : 'confirm'], locale),
    do: [],
    dont: [],
    question: fires ? null : zh ? '现在正在发生吗?' : 'Is it happening now?',
    buttons: [
      { label: zh ? '拨打 120' : 'Call 120', action: { do: 'dial', number: '120' }, primary: true },
    ],
    ruleVersion: result.ruleVersion,
    needsSignOff: true,
  };
};
