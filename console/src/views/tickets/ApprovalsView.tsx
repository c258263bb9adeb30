import { useEffect } from 'preact/hooks';
import { Empty } from '../../components/Empty.tsx';
import { CategoryChip } from '../../components/RowChips.tsx';
import { Trouble } from '../../components/Trouble.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import type { PendingApproval } from '../../store/approvals.ts';
import { ApprovalCard } from './Approvals.tsx';
import { TicketDialogs } from './TicketDialogs.tsx';
import { SeverityChip } from './TicketRowLine.tsx';

function Item({ item: { row, approval } }: { readonly item: PendingApproval }) {
  return (
    <li class="block">
      <p class="ticket-chips">
        <a class="link number" href={hrefOf({ page: 'tickets', ticketId: row.ticketId })}>
          {row.number}
        </a>
        <CategoryChip category={row.category} />
        <SeverityChip severity={row.severity} />
        <span class="chip chip-plain">{row.department}</span>
      </p>
      <p class="ticket-summary">{row.summary}</p>
      <ApprovalCard ticketId={row.ticketId} approval={approval} />
    </li>
  );
}

function List() {
  const { approvals } = useConsole().desk;
  if (!approvals.loaded.value)
    return approvals.error.value === null ? null : (
      <Trouble error={approvals.error.value} onRetry={() => void approvals.refresh()} />
    );
  if (approvals.list.value.length === 0)
    return <Empty drawing="calm" title={t('noApprovals')} text={t('noApprovalsNext')} />;
  return (
    <ul class="approval-list">
      {approvals.list.value.map((item) => (
        <Item key={item.approval.approvalId} item={item} />
      ))}
    </ul>
  );
}

/** What waits for the decision of whoever looks. */
export function ApprovalsView() {
  const { approvals } = useConsole().desk;
  useEffect(() => {
    void approvals.refresh();
  }, [approvals]);
  return (
    <>
      <main class="pane tickets" aria-label={t('approvals')}>
        <header class="tickets-head">
          <h1>{t('approvals')}</h1>
        </header>
        <div class="tickets-scroll">
          <List />
        </div>
      </main>
      <TicketDialogs />
    </>
  );
}
