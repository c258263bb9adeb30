import { Icon, type IconName } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { BULK_KINDS, type BulkKind } from './BulkForms.tsx';

const ICONS: Readonly<Record<BulkKind, IconName>> = {
  assign: 'person',
  transfer: 'route',
  remind: 'bell',
  priority: 'up',
  note: 'lock',
  close: 'done',
};

/** What can be done to several tickets at once. Consultations have no handler to be given to and no severity. */
export function BulkBar() {
  const { desk, ui } = useConsole();
  const { ticketList } = desk;
  const chosen = ticketList.chosen.value;
  if (chosen.length === 0) return null;
  const closable = chosen.some((row) => row.closable);
  const kinds = BULK_KINDS.filter((kind) => {
    if (kind === 'close') return closable;
    return kind === 'note' || desk.staff.tier !== 'department';
  });
  const count = chosen.length;
  return (
    <section class="bulk" aria-label={t('selectedCount', { count })}>
      <strong>{t('selectedCount', { count })}</strong>
      {kinds.map((bulk) => (
        <button
          type="button"
          key={bulk}
          class="button button-small"
          onClick={() => {
            ui.dialog.value = { kind: 'ticket', form: { kind: 'bulk', bulk } };
          }}
        >
          <Icon name={ICONS[bulk]} size={15} />
          {t(`bulk_${bulk}`)}
        </button>
      ))}
      <button type="button" class="link" onClick={() => ticketList.selectAll(false)}>
        {t('clearSelection')}
      </button>
    </section>
  );
}
