import type { ConsoleContext } from '../../context.ts';
import { t } from '../../i18n.ts';

/** Everybody who may be given a ticket, oneself first, for a choice of people. */
export const staffOptions = ({ desk }: ConsoleContext): readonly (readonly [string, string])[] => [
  [desk.me, `${desk.staff.name}（${t('me')}）`],
  ...desk.team.colleagues.value.map(
    (one) => [one.staffId, [one.name, ...one.departments.slice(0, 1)].join(' · ')] as const,
  ),
];
