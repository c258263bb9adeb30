import type { InboxRow } from '#shared/contract/desk.ts';
import { CATEGORIES, isCategory } from '#shared/domain/intent/categories.ts';
import { localized, t } from '../i18n.ts';
import { Icon } from './Icon.tsx';

export function CategoryChip({ category }: { readonly category: string }) {
  if (category === '') return null;
  return (
    <span class={`chip category category-${isCategory(category) ? category : '其他'}`}>
      {isCategory(category) ? localized(CATEGORIES[category]) : category}
    </span>
  );
}

export function EscalationChip({ escalated }: Pick<InboxRow, 'escalated'>) {
  if (escalated === 'none') return null;
  return (
    <span class={`chip escalation-${escalated}`}>
      <Icon name="up" size={13} />
      {t(escalated === 'warned' ? 'warned' : 'escalatedChip')}
    </span>
  );
}

export function UrgentChip({ alarm }: { readonly alarm: boolean }) {
  return (
    <span class={alarm ? 'chip chip-alarm' : 'chip chip-urgent'}>
      <Icon name="alert" size={13} />
      {t('emergency')}
    </span>
  );
}
