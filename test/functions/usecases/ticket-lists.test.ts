import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ticketIndex } from '#functions/storage/ticket-index.ts';
import { countPraise } from '#functions/usecases/count-praise.ts';
import { listTickets, searchTickets } from '#functions/usecases/list-tickets.ts';
import { lookupTicket } from '#functions/usecases/lookup-ticket.ts';
import { openLookup, readTicketCard } from '#functions/usecases/open-lookup.ts';
import { revealContact } from '#functions/usecases/records.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { dropView, listViews, saveView } from '#functions/usecases/ticket-views.ts';
import { type TicketsQuery, ticketsQuery } from '#shared/domain/ticket/list-query.ts';
import { beijingDate, DAY, HOUR, MINUTE } from '#shared/kernel/clock.ts';
import { aTicket, change, changed, EVIDENCE } from '#test/builders/case.ts';
import { aClientId, aConversation, staffActor } from '#test/builders/conversation.ts';
import { metered } from '#test/builders/due-tickets.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

type Staff = Awaited<ReturnType<typeof staffActor>>;

let tables: TestTables;
let deps: TestDeps;
let agent: Staff;
let boss: Staff;
let office: Staff;
let insurance: Staff;

beforeAll(async () => {
  tables = await openTables();
  deps = testDeps(tables);
  const hospital = aHospital();
  await setUpHospital(deps, {
    ...hospital,
    departments: [
      ...hospital.departments,
      ...['门诊部', '社会工作部', '保卫部'].map((name) => ({
        id: name,
        name,
        aliases: [],
        kind: 'admin',
        floor: '',
        phone: '',
        hours: '',
        handles: [],
      })),
    ],
    staff: [
      ...hospital.staff,
      { subject: 'leader', name: '戊院办', tier: 'office', departments: ['院办'], skills: [] },
    ],
  });
  [agent, boss, office, insurance] = (await Promise.all(
    ['agent-1', 'boss', 'leader', 'insurance'].map((s) => staffActor(deps, s)),
  )) as [Staff, Staff, Staff, Staff];
});
afterAll(() => tables.stop());

const query = (given: object = {}): TicketsQuery => ticketsQuery.parse(given);
const listed = async (who: Staff, given: object = {}) => {
  const done = await listTickets(deps, who, query(given));
  if (!done.ok) throw new Error(done.error.kind);
  return done.value;
};
/** All pages of a list, one after another. */
const whole = async (who: Staff, given: object = {}): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listed>> = await listed(who, {
      ...given,
      ...(cursor === null ? {} : { cursor }),
    });
    ids.push(...page.rows.map(({ ticketId }) => ticketId));
    cursor = page.cursor;
  } while (cursor !== null);
  return ids;
};
const found = async (who: Staff, text: string) => {
  const done = await searchTickets(deps, who, { text });
  if (!done.ok) throw new Error(done.error.kind);
  return done.value;
};

describe('the list of tickets', () => {
  it('combines every filter', async () => {
    const grave = await aTicket(deps, agent, { severity: 'S2', department: '门诊部' });
    await aTicket(deps, agent, { severity: 'S3', department: '门诊部' });
    await aTicket(deps, agent, { severity: 'S2', department: '医保办' });
    await aTicket(deps, agent, { severity: 'S2', department: '门诊部', channel: 'letter' });
    await changed(deps, boss, grave.ticketId, { do: 'label', add: ['媒体'] });
    await changed(deps, boss, grave.ticketId, {
      do: 'assign',
      handlerId: agent.staffId,
      reason: '接手',
    });
    const today = beijingDate(deps.clock());
    const all = {
      category: '投诉',
      topic: 'E05',
      severity: 'S2',
      department: '门诊部',
      channel: 'phone',
      state: 'new',
      handler: 'me',
      label: '媒体',
      from: today,
      to: today,
    };
    expect(await whole(agent, all)).toEqual([grave.ticketId]);
    expect(await whole(agent, { ...all, sort: 'newest' })).toEqual([grave.ticketId]);
    expect(await whole(agent, { ...all, view: 'all' })).toEqual([grave.ticketId]);
    for (const other of [
      { severity: 'S3' },
      { channel: 'letter' },
      { handler: 'nobody' },
      { label: '重复' },
      { state: 'assigned' },
      { due: 'overdue' },
      { from: beijingDate(deps.clock() + DAY), to: undefined },
    ])
      expect(await whole(agent, { ...all, ...other })).not.toContain(grave.ticketId);
  });

  it('knows what is overdue and what soon, and leaves out what stands still', async () => {
    const { ticketId } = await aTicket(deps, agent, { category: '意见建议', topic: undefined });
    const ticket = await deps.tickets.get(ticketId);
    const due = Math.min(...(ticket?.caseClocks.map(({ dueAt }) => dueAt) ?? []));
    const now = deps.clock();
    deps.clock.set(due - HOUR);
    expect(await whole(agent, { view: 'due-soon' })).toContain(ticketId);
    expect(await whole(agent, { view: 'overdue' })).not.toContain(ticketId);
    deps.clock.set(due + MINUTE);
    expect(await whole(agent, { view: 'overdue' })).toContain(ticketId);
    expect(await whole(agent, { due: 'overdue', category: '意见建议' })).toContain(ticketId);
    deps.clock.set(now);
  });

  it('holds nothing between days that are the wrong way round', async () => {
    await aTicket(deps, agent);
    const days = { from: '2026-12-31', to: '2026-01-01' };
    for (const view of ['open', 'all', 'closed', 'consultations'])
      expect(await whole(agent, { view, ...days })).toEqual([]);
    expect(await countPraise(deps, office, days)).toMatchObject({ ok: true, value: { total: 0 } });
  });

  it('shows consultations in a list of their own, and closes those that were answered', async () => {
    const chat = await aConversation(deps);
    await chat.say('停车怎么收费');
    expect(await whole(agent, { view: 'consultations' })).toContain(chat.ticketId);
    expect(await whole(agent, { view: 'all' })).not.toContain(chat.ticketId);
    const early = await change(deps, agent, chat.ticketId, { do: 'close-consultation' });
    // The look whether the bot has answered is still to come.
    expect(early).toMatchObject({ ok: false, error: { kind: 'change-refused' } });
    deps.clock.advance(10 * MINUTE);
    await runSlaSweep(deps, deps.clock() + 60_000);
    await runSlaSweep(deps, deps.clock() + 60_000);
    const closed = await changed(deps, agent, chat.ticketId, { do: 'close-consultation' });
    expect(closed.ticket.status).toBe('closed');
    await chat.say('还有一个问题');
    expect((await deps.tickets.get(chat.ticketId))?.status).not.toBe('closed');
    const { ticketId } = await aTicket(deps, agent);
    expect(await change(deps, agent, ticketId, { do: 'close-consultation' })).toMatchObject({
      ok: false,
      error: { kind: 'change-refused' },
    });
  });

  it('is narrowed to what a department’s people may see, and tells them what waits for them', async () => {
    const own = await aTicket(deps, agent, { department: '医保办' });
    const foreign = await aTicket(deps, agent, { department: '门诊部' });
    const before = await whole(insurance, { view: 'all' });
    expect(before).toContain(own.ticketId);
    expect(before).not.toContain(foreign.ticketId);
    expect(await whole(insurance, { view: 'to-accept' })).not.toContain(own.ticketId);
    await changed(deps, agent, own.ticketId, {
      do: 'step',
      step: 'acknowledge',
      evidence: [EVIDENCE.summary, EVIDENCE.acknowledgement],
    });
    await changed(deps, agent, own.ticketId, { do: 'step', step: 'assign' });
    expect(await whole(insurance, { view: 'to-accept' })).toContain(own.ticketId);
    await changed(deps, agent, foreign.ticketId, {
      do: 'task',
      department: '医保办',
      title: '核对报销比例',
    });
    expect(await whole(insurance, { view: 'to-accept' })).toContain(foreign.ticketId);
    await changed(deps, insurance, own.ticketId, { do: 'step', step: 'accept' });
    expect(await whole(insurance, { view: 'to-accept' })).not.toContain(own.ticketId);
  });

  it('shows restricted ones to those alone who may read them', async () => {
    const { ticketId } = await aTicket(deps, agent, { topic: 'E16', text: '医生收红包' });
    expect(await whole(agent, { restricted: 'yes' })).toEqual([]);
    expect(await whole(agent, { topic: 'E16', view: 'all' })).toEqual([]);
    expect(await whole(office, { restricted: 'yes' })).toContain(ticketId);
  });

  it('goes on with a ticket that cannot be read: its number keeps its place, and it is reported', async () => {
    const { ticketId, number } = await aTicket(deps, agent, { department: '保卫部' });
    deps.clock.advance(MINUTE);
    const good = await aTicket(deps, agent, { department: '保卫部' });
    await tables.desk.client.send(
      new UpdateCommand({
        TableName: tables.desk.name,
        Key: { pk: `TKT#${ticketId}`, sk: 'TICKET' },
        UpdateExpression: 'SET caseClocks = :broken',
        ExpressionAttributeValues: { ':broken': 'not a list' },
      }),
    );
    const reported: string[] = [];
    const page = await listTickets(
      {
        ...deps,
        ticketIndex: ticketIndex(tables.desk, (row) => reported.push(row.number)),
      },
      agent,
      query({ department: '保卫部' }),
    );
    if (!page.ok) throw new Error(page.error.kind);
    expect(page.value.rows.map((row) => row.ticketId)).toEqual([good.ticketId]);
    expect(page.value.unreadable).toEqual([{ ticketId, number, before: 0 }]);
    expect(reported).toEqual([number]);
    expect((await found(agent, number.slice(7, 12))).unreadable).toMatchObject([{ number }]);
    // Nor does it take other lists with it.
    expect(
      (await deps.tickets.list({ list: 'open', cursor: null, limit: 100 })).tickets,
    ).not.toEqual([]);
  });
});

describe('pages', () => {
  /** Places in a list of its own, without tickets behind them. */
  const place = async (list: string, at: number, keep: boolean) => {
    const id = `${String(at).padStart(15, '0')}#tkt_${list}_${at}`;
    const row = {
      number: String(at),
      channel: 'phone',
      category: keep ? '投诉' : '表扬',
      topic: null,
      severity: null,
      state: 'new',
      department: '门诊部',
      partners: [],
      asked: [],
      handlerId: null,
      openedAt: at,
      dueAt: at,
      high: false,
      labels: [],
      named: { ids: [], names: [] },
    };
    await tables.desk.client.send(
      new PutCommand({
        TableName: tables.desk.name,
        Item: { pk: `LIST#${list}`, sk: id, f: JSON.stringify(row) },
      }),
    );
    return id;
  };

  const leave = (list: string, at: number) =>
    tables.desk.client.send(
      new DeleteCommand({
        TableName: tables.desk.name,
        Key: { pk: `LIST#${list}`, sk: `${String(at).padStart(15, '0')}#tkt_${list}_${at}` },
      }),
    );

  it('hold every place of a list once, whatever their size, order and filter, and whatever leaves meanwhile', async () => {
    let lists = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(999), { maxLength: 60 }),
        fc.integer({ min: 1, max: 17 }),
        fc.boolean(),
        async (instants, limit, newestFirst) => {
          lists += 1;
          const list = `paged${lists}`;
          for (const at of instants) await place(list, at, at % 3 !== 0);
          const seen: number[] = [];
          let cursor: string | null = null;
          do {
            const looked: number[] = [];
            const page: Awaited<ReturnType<typeof deps.ticketIndex.page>> =
              await deps.ticketIndex.page({
                list,
                newestFirst,
                cursor,
                limit,
                keep: (row) => {
                  const kept = row.category === '投诉';
                  if (kept) looked.push(row.openedAt);
                  return kept;
                },
              });
            expect(looked.length).toBeLessThanOrEqual(limit);
            seen.push(...looked);
            cursor = page.cursor;
            // Where a page ended a ticket leaves the list: the next one goes on behind its place all the same.
            const last = looked.at(-1);
            if (last !== undefined) await leave(list, last);
          } while (cursor !== null);
          const wanted = instants.filter((at) => at % 3 !== 0).sort((a, b) => a - b);
          expect(seen).toEqual(newestFirst ? wanted.reverse() : wanted);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('cost a few read units, however few of many match', async () => {
    const list = 'cost';
    for (let at = 0; at < 400; at += 1) await place(list, at, at >= 390);
    const { table, units } = metered(tables.desk);
    const page = await ticketIndex(table).page({
      list,
      newestFirst: false,
      cursor: null,
      limit: 40,
      keep: ({ category }) => category === '投诉',
    });
    expect(page.cursor).toBeNull();
    // 400 places of some 350 bytes, and no ticket is read that is not shown.
    expect(units()).toBeLessThan(30);
    expect(units()).toBeGreaterThan(0);
  });
});

describe('a search', () => {
  it('finds a number in whole and in part, with and without dashes', async () => {
    const { ticketId, number } = await aTicket(deps, agent);
    const digits = number.replaceAll('-', '');
    for (const text of [
      number,
      digits,
      `  ${number.replaceAll('-', ' ')} `,
      number.replaceAll('-', '－'),
    ])
      expect((await found(agent, text)).rows.map((row) => row.ticketId)).toEqual([ticketId]);
    for (const part of [
      digits.slice(0, 9),
      digits.slice(6, 11),
      digits.slice(6, 10),
      digits.slice(-5),
      number.slice(-7),
    ])
      expect((await found(agent, part)).rows.map((row) => row.ticketId)).toContain(ticketId);
    expect(await found(agent, '12')).toMatchObject({ read: 'nothing', rows: [] });
  });

  it('explains a wrong check digit and offers what was probably meant', async () => {
    const { ticketId, number } = await aTicket(deps, agent);
    const digits = [...number.replaceAll('-', '')];
    const wrong = digits.with(8, String((Number(digits[8]) + 1) % 10)).join('');
    const typo = await found(agent, wrong);
    expect(typo.typo).toBe(true);
    expect(typo.rows.map((row) => row.ticketId)).toContain(ticketId);
    const right = await found(agent, number);
    expect(right.typo).toBe(false);
  });

  it('finds what somebody left by phone number, however it is written, and nothing of other departments', async () => {
    const contact = { name: '孙七', phone: '+86 136-0000-7777', relation: '本人' };
    const { ticketId } = await aTicket(deps, agent, { contact, department: '门诊部' });
    for (const text of ['13600007777', '136 0000 7777', '+86 136-0000-7777']) {
      const answer = await found(agent, text);
      expect(answer.read).toBe('phone');
      expect(answer.rows.map((row) => row.ticketId)).toEqual([ticketId]);
    }
    expect((await found(insurance, '13600007777')).rows).toEqual([]);
    expect((await found(agent, '13600007778')).rows).toEqual([]);
  });

  it('finds for a department what is theirs among many that they may not see, and counts no others', async () => {
    const department = insurance.departments[0] ?? '';
    const own = await aTicket(deps, agent, { department });
    for (let i = 0; i < 30; i += 1) await aTicket(deps, agent, { department: '门诊部' });
    const day = own.number.slice(0, 6);
    const seen = await found(insurance, day);
    expect(seen.rows.map((row) => row.ticketId)).toContain(own.ticketId);
    expect(seen.more).toBe(false);
    expect((await found(agent, day)).more).toBe(true);
  });
});

describe('saved views', () => {
  it('are kept for oneself, and for all by whoever decides at the desk', async () => {
    const filters = query({ view: 'overdue', category: '投诉', severity: 'S2' });
    const body = { name: '严重超时', shared: false, filters };
    expect(await saveView(deps, agent, 'view-agent-1', body)).toMatchObject({ ok: true });
    expect(await saveView(deps, agent, 'view-agent-1', body)).toMatchObject({ ok: true });
    const shared = { ...body, name: '全院超时', shared: true };
    expect(await saveView(deps, agent, 'view-shared', shared)).toEqual({
      ok: false,
      error: { kind: 'forbidden' },
    });
    expect(await saveView(deps, boss, 'view-shared', shared)).toMatchObject({ ok: true });
    const names = async (who: Staff) => {
      const views = await listViews(deps, who);
      return views.ok ? views.value.views.map(({ name }) => name).sort() : [];
    };
    expect(await names(agent)).toEqual(['严重超时', '全院超时'].sort());
    expect(await names(insurance)).toEqual(['全院超时']);
    expect(await dropView(deps, agent, 'view-shared', true)).toMatchObject({ ok: false });
    await dropView(deps, boss, 'view-shared', true);
    expect(await names(agent)).toEqual(['严重超时']);
  });

  it('are not more than anybody can oversee', async () => {
    const body = { name: '又一个', shared: false, filters: query() };
    for (let i = 0; i < 30; i += 1) await saveView(deps, boss, `view-many-${i}`, body);
    expect(await saveView(deps, boss, 'view-many-30', body)).toMatchObject({
      ok: false,
      error: { kind: 'change-refused' },
    });
    expect(await saveView(deps, boss, 'view-many-3', body)).toMatchObject({ ok: true });
  });
});

describe('looking up progress', () => {
  const lookUp = (number: string, code: string) => lookupTicket(deps, { number, code });

  it('is locked by five wrong codes, and opens again by itself within the hour', async () => {
    const { number, code } = await aTicket(deps, agent);
    for (let i = 0; i < 5; i += 1) expect((await lookUp(number, 'WRONG')).ok).toBe(false);
    expect(await lookUp(number, code)).toEqual({ ok: false, error: { kind: 'not-found' } });
    deps.clock.advance(59 * MINUTE);
    // Trying on while it is locked does not prolong the lock.
    expect((await lookUp(number, 'WRONG')).ok).toBe(false);
    deps.clock.advance(MINUTE);
    expect((await lookUp(number, code)).ok).toBe(true);
  });

  it('is unlocked by staff who say how they know who asks, with a line in the audit', async () => {
    const { ticketId, number, code } = await aTicket(deps, agent);
    for (let i = 0; i < 5; i += 1) await lookUp(number, 'WRONG');
    const body = { clientId: aClientId(), reason: '核对姓名与手机号', renew: false };
    expect(await openLookup(deps, agent, ticketId, body)).toEqual({
      ok: true,
      value: { number, code: null },
    });
    expect((await lookUp(number, code)).ok).toBe(true);
    const renewed = await openLookup(deps, agent, ticketId, {
      ...body,
      clientId: aClientId(),
      renew: true,
    });
    if (!renewed.ok) throw new Error(renewed.error.kind);
    const next = renewed.value.code ?? '';
    expect(next).toMatch(/^[0-9A-Z]{8}$/);
    expect((await lookUp(number, code)).ok).toBe(false);
    expect((await lookUp(number, next)).ok).toBe(true);
    const today = beijingDate(deps.clock());
    const { lines } = await deps.audit.search({
      from: today,
      to: today,
      ticketId,
      keep: ({ action }) => action.startsWith('lookup.'),
      place: null,
      limit: 10,
    });
    expect(lines.map(({ action, reason }) => [action, reason])).toEqual([
      ['lookup.renew-code', '核对姓名与手机号'],
      ['lookup.unlock', '核对姓名与手机号'],
    ]);
    expect(await openLookup(deps, insurance, ticketId, body)).toMatchObject({ ok: false });
  });

  it('shows where a merged ticket goes on, and the parts of one that was split', async () => {
    const first = await aTicket(deps, agent);
    const again = await aTicket(deps, agent);
    await changed(deps, boss, again.ticketId, {
      do: 'merge',
      intoTicketId: first.ticketId,
      reason: '同一件事',
    });
    await changed(deps, boss, first.ticketId, {
      do: 'split',
      category: '求助',
      summary: '另外希望有人陪诊',
      reason: '两件事',
    });
    await changed(deps, agent, first.ticketId, {
      do: 'step',
      step: 'acknowledge',
      evidence: [EVIDENCE.summary, EVIDENCE.acknowledgement],
    });
    await changed(deps, agent, first.ticketId, {
      do: 'step',
      step: 'send-feedback',
      evidence: [EVIDENCE.feedback],
    });
    const merged = await lookUp(again.number, again.code);
    expect(merged).toMatchObject({
      ok: true,
      value: { mergedInto: first.number, status: { 'zh-CN': '已答复' } },
    });
    const whole_ = await lookUp(first.number, first.code);
    if (!whole_.ok) throw new Error('not found');
    expect(whole_.value.parts).toMatchObject([{ status: { 'zh-CN': '已受理' } }]);
    expect(whole_.value.parts[0]?.promisedAt).not.toBeNull();
  });

  it('is open to the chat patient by number and code of the own conversation alone', async () => {
    const chat = await aConversation(deps);
    await chat.say('我要投诉，候诊等了三个小时没人管');
    const card = await readTicketCard(deps, chat.visitor, chat.conversationId);
    if (!card.ok) throw new Error(card.error.kind);
    expect((await lookUp(card.value.number, card.value.code)).ok).toBe(true);
    const stranger = await aConversation(deps);
    expect(await readTicketCard(deps, stranger.visitor, chat.conversationId)).toMatchObject({
      ok: false,
    });
  });

  it('says by itself that a promise was not kept, when it was for, and why', async () => {
    const { ticketId, number, code } = await aTicket(deps, agent, {
      category: '求助',
      topic: undefined,
      text: '求助：钱包丢在门诊大厅了',
    });
    const promised = await lookUp(number, code);
    if (!promised.ok || promised.value.promisedAt === null) throw new Error('nothing promised');
    deps.clock.set(promised.value.promisedAt + MINUTE);
    await runSlaSweep(deps, deps.clock() + 60_000);
    const late = await lookUp(number, code);
    if (!late.ok) throw new Error('not found');
    const said = late.value.comments.map(({ text }) => text).join('\n');
    expect(said).toMatch(/很抱歉，工单 .* 未能在承诺的 \d{4}-\d\d-\d\d \d\d:\d\d 前答复您/);
    expect(said).toContain('原因：事项目前处于“已受理”阶段');
    expect((await deps.tickets.get(ticketId))?.help?.kind).toBe('lost-property');
  });
});

describe('a part that was split off', () => {
  it('has the contact data of the whole, and its people named, and the patient hears of it', async () => {
    const contact = { name: '周八', phone: '13500008888', relation: '家属' };
    const { ticketId } = await aTicket(deps, agent, { contact, staffNamed: [agent.name] });
    const { ticket } = await changed(deps, boss, ticketId, {
      do: 'split',
      category: '投诉',
      topic: 'E09',
      summary: '另外多收了费',
      reason: '两件事',
    });
    const part = await deps.tickets.get(ticket.links[0]?.ticketId ?? '');
    expect(part?.case?.namedStaff).toEqual([agent.staffId]);
    const shown = await revealContact(deps, boss, part?.ticketId ?? '', { reason: '回电' });
    expect(shown).toMatchObject({ ok: true, value: { phone: '13500008888' } });
    const told = (await deps.tickets.timeline(ticketId)).filter(
      ({ kind }) => kind === 'patient-told',
    );
    expect(told.at(-1)?.text).toContain(part?.number);
  });
});

describe('what tells the patient', () => {
  it('is proved by its own step alone, and the quality office’s opinion by those who answer for it', async () => {
    const { ticketId } = await aTicket(deps, agent, { topic: 'E01' });
    const proof = (evidence: object) => change(deps, agent, ticketId, { do: 'proof', evidence });
    for (const evidence of [
      EVIDENCE.feedback,
      { kind: 'withdrawal', channel: 'phone', text: '算了' },
      { kind: 'quality-opinion', text: '没问题' },
    ])
      expect(await proof(evidence)).toMatchObject({ ok: false, error: { kind: 'change-refused' } });
    await changed(deps, boss, ticketId, {
      do: 'proof',
      evidence: { kind: 'quality-opinion', text: '质控部书面意见：符合规范' },
    });
    const smuggled = await change(deps, agent, ticketId, {
      do: 'step',
      step: 'acknowledge',
      evidence: [EVIDENCE.summary, EVIDENCE.acknowledgement, EVIDENCE.feedback],
    });
    expect(smuggled).toMatchObject({ ok: false, error: { kind: 'change-refused' } });
  });

  it('is said with the reply when a complaint is not accepted, and when it is taken back', async () => {
    const refused = await aTicket(deps, agent);
    await changed(deps, boss, refused.ticketId, {
      do: 'step',
      step: 'refuse-acceptance',
      notAccepted: '1',
      reason: '已起诉',
      evidence: [{ ...EVIDENCE.feedback, text: '请依照法院程序办理，我们会配合' }],
    });
    const said = async (id: string) =>
      (await deps.tickets.timeline(id)).filter(({ kind }) => kind === 'patient-told').at(-1)?.text;
    expect(await said(refused.ticketId)).toContain('已进入诉讼或第三方调解');
    expect(await said(refused.ticketId)).toContain('请依照法院程序办理');
    const taken = await aTicket(deps, agent);
    const withdraw = {
      do: 'step',
      step: 'withdraw',
      reason: '来电撤回',
      evidence: [{ kind: 'withdrawal', channel: 'phone', text: '已经解决，不投诉了' }],
    };
    expect((await changed(deps, agent, taken.ticketId, withdraw)).outcome).toBe(
      'awaiting-approval',
    );
    await changed(deps, boss, taken.ticketId, withdraw);
    expect(await said(taken.ticketId)).toContain('已按您的要求撤回');
  });

  it('is said when what was promised stands still, and why', async () => {
    const { ticketId } = await aTicket(deps, agent, { category: '意见建议', topic: undefined });
    await changed(deps, boss, ticketId, {
      do: 'clock',
      clock: 'internal',
      change: 'pause',
      days: 3,
      reason: '等外院病历',
    });
    const told = (await deps.tickets.timeline(ticketId)).filter(
      ({ kind }) => kind === 'patient-told',
    );
    expect(told.map(({ text }) => text).join()).toContain('等外院病历');
  });
});

describe('other doors', () => {
  it('route calls for help to who can give it, with what must be known', async () => {
    const escort = await aTicket(deps, agent, {
      category: '求助',
      topic: undefined,
      text: '八十岁老人一个人看病，走不动',
      help: { kind: 'escort', details: { when: '周四上午', mobility: '轮椅', nonsense: 'x' } },
    });
    const ticket = await deps.tickets.get(escort.ticketId);
    expect(ticket?.department).toBe('门诊部');
    expect(ticket?.help).toEqual({
      kind: 'escort',
      details: { when: '周四上午', mobility: '轮椅' },
    });
    const lodging = await aTicket(deps, agent, {
      category: '求助',
      topic: undefined,
      text: '家属从外地来，请问附近住宿怎么解决',
    });
    expect((await deps.tickets.get(lodging.ticketId))?.department).toBe('社会工作部');
    const moved = await changed(deps, agent, lodging.ticketId, {
      do: 'help',
      help: { kind: 'lost-property', details: { item: '黑色钱包' } },
    });
    expect(moved.ticket.department).toBe('保卫部');
  });

  it('count praise by department and person, named at once or later', async () => {
    const from = beijingDate(deps.clock() + 2 * DAY);
    deps.clock.advance(2 * DAY);
    const given = { category: '表扬', topic: undefined, severity: undefined } as const;
    const one = await aTicket(deps, agent, { ...given, text: '感谢门诊部的志愿者' });
    await aTicket(deps, agent, { ...given, text: '表扬', staffNamed: [insurance.name] });
    const { ticket } = await changed(deps, agent, one.ticketId, {
      do: 'named',
      names: [insurance.name, '护士小王'],
    });
    expect(ticket.department).toBe('门诊部');
    expect(ticket.case?.namedStaff).toEqual([insurance.staffId]);
    const counts = await countPraise(deps, office, { from, to: from });
    if (!counts.ok) throw new Error(counts.error.kind);
    expect(counts.value.total).toBe(2);
    expect(counts.value.people).toEqual([
      { staffId: insurance.staffId, name: insurance.name, count: 2 },
      { staffId: null, name: '护士小王', count: 1 },
    ]);
    expect(counts.value.departments.map(({ count }) => count)).toEqual([1, 1]);
    const notices = await deps.tickets.outboxOf(one.ticketId);
    expect(notices.map(({ audience, to }) => [audience, to])).toContainEqual([
      'staff',
      insurance.staffId,
    ]);
  });
});
