import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAudit, readAudit, verifyAudit } from '#functions/usecases/audit.ts';
import { readEntries } from '#functions/usecases/conversations.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';
import { readDeskConversation, readTicket } from '#functions/usecases/read-desk.ts';
import { revealContact } from '#functions/usecases/records.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { beijingDate, DAY, HOUR, MINUTE } from '#shared/kernel/clock.ts';
import { aTicket, changed, EVIDENCE } from '#test/builders/case.ts';
import { aConversation, staffActor } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { deliverStream } from '#test/builders/stream.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;
type Filter = Omit<Parameters<typeof readAudit>[2], 'from' | 'to'>;

let tables: TestTables;
let deps: TestDeps;
let agent: Staff;
let boss: Staff;
let office: Staff;
let from: string;

beforeAll(async () => {
  tables = await openTables();
  deps = testDeps(tables);
  from = beijingDate(deps.clock());
  const hospital = aHospital();
  await setUpHospital(deps, {
    ...hospital,
    staff: [
      ...hospital.staff,
      { subject: 'leader', name: '戊院办', tier: 'office', departments: ['院办'], skills: [] },
    ],
  });
  [agent, boss, office] = (await Promise.all(
    ['agent-1', 'boss', 'leader'].map((s) => staffActor(deps, s)),
  )) as [Staff, Staff, Staff];
});
afterAll(() => tables.stop());

const span = () => ({ from, to: beijingDate(deps.clock()) });
const rows = async (who: Actor, filter: Filter = {}) => {
  const found = [];
  let cursor: string | undefined;
  do {
    const page = await readAudit(deps, who, {
      ...span(),
      ...filter,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (!page.ok) throw new Error(page.error.kind);
    found.push(...page.value.rows);
    cursor = page.value.cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
};
const actionsOf = async (ticketId: string) =>
  (await rows(office, { ticket: ticketId })).map(({ action }) => action).reverse();

describe('the audit', () => {
  it('has a line of every change of a ticket, by people and by the service, each once', async () => {
    const { ticketId } = await aTicket(deps, agent);
    await changed(deps, agent, ticketId, {
      do: 'step',
      step: 'acknowledge',
      evidence: [EVIDENCE.summary, EVIDENCE.acknowledgement],
    });
    deps.clock.advance(9 * DAY);
    await runSlaSweep(deps, deps.clock() + HOUR);
    await deliverStream(deps, tables);
    const timeline = await deps.tickets.timeline(ticketId);
    const before = await rows(office, { ticket: ticketId });
    const byService = before.filter(({ tier }) => tier === 'system');
    const swept = timeline.filter(
      ({ actorId, eventId }) => actorId === null && eventId.startsWith('sweep:'),
    );
    expect(swept.length).toBeGreaterThan(5);
    expect(byService.map(({ data }) => data['eventId'])).toEqual(
      expect.arrayContaining(swept.map(({ eventId }) => eventId)),
    );
    expect(await actionsOf(ticketId)).toEqual(
      expect.arrayContaining(['create', 'step:acknowledge', 'event:escalated']),
    );
    // The stream delivers at least once.
    await deliverStream(deps, tables);
    const events = timeline.map((event) => ({ kind: 'event' as const, ticketId, event }));
    expect(await dispatch(deps, [...events, ...events])).toEqual({ failedAt: undefined });
    expect(await rows(office, { ticket: ticketId })).toHaveLength(before.length);
  });

  it('has a line of what people do in a chat: claims and what follows', async () => {
    const chat = await aConversation(deps);
    await chat.say('转人工');
    await chat.claimedBy(agent);
    await deliverStream(deps, tables);
    const lines = await rows(office, { ticket: chat.ticketId });
    expect(lines.find(({ action }) => action === 'event:claimed')).toMatchObject({
      actorId: agent.staffId,
      actorName: agent.name,
      tier: 'staff',
    });
    expect(JSON.stringify(lines)).not.toContain('转人工');
  });

  it('stays whole with many lines at once from the stream and from people', async () => {
    const tickets = await Promise.all(Array.from({ length: 8 }, () => aTicket(deps, agent)));
    deps.clock.advance(9 * DAY);
    await runSlaSweep(deps, deps.clock() + HOUR);
    await Promise.all([
      deliverStream(deps, tables),
      deliverStream(deps, tables),
      ...tickets.map(({ ticketId }) => revealContact(deps, agent, ticketId, { reason: '回电' })),
    ]);
    const verdict = await verifyAudit(deps, office, span());
    expect(verdict).toMatchObject({ ok: true, value: { intact: true, breaks: [] } });
    expect(verdict.ok && verdict.value.intactUpTo).toBeGreaterThan(deps.clock() - DAY);
    const lines = (await rows(office)).filter(({ tier }) => tier === 'system');
    const ids = lines.map(({ data, ticketId }) => `${ticketId} ${data['eventId']}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is read newest first, by ticket, person and action, and every reading stands in it', async () => {
    const { ticketId, number } = await aTicket(deps, agent);
    await revealContact(deps, agent, ticketId, { reason: '回电核实' });
    const lines = await rows(office, { ticket: ticketId });
    expect(lines.map(({ action }) => action)).toEqual(['reveal-contact', 'create']);
    expect(lines[0]).toMatchObject({ reason: '回电核实', actorName: agent.name });
    expect(await rows(office, { ticket: number })).toEqual(lines);
    expect(await rows(office, { ticket: '261124-00000-0' })).toEqual([]);
    const reveals = await rows(boss, { actorId: agent.staffId, action: 'reveal' });
    expect(reveals.every(({ action }) => action === 'reveal-contact')).toBe(true);
    const instants = (await rows(boss)).map(({ at }) => at);
    expect(instants.length).toBeGreaterThan(50);
    expect(instants).toEqual(instants.toSorted((a, b) => b - a));
    const readings = await rows(office, { action: 'audit.read', actorId: boss.staffId });
    expect(readings.length).toBeGreaterThanOrEqual(2);
    expect(await readAudit(deps, agent, span())).toMatchObject({
      ok: false,
      error: { kind: 'forbidden' },
    });
  });

  it('goes out as a file only with a line of its own, spreadsheets do not run it', async () => {
    const { ticketId } = await aTicket(deps, agent);
    await revealContact(deps, agent, ticketId, { reason: '=HYPERLINK("http://x")' });
    const file = await exportAudit(deps, office, { ...span(), ticket: ticketId, format: 'csv' });
    if (!file.ok) throw new Error(file.error.kind);
    const csv = file.value.text.split('\r\n');
    expect(csv[0]).toContain('时间');
    expect(csv).toHaveLength(file.value.rows + 2);
    expect(csv[1]).toContain(`"'=HYPERLINK(""http://x"")"`);
    const lines = await exportAudit(deps, office, { ...span(), ticket: ticketId, format: 'jsonl' });
    if (!lines.ok) throw new Error(lines.error.kind);
    const parsed = lines.value.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(parsed[0]).toMatchObject({ ticketId, action: 'reveal-contact' });
    const exports = await rows(office, { action: 'audit.export' });
    expect(exports.map(({ data }) => data['format']).sort()).toEqual(['csv', 'jsonl']);
    const failing = {
      ...deps,
      audit: { ...deps.audit, append: () => Promise.reject(new Error('no audit')) },
    };
    await expect(exportAudit(failing, office, { ...span(), format: 'csv' })).rejects.toThrow();
    await expect(readAudit(failing, office, span())).rejects.toThrow();
  });

  it('shows nothing of a matter where its line cannot be written', async () => {
    const chat = await aConversation(deps);
    await chat.say('我要举报，骨科有医生收红包，给了他两千');
    const failing = {
      ...deps,
      audit: { ...deps.audit, append: () => Promise.reject(new Error('no audit')) },
    };
    const { ticketId, conversationId } = chat;
    await expect(readTicket(failing, office, ticketId)).rejects.toThrow();
    await expect(readDeskConversation(failing, office, conversationId)).rejects.toThrow();
    await expect(readEntries(failing, boss, conversationId, -1)).rejects.toThrow();
    await expect(revealContact(failing, office, ticketId, { reason: '核实' })).rejects.toThrow();
  });

  it('has a line of every look at a matter of discipline, one for a look that goes on', async () => {
    const chat = await aConversation(deps);
    await chat.say('我要举报，骨科有医生收红包，给了他两千');
    for (let n = 0; n < 5; n += 1) {
      await readEntries(deps, boss, chat.conversationId, -1);
      deps.clock.advance(3_000);
    }
    deps.clock.advance(11 * MINUTE);
    await readEntries(deps, boss, chat.conversationId, -1);
    await readDeskConversation(deps, agent, chat.conversationId);
    await readTicket(deps, office, chat.ticketId);
    const looks = (await rows(office, { ticket: chat.ticketId, action: 'look' })).map(
      ({ action, actorId }) => [actorId, action],
    );
    expect(looks.reverse()).toEqual([
      [boss.staffId, 'look:conversation'],
      [boss.staffId, 'look:conversation'],
      [agent.staffId, 'look:conversation'],
      [office.staffId, 'look'],
    ]);
    const seen = await rows(boss, { ticket: chat.ticketId, action: 'look' });
    expect(seen.every(({ ticketId, reason }) => ticketId === null && reason === '受限')).toBe(true);
  });

  it('names the first line that was altered and the instant until which all is well', async () => {
    const victim = (await rows(office)).find(({ reason }) => reason.startsWith('回电'));
    if (victim === undefined) throw new Error('no line');
    const [date, shard, position] = victim.place.split('/');
    const all = await tables.client.send(new ScanCommand({ TableName: tables.audit.name }));
    const item = (all.Items ?? []).find(
      ({ pk, sk }) => pk === `AUDIT#${date}#${shard}` && Number(sk) === Number(position),
    );
    await tables.client.send(
      new UpdateCommand({
        TableName: tables.audit.name,
        Key: { pk: item?.['pk'], sk: item?.['sk'] },
        UpdateExpression: 'SET #line = :line',
        ExpressionAttributeNames: { '#line': 'line' },
        ExpressionAttributeValues: {
          ':line': String(item?.['line']).replace('回电', '自用'),
        },
      }),
    );
    const verdict = await verifyAudit(deps, boss, span());
    expect(verdict).toMatchObject({
      ok: true,
      value: {
        intact: false,
        breaks: [{ date, shard: Number(shard), position: Number(position), what: 'was altered' }],
      },
    });
    expect(verdict.ok && (verdict.value.intactUpTo ?? 0) <= victim.at).toBe(true);
  });
});
