import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboxRow } from '#shared/contract/desk.ts';
import {
  byLongestWait,
  INBOX_VIEWS,
  type Rows,
  rowsOf,
  withPage,
  withPushed,
} from '../../console/src/helpers/inbox-rows.ts';

const ME = 'stf_me';

const rowAt = (id: string, lastSeq: number, change: Partial<InboxRow> = {}): InboxRow => ({
  conversationId: id,
  ticketId: `tkt_${id}`,
  ticketNumber: '261124-48213-7',
  channel: 'web',
  category: '咨询',
  department: '客户服务中心',
  urgent: false,
  status: 'waiting',
  ownerId: null,
  ownerName: null,
  preview: `${id} ${lastSeq}`,
  lastSeq,
  lastAt: lastSeq,
  waitingSince: 100,
  alarm: false,
  nextDueAt: null,
  offer: null,
  escalated: 'none',
  ...change,
});

const anyRow = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    lastSeq: fc.nat(9),
    status: fc.constantFrom('bot', 'waiting', 'in-hand', 'resolved'),
    urgent: fc.boolean(),
    alarm: fc.boolean(),
    waitingSince: fc.option(fc.nat(50)),
  })
  .map(({ id, lastSeq, ...change }) => rowAt(id, lastSeq, change));

const newest = (rows: readonly InboxRow[], id: string): number =>
  Math.max(...rows.filter((r) => r.conversationId === id).map((r) => r.lastSeq));

describe('withPushed', () => {
  it('ends at the newest row of each conversation, whatever order pushes arrive in', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), (pushes) => {
        const rows = pushes.reduce<Rows>((held, row, i) => withPushed(held, row, i), new Map());
        for (const [id, { row }] of rows) expect(row.lastSeq).toBe(newest(pushes, id));
      }),
    );
  });
});

describe('withPage', () => {
  it('never undoes a push that came after the page was asked for', () => {
    fc.assert(
      fc.property(anyRow, fc.array(anyRow, { maxLength: 6 }), (pushed, page) => {
        const rows = withPushed(new Map(), pushed, 5);
        const merged = withPage(
          rows,
          { view: 'all', rows: page, asked: 4, tick: 6, whole: true },
          ME,
        );
        const held = merged.get(pushed.conversationId)?.row;
        expect(held).toBeDefined();
        expect(held?.lastSeq).toBeGreaterThanOrEqual(pushed.lastSeq);
        if (
          held?.lastSeq === pushed.lastSeq &&
          newest(page, pushed.conversationId) <= pushed.lastSeq
        )
          expect(held).toEqual(pushed);
      }),
    );
  });

  it('drops what a whole page no longer lists and keeps what belongs to other lists', () => {
    const rows = [rowAt('a', 1), rowAt('b', 1, { status: 'resolved' })].reduce<Rows>(
      (held, row) => withPushed(held, row, 1),
      new Map(),
    );
    const merged = withPage(
      rows,
      { view: 'waiting', rows: [], asked: 2, tick: 3, whole: true },
      ME,
    );
    expect([...merged.keys()]).toEqual(['b']);
  });

  it('keeps rows of later pages when only the first was read again', () => {
    const rows = withPushed(new Map(), rowAt('a', 1), 1);
    const merged = withPage(
      rows,
      { view: 'waiting', rows: [rowAt('b', 1)], asked: 2, tick: 3, whole: false },
      ME,
    );
    expect([...merged.keys()].sort()).toEqual(['a', 'b']);
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(
        fc.array(anyRow, { maxLength: 8 }),
        fc.array(anyRow, { maxLength: 8 }),
        (pushes, rows) => {
          const page = [...new Map(rows.map((r) => [r.conversationId, r])).values()];
          const held = pushes.reduce<Rows>((all, row, i) => withPushed(all, row, i), new Map());
          const received = { view: 'all', rows: page, asked: 20, tick: 21, whole: true } as const;
          const once = withPage(held, received, ME);
          expect(withPage(once, received, ME)).toEqual(once);
        },
      ),
    );
  });
});

describe('byLongestWait', () => {
  const key = ({ alarm, urgent, waitingSince }: InboxRow): readonly number[] => [
    alarm ? 0 : 1,
    urgent ? 0 : 1,
    waitingSince ?? 1_000,
  ];

  it('puts alarms first, then urgent, then the longest wait', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 12 }), (list) => {
        const keys = list.toSorted(byLongestWait).map(key);
        const expected = keys.toSorted(
          (a, b) =>
            (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0),
        );
        expect(keys).toEqual(expected);
      }),
    );
  });
});

describe('rowsOf', () => {
  it('shows an unacknowledged emergency among what waits, even while the bot has it', () => {
    const rows = withPushed(new Map(), rowAt('a', 1, { status: 'bot', alarm: true }), 1);
    expect(rowsOf(rows, 'waiting', ME)).toHaveLength(1);
    expect(rowsOf(rows, 'all', ME)).toHaveLength(1);
  });

  it.each([
    ['waiting', rowAt('a', 1)],
    ['mine', rowAt('a', 1, { status: 'in-hand', ownerId: ME })],
    ['all', rowAt('a', 1, { status: 'in-hand', ownerId: 'stf_wang' })],
    ['bot', rowAt('a', 1, { status: 'bot' })],
    ['resolved', rowAt('a', 1, { status: 'resolved', ownerId: ME })],
    ['escalated', rowAt('a', 1, { status: 'in-hand', ownerId: 'stf_wang', escalated: 'warned' })],
  ] as const)('puts a conversation into %s', (view, row) => {
    const rows = withPushed(new Map(), row, 1);
    const found = INBOX_VIEWS.filter((v) => rowsOf(rows, v, ME).length > 0);
    expect(found).toContain(view);
    expect(found.includes('resolved') && found.length > 1).toBe(false);
  });
});
