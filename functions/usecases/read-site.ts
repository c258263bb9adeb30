import type { Deps, HospitalProfile } from '#functions/ports.ts';
import { openAt } from '#shared/domain/calendar/business-time.ts';
import { NEVER_OPEN } from '#shared/domain/sla/desk-plan.ts';
import type { Instant } from '#shared/kernel/clock.ts';

type Settings = {
  readonly oidc: { readonly issuer: string; readonly clientId: string };
  readonly release: string;
};

export type Site = Settings & {
  readonly hospital: Pick<HospitalProfile, 'name' | 'emergencyPhone' | 'hotline' | 'address'>;
  readonly desk: {
    readonly open: boolean;
    readonly opensAt: Instant | null;
    readonly hours: string;
  };
  readonly topics: HospitalProfile['topics'];
};

/** A hospital that was not set up yet: the pages load, the emergency row works. */
const UNNAMED: HospitalProfile = {
  name: { 'zh-CN': '医院服务热线', en: 'Hospital service line' },
  emergencyPhone: '120',
  hotline: '',
  address: '',
  deskHours: { text: '', table: NEVER_OPEN },
  topics: [],
};

/** What a page may know before anybody signs in. */
export const readSite = async (
  deps: Pick<Deps, 'clock' | 'knowledge'>,
  settings: Settings,
): Promise<Site> => {
  const [profile = UNNAMED, calendar] = await Promise.all([
    deps.knowledge.profile(),
    deps.knowledge.calendar(),
  ]);
  const { deskHours, topics, name, emergencyPhone, hotline, address } = profile;
  const hospital = { name, emergencyPhone, hotline, address };
  const { open, opensAt } = openAt({ calendar, hours: deskHours.table }, deps.clock());
  return {
    ...settings,
    hospital,
    desk: { open, opensAt, hours: deskHours.text },
    topics,
  };
};
