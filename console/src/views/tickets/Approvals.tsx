import type { TicketApproval } from '#shared/domain/ticket/work.ts';
import { SlaChip } from '../../components/SlaChip.tsx';
import { today, useConsole } from '../../context.ts';
import { actionText, yuan } from '../../helpers/amounts.ts';
import { dayAndTime } from '../../helpers/dates.ts';
import { locale, t } from '../../i18n.ts';
import { tierText } from '../../words.ts';
import { type TicketData, useForm } from './ticket-data.ts';
import { WhyDue } from './WhyDue.tsx';

const RANK: Readonly<Record<string, number>> = { agent: 0, supervisor: 1, office: 2 };

/** Whoever is high enough may decide, but never on what they asked for themselves; the server checks it again. */
export const mayDecide = (
  approval: Pick<TicketApproval, 'from' | 'requestedById' | 'state'>,
  me: { readonly staffId: string; readonly tier: string },
): boolean =>
  approval.state === 'pending' &&
  approval.requestedById !== me.staffId &&
  (RANK[me.tier] ?? -1) >= (RANK[approval.from] ?? 9);

type CardProps = { readonly ticketId: string; readonly approval: TicketApproval };

/** One request: what, why, by whom, and what came of it. */
export function ApprovalCard({ ticketId, approval }: CardProps) {
  const { desk } = useConsole();
  const open = useForm();
  const what = actionText(approval.action, approval.amount, locale.value);
  const decide = (approve: boolean) => () =>
    open({ kind: 'decide', ticketId, approvalId: approval.approvalId, approve, what });
  return (
    <div class={`approval approval-${approval.state}`}>
      <p class="task-head">
        <strong>{what}</strong>
        <span class={`chip approval-chip-${approval.state}`}>
          {t(`approval_${approval.state}`)}
        </span>
        {approval.state === 'pending' && (
          <SlaChip
            times={{
              startedAt: approval.clock.startedAt,
              dueAt: approval.clock.dueAt,
              stoppedAt: null,
              paused: false,
            }}
          />
        )}
      </p>
      {approval.reason !== '' && <p>{approval.reason}</p>}
      <p class="quiet">
        {t('requestedBy', {
          name: approval.requestedByName,
          at: dayAndTime(approval.requestedAt, today.value),
        })}
        {approval.state === 'pending' && ` · ${t('waitsFor', { tier: tierText(approval.from) })}`}
      </p>
      {approval.state === 'pending' && <WhyDue clock={approval.clock} />}
      {approval.decidedByName !== null && (
        <p class="quiet">
          {approval.decidedByName}：{approval.decision === '' ? '—' : approval.decision}
        </p>
      )}
      {mayDecide(approval, desk.staff) && (
        <p class="clock-buttons">
          <button type="button" class="button button-small button-primary" onClick={decide(true)}>
            {t('approve')}
          </button>
          <button type="button" class="button button-small" onClick={decide(false)}>
            {t('refuse')}
          </button>
        </p>
      )}
    </div>
  );
}

/** What lies beyond somebody's limit and waits for a decision, and money that was promised. */
export function Approvals({ data }: { readonly data: TicketData }) {
  const { approvals, grants, ticketId } = data.ticket;
  if (approvals.length + grants.length === 0) return null;
  return (
    <section class="block" aria-label={t('approvals')}>
      <h2>{t('approvals')}</h2>
      {approvals
        .toSorted((a, b) => b.requestedAt - a.requestedAt)
        .map((approval) => (
          <ApprovalCard key={approval.approvalId} ticketId={ticketId} approval={approval} />
        ))}
      {grants.length > 0 && (
        <ul class="grants">
          {grants.map((grant) => (
            <li key={grant.at}>
              <strong>
                {t(`grant_${grant.grant}`)} {yuan(grant.amountFen)}
              </strong>
              <span class="quiet">
                {grant.byName} · {grant.reason}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
