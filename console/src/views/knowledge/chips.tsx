import { t } from '../../i18n.ts';
import type { EntryList, Publication } from '../../store/knowledge.ts';

type Summary = EntryList['entries'][number];

export function StateChip({ state }: { readonly state: Summary['state'] }) {
  return <span class={`chip kb-state-${state}`}>{t(`kbState_${state}`)}</span>;
}

export function ExpiryChip({ expiry }: { readonly expiry: Summary['expiry'] }) {
  return <span class={`chip kb-expiry-${expiry}`}>{t(`kbExpiry_${expiry}`)}</span>;
}

export function JobChip({ status }: { readonly status: Publication['status'] }) {
  return <span class={`chip kb-job-${status}`}>{t(`kbJob_${status}`)}</span>;
}
