import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Deps, DeskChange } from '#functions/ports.ts';
import { eventFromItem, outboxFromItem } from '#functions/storage/ticket-items.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';
import type { TestTables } from '#test/doubles/database.ts';

/** Hands the stream consumer everything that lies in the Desk table unsent or without a line in the audit. */
export const deliverStream = async (
  deps: Deps,
  tables: TestTables,
): Promise<{ readonly changes: readonly DeskChange[]; readonly failedAt: number | undefined }> => {
  const { Items = [] } = await tables.client.send(
    new ScanCommand({ TableName: tables.desk.name, ConsistentRead: true }),
  );
  const changes = Items.flatMap((item): DeskChange[] => {
    if (item['t'] === 'outbox' && item['sentAt'] === undefined) {
      const { ticketId, outboxId } = outboxFromItem(item);
      return [{ kind: 'outbox', ticketId, outboxId }];
    }
    return item['t'] === 'event' && item['chain'] === 'due'
      ? [
          {
            kind: 'event',
            ticketId: String(item['pk']).slice('TKT#'.length),
            event: eventFromItem(item),
          },
        ]
      : [];
  });
  return { changes, ...(await dispatch(deps, changes)) };
};
