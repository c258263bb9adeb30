import { LIMITS } from '#shared/domain/access/limits.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { because, type Run, tellHandler } from './change.ts';

const yuan = (fen: number): string => (fen / 100).toFixed(2);

export const grant: Run<'grant'> = (ticket, change, actor, { now }) => {
  if (ticket.case === null) return err({ kind: 'no-case' });
  const label = LIMITS[change.grant].label['zh-CN'];
  return ok({
    ticket: {
      ...ticket,
      grants: [
        ...ticket.grants,
        {
          grant: change.grant,
          amountFen: change.amountFen,
          reason: change.reason,
          byName: actor.name,
          approvedByName: null,
          at: now,
        },
      ],
    },
    event: {
      kind: 'granted',
      text: `${label} ${yuan(change.amountFen)} 元${because(change.reason)}`,
      data: { grant: change.grant, amountFen: change.amountFen },
    },
    tells: tellHandler(ticket, `${label}已同意`),
  });
};
