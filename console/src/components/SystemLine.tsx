import { CHANNELS } from '#shared/domain/conversation/channels.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { beijingTime } from '#shared/kernel/clock.ts';
import { locale, localized, t } from '../i18n.ts';
import { Icon, type IconName } from './Icon.tsx';

type Line = { readonly icon: IconName; readonly text: string };

const withReason = (text: string, reason: string): string =>
  reason === '' ? text : `${text}${locale.value === 'en' ? ': ' : '：'}${reason}`;

const lineOf = ({ body, by }: Entry): Line => {
  const name = by.name ?? t(by.kind === 'system' ? 'system' : 'aColleague');
  switch (body.kind) {
    case 'opened':
      return {
        icon: 'person',
        text: t('lineOpened', { channel: localized(CHANNELS[body.channel].label) }),
      };
    case 'handoff-requested':
      return {
        icon: 'take',
        text: withReason(t('lineHandoff'), body.reason === 'bot' ? '' : body.reason),
      };
    case 'claimed':
      return { icon: 'take', text: t('lineClaimed', { name }) };
    case 'assigned':
      return {
        icon: 'take',
        text: withReason(t('lineAssigned', { to: body.toAgentName }), body.reason),
      };
    case 'released':
      return { icon: 'undo', text: withReason(t('lineReleased', { name }), body.reason) };
    case 'transferred':
      return {
        icon: 'transfer',
        text: withReason(t('lineTransferred', { name, to: body.toAgentName }), body.reason),
      };
    case 'transfer-offered':
      return {
        icon: 'transfer',
        text: withReason(t('lineOffered', { name, to: body.toAgentName }), body.reason),
      };
    case 'transfer-accepted':
      return { icon: 'transfer', text: t('lineAccepted', { name }) };
    case 'transfer-declined':
      return { icon: 'undo', text: withReason(t('lineDeclined'), body.reason) };
    case 'taken-over':
      return { icon: 'take', text: withReason(t('lineTakenOver', { name }), body.reason) };
    case 'resolved':
      return {
        icon: 'done',
        text: t('lineResolved', { name, outcome: t(`outcome_${body.outcome}`) }),
      };
    case 'reopened':
      return { icon: 'undo', text: t('lineReopened') };
    case 'feedback':
      return { icon: 'star', text: t(body.helpful ? 'lineHelpful' : 'lineNotHelpful') };
    case 'emergency-answered':
      return { icon: 'alert', text: t(body.happening ? 'lineHappening' : 'lineNotHappening') };
    case 'rated':
      return {
        icon: 'star',
        text: withReason(
          t('lineRated', { stars: '★'.repeat(body.score) + '☆'.repeat(5 - body.score) }),
          body.comment,
        ),
      };
    case 'message':
    case 'erased':
      return { icon: 'x', text: t('erased') };
  }
};

/** What happened between the messages, as a small centred line. */
export function SystemLine({ entry }: { readonly entry: Entry }) {
  const { icon, text } = lineOf(entry);
  const urgent = entry.body.kind === 'emergency-answered' && entry.body.happening;
  return (
    <li class={urgent ? 'system-line system-line-urgent' : 'system-line'}>
      <Icon name={icon} size={14} />
      <span>{text}</span>
      <time>{beijingTime(entry.at)}</time>
    </li>
  );
}
