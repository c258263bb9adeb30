import { TIERS } from '#shared/contract/sessions.ts';
import { t } from './i18n.ts';
import { PRESENCES } from './store/team.ts';

/** Words of the server that are closed lists to us, said in the language of the page; unknown ones stay as they are. */
export const tierText = (tier: string): string => {
  const known = TIERS.find((one) => one === tier);
  return known === undefined ? tier : t(`tier_${known}`);
};

export const presenceText = (presence: string): string => {
  const known = PRESENCES.find((one) => one === presence);
  return known === undefined ? presence : t(`presence_${known}`);
};
