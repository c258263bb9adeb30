import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';

/** What can be done to several tickets at once. */
export function BulkBar() {
  const { desk, ui } = useConsole();
  const { ticketList } = desk;
  const count = ticketList.chosen.value.length;
  if (count === 0) return null;
  const open = (kind: 'bulk-assign' | 'bulk-note') => () => {
    ui.dialog.value = { kind: 'ticket', form: { kind } };
  };
  return (
    <section class="bulk" aria-label={t('selectedCount', { count })}>
      <strong>{t('selectedCount', { count })}</strong>
      {desk.staff.tier !== 'department' && (
        <button type="button" class="button" onClick={open('bulk-assign')}>
          <Icon name="route" size={16} />
          {t('bulkAssign')}
        </button>
      )}
      <button type="button" class="button" onClick={open('bulk-note')}>
        <Icon name="lock" size={16} />
        {t('bulkNote')}
      </button>
      <button type="button" class="link" onClick={() => ticketList.selectAll(false)}>
        {t('clearSelection')}
      </button>
    </section>
  );
}
