import { DeleteCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verifyAudit } from '#functions/usecases/audit.ts';
import { importCalendar } from '#functions/usecases/calendar.ts';
import { createTicket } from '#functions/usecases/create-ticket.ts';
import { dispatch } from '#functions/usecases/dispatch.ts';
import { findRecurrences, listApprovals, listTickets } from '#functions/usecases/list-tickets.ts';
import { lookupTicket } from '#functions/usecases/lookup-ticket.ts';
import { readTicket } from '#functions/usecases/read-desk.ts';
import { readDeliveries, revealContact } from '#functions/usecases/records.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { decideApproval } from '#functions/usecases/work-on-ticket.ts';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import { closingGaps } from '#shared/domain/case/closing.ts';
import { CASE_STEPS, type CaseStep } from '#shared/domain/case/lifecycle.ts';
import { beijingDate, DAY, fromBeijing, HOUR, SECOND } from '#shared/kernel/clock.ts';
import { aContact, aTicket, change, changed, EVIDENCE } from '#test/builders/case.ts';
import { aClientId, aConversation, gist, staffActor } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

type Staff = Awaited<ReturnType<typeof staffActor>>;

let tables: TestTables;
let deps: TestDeps;
let agent: Staff;
let colleague: Staff;
let boss: Staff;
let office: Staff;
let insurance: Staff;

beforeAll(async () => {
  tables = await openTables();
  deps = testDeps(tables);
  const hospital = aHospital();
  await setUpHospital(deps, {
    ...hospital,
    staff: [
      ...hospital.staff,
      { subject: 'leader', name: '戊院办', tier: 'office', departments: ['院办'], skills: [] },
    ],
  });
  [agent, colleague, boss, office, insurance] = (await Promise.all(
    ['agent-1', 'agent-2', 'boss', 'leader', 'insurance'].map((s) => staffActor(deps, s)),
  )) as [Staff, Staff, Staff, Staff, Staff];
});
afterAll(() => tables.stop());

const step = (name: CaseStep, more: object = {}) => ({ do: 'step', step: name, ...more });
const sweepNow = () => runSlaSweep(deps, deps.clock() + 600 * SECOND);
const get = async (ticketId: string) => {
  const ticket = await deps.tickets.get(ticketId);
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
};
const kindsOf = async (ticketId: string) =>
  (await deps.tickets.timeline(ticketId)).map(({ kind }) => kind);

/** Brings a complaint to the feedback, as it goes when all goes well. */
const answered = async (ticketId: string) => {
  await changed(
    deps,
    agent,
    ticketId,
    step('acknowledge', { evidence: [EVIDENCE.summary, EVIDENCE.acknowledgement] }),
  );
  await changed(deps, agent, ticketId, step('assign'));
  await changed(deps, agent, ticketId, step('accept'));
  await changed(deps, agent, ticketId, step('investigate'));
  await changed(
    deps,
    agent,
    ticketId,
    step('propose', { evidence: [EVIDENCE.finding, EVIDENCE.measure] }),
  );
  await changed(deps, boss, ticketId, step('approve', { evidence: [EVIDENCE.review] }));
  return changed(deps, agent, ticketId, step('send-feedback', { evidence: [EVIDENCE.feedback] }));
};

describe('a complaint', () => {
  it('opens a case with all its clocks, in the chat as by phone', async () => {
    const chat = await aConversation(deps);
    await chat.say('我要投诉，候诊等了三个小时没人管');
    const talked = await get(chat.ticketId);
    const phoned = await get((await aTicket(deps, agent)).ticketId);
    for (const { case: record, caseClocks, nextDueAt } of [talked, phoned]) {
      expect(record?.state).toBe('new');
      expect(caseClocks.map(({ id }) => id)).toEqual(['accept', 'contact', 'internal', 'legal']);
      expect(nextDueAt).not.toBeNull();
    }
    expect(phoned.caseClocks.find(({ id }) => id === 'legal')?.dueAt).toBe(
      fromBeijing('2026-12-01', 17 * 60 + 30),
    );
    expect(phoned.contact).toEqual({ name: '王**', phone: '138****1234', relation: '本人' });
  });

  it('goes from word to closing with proof at every step, and not an inch without', async () => {
    const { ticketId } = await aTicket(deps, agent);
    expect(await change(deps, agent, ticketId, step('acknowledge'))).toMatchObject({
      ok: false,
      error: { kind: 'change-incomplete' },
    });
    await answered(ticketId);
    const early = await change(deps, boss, ticketId, step('close'));
    expect(early).toMatchObject({ ok: false, error: { kind: 'change-incomplete' } });
    await changed(deps, colleague, ticketId, step('call-back', { evidence: [EVIDENCE.callBack] }));
    await changed(deps, agent, ticketId, { do: 'proof', evidence: EVIDENCE.improvement });
    const asked = await changed(deps, agent, ticketId, step('close'));
    expect(asked.outcome).toBe('awaiting-approval');
    const closed = await changed(deps, boss, ticketId, step('close'));
    expect(closed.ticket.case?.state).toBe('closed');
    expect(closed.ticket.caseClocks.every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
    expect((await get(ticketId)).lists.map(({ list }) => list)).toContain('closed');
  });

  it('is closed by no sequence of changes without its proof', async () => {
    const evidence = Object.values(EVIDENCE);
    const names = Object.keys(CASE_STEPS) as CaseStep[];
    const attempt = fc.record({
      step: fc.constantFrom(...names),
      evidence: fc.subarray(evidence, { maxLength: 3 }),
      who: fc.constantFrom('agent', 'boss', 'office'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 4, maxLength: 12 }), async (attempts) => {
        const { ticketId } = await aTicket(deps, agent);
        for (const one of attempts) {
          const actor = { agent, boss, office }[one.who] ?? agent;
          await change(
            deps,
            actor,
            ticketId,
            step(one.step, { evidence: one.evidence, reason: '理由', notAccepted: '3' }),
          );
          const { case: record, tasks, category } = await get(ticketId);
          if (record?.state !== 'closed') continue;
          const openTasks = tasks.filter(({ state }) => state === 'open').length;
          const at = record.closedAt ?? 0;
          expect(closingGaps(record, { category, openTasks, now: at })).toEqual([]);
        }
      }),
      { numRuns: Number(process.env['ROUNDS'] ?? 12) },
    );
  });

  it('takes the same change once, however often and from wherever it comes', async () => {
    const { ticketId } = await aTicket(deps, agent);
    const clientId = aClientId();
    const what = { do: 'task', department: '医保办', title: '核对结算' };
    await Promise.all(
      Array.from({ length: 4 }, () => change(deps, agent, ticketId, what, clientId)),
    );
    expect((await get(ticketId)).tasks).toHaveLength(1);
  });

  it('about medical quality draws in the quality office at once, and does not close over its meeting', async () => {
    const { ticketId } = await aTicket(deps, agent, { topic: 'E01', severity: 'S2' });
    const ticket = await get(ticketId);
    expect(ticket.departments).toContain('质控部');
    expect(ticket.tasks).toMatchObject([{ kind: 'meeting', department: '质控部', state: 'open' }]);
    const taskId = ticket.tasks[0]?.taskId;
    const empty = await change(deps, boss, ticketId, {
      do: 'task-step',
      taskId,
      step: 'answer',
      text: '已开会',
    });
    expect(empty.ok).toBe(false);
    await changed(deps, boss, ticketId, {
      do: 'task-step',
      taskId,
      step: 'answer',
      text: '决定：复盘用药流程',
      participants: ['医务部', '护理部'],
    });
    const dropped = await changed(deps, agent, ticketId, {
      do: 'matter',
      topic: 'E05',
      reason: '像是流程问题',
    });
    expect(dropped.outcome).toBe('awaiting-approval');
  });

  it('about discipline is seen by its office and the hospital’s leaders only, and every look is on record', async () => {
    const { ticketId } = await aTicket(deps, agent, { topic: 'E16', severity: 'S2' });
    expect(await readTicket(deps, agent, ticketId)).toMatchObject({ ok: false });
    expect(await readTicket(deps, boss, ticketId)).toMatchObject({ ok: false });
    const today = beijingDate(deps.clock());
    const before = (await deps.audit.verify(today, today)).rows;
    expect((await readTicket(deps, office, ticketId)).ok).toBe(true);
    expect(await deps.audit.verify(today, today)).toMatchObject({ rows: before + 1, breaks: [] });
    const listed = await listTickets(deps, boss, { view: 'open', category: '投诉' });
    expect(listed.ok && listed.value.rows.map((row) => row.ticketId)).not.toContain(ticketId);
  });

  it('is never handled by whom it names', async () => {
    const { ticketId } = await aTicket(deps, agent, { staffNamed: [colleague.name] });
    const given = await change(deps, boss, ticketId, {
      do: 'assign',
      handlerId: colleague.staffId,
      reason: '就近',
    });
    expect(given).toMatchObject({ ok: false, error: { kind: 'change-refused' } });
  });

  it('gets ten working days from a second department, five days must not have passed', async () => {
    const { ticketId } = await aTicket(deps, agent);
    const what = { do: 'add-department', department: '医保办', reason: '涉及报销' };
    const wide = await changed(deps, boss, ticketId, what);
    const legal = wide.ticket.caseClocks.find(({ id }) => id === 'legal');
    expect(legal).toMatchObject({ span: { amount: 10 }, generation: 2 });
    expect(legal?.dueAt).toBe(fromBeijing('2026-12-08', 17 * 60 + 30));
    expect(await kindsOf(ticketId)).toContain('patient-told');
  });
});

describe('limits', () => {
  it('extend by days up to the tier’s limit, ask beyond it, and take effect with the decision alone', async () => {
    const { ticketId } = await aTicket(deps, agent);
    const extend = (days: number) => ({
      do: 'clock',
      clock: 'internal',
      change: 'extend',
      days,
      reason: '会诊后才能答复',
    });
    const internal = async () =>
      (await get(ticketId)).caseClocks.find(({ id }) => id === 'internal')?.dueAt ?? 0;
    const before = await internal();
    const asked = await changed(deps, boss, ticketId, extend(5));
    expect(asked.outcome).toBe('awaiting-approval');
    expect(await internal()).toBe(before);
    const [approval] = asked.ticket.approvals;
    expect(approval).toMatchObject({ from: 'office', amount: 5, action: 'extend-internal' });
    // The request has a clock of its own, that explains itself as any other.
    expect(approval?.clock.dueAt).toBeGreaterThan(deps.clock());
    expect(approval?.clock.steps.length).toBeGreaterThan(1);
    const which = { ticketId, approvalId: approval?.approvalId ?? '' };
    const refused = await decideApproval(deps, office, which, {
      clientId: aClientId(),
      approve: false,
      reason: '先给阶段性反馈',
    });
    expect(refused.ok && refused.value.ticket.approvals[0]).toMatchObject({
      state: 'refused',
      decision: '先给阶段性反馈',
      decidedById: office.staffId,
    });
    expect(await internal()).toBe(before);
    const told = (await deps.tickets.outboxOf(ticketId)).find(({ to }) => to === boss.staffId);
    expect(told).toMatchObject({ audience: 'staff', title: '审批未通过' });
    expect((await changed(deps, boss, ticketId, extend(3))).outcome).toBe('done');
    expect(await internal()).toBeGreaterThan(before);
    // A second extension is the office's, whatever its length.
    expect((await changed(deps, boss, ticketId, extend(1))).outcome).toBe('awaiting-approval');
  });

  it('make an approval of what lies beyond, which another person decides', async () => {
    const { ticketId } = await aTicket(deps, agent);
    const asked = await changed(deps, agent, ticketId, {
      do: 'grant',
      grant: 'refund',
      amountFen: 15_000,
      reason: '退挂号费',
    });
    expect(asked.outcome).toBe('awaiting-approval');
    const approvalId = asked.ticket.approvals[0]?.approvalId ?? '';
    const mine = await listApprovals(deps, boss);
    expect(mine.ok && mine.value.approvals.map(({ approval }) => approval.approvalId)).toContain(
      approvalId,
    );
    const body = { clientId: aClientId(), approve: true, reason: '情况属实' };
    expect(await decideApproval(deps, agent, { ticketId, approvalId }, body)).toMatchObject({
      ok: false,
      error: { kind: 'forbidden' },
    });
    const done = await decideApproval(deps, boss, { ticketId, approvalId }, body);
    expect(done.ok && done.value.ticket.grants).toMatchObject([{ amountFen: 15_000 }]);
    const again = await decideApproval(
      deps,
      boss,
      { ticketId, approvalId },
      { ...body, clientId: aClientId() },
    );
    expect(again).toMatchObject({ ok: false, error: { kind: 'change-refused' } });
    expect((await get(ticketId)).grants).toHaveLength(1);
  });

  it.each([
    ['agent', 'department-of-another', 'refused'],
    ['boss', 30_000, 'awaiting-approval'],
    ['office', 30_000, 'done'],
  ] as const)('%s: compensation or refund %s → %s', async (who, amount, expected) => {
    const { ticketId } = await aTicket(deps, agent);
    if (typeof amount !== 'number') {
      const done = await change(deps, insurance, ticketId, step('accept'));
      expect(done.ok).toBe(false);
      return;
    }
    const actor = who === 'boss' ? boss : office;
    const done = await changed(deps, actor, ticketId, {
      do: 'grant',
      grant: 'refund',
      amountFen: amount,
      reason: '退费',
    });
    expect(done.outcome).toBe(expected);
  });

  it('let a department work on its own tickets and tasks, and on nothing else', async () => {
    const own = await aTicket(deps, agent, { department: '医保办', topic: 'E10' });
    const foreign = await aTicket(deps, agent);
    await changed(
      deps,
      agent,
      own.ticketId,
      step('acknowledge', { evidence: [EVIDENCE.summary, EVIDENCE.acknowledgement] }),
    );
    await changed(deps, agent, own.ticketId, step('assign'));
    expect((await change(deps, insurance, own.ticketId, step('accept'))).ok).toBe(true);
    expect((await change(deps, insurance, own.ticketId, step('close'))).ok).toBe(false);
    expect(await readTicket(deps, insurance, foreign.ticketId)).toMatchObject({ ok: false });
    await changed(deps, agent, foreign.ticketId, {
      do: 'task',
      department: '医保办',
      title: '核对结算',
    });
    const seen = await readTicket(deps, insurance, foreign.ticketId);
    expect(seen).toMatchObject({ ok: true, value: { ticket: { contact: null } } });
    const task = (await get(foreign.ticketId)).tasks[0];
    await changed(deps, insurance, foreign.ticketId, {
      do: 'task-step',
      taskId: task?.taskId,
      step: 'answer',
      text: '结算无误',
    });
    const listed = await listTickets(deps, insurance, { view: 'open' });
    const ids = listed.ok ? listed.value.rows.map((row) => row.ticketId) : [];
    expect(ids).toContain(own.ticketId);
    expect(ids).not.toContain(foreign.ticketId);
  });
});

describe('the other doors', () => {
  it('make one ticket for one client id', async () => {
    const body = aContact({ channel: 'onsite' });
    const [first, second] = await Promise.all([
      createTicket(deps, agent, body),
      createTicket(deps, agent, body),
    ]);
    expect(first.ok && second.ok && first.value.ticketId === second.value.ticketId).toBe(true);
    expect(await createTicket(deps, agent, { ...body, text: '另一件事' })).toMatchObject({
      ok: false,
      error: { kind: 'duplicate-id-other-body' },
    });
  });

  it('count what an authority set as due where that is earlier', async () => {
    const externalDueAt = deps.clock() + 2 * DAY;
    const { ticketId } = await aTicket(deps, agent, { channel: 'hotline12345', externalDueAt });
    const legal = (await get(ticketId)).caseClocks.find(({ id }) => id === 'legal');
    expect(legal?.dueAt).toBe(externalDueAt);
  });

  it('bring praise to department and person, and count it', async () => {
    const praise = { category: '表扬' as const, topic: undefined, severity: undefined };
    const { ticketId } = await aTicket(deps, agent, {
      ...praise,
      department: '心内科',
      text: '护士很耐心，谢谢',
      staffNamed: [colleague.name],
    });
    const rows = await deps.tickets.outboxOf(ticketId);
    expect(rows.map(({ audience, to }) => [audience, to])).toEqual([
      ['department', '心血管内科'],
      ['staff', colleague.staffId],
    ]);
    const found = await findRecurrences(deps, agent, ticketId);
    expect(found.ok && found.value.praise).toBe(1);
  });

  it('know the same patient with the same topic again', async () => {
    const contact = { name: '李', phone: '13900005678', relation: '本人' };
    const first = await aTicket(deps, agent, { contact, topic: 'E09' });
    const second = await aTicket(deps, agent, { contact, topic: 'E09', channel: 'letter' });
    const found = await findRecurrences(deps, agent, second.ticketId);
    expect(found.ok && found.value.samePatient.map((row) => row.ticketId)).toEqual([
      first.ticketId,
    ]);
    expect(found.ok && found.value.sameTopic).toBeGreaterThanOrEqual(2);
    await changed(deps, boss, second.ticketId, {
      do: 'merge',
      intoTicketId: first.ticketId,
      reason: '同一件事',
    });
    expect((await get(second.ticketId)).case?.state).toBe('merged');
    expect((await get(first.ticketId)).links).toMatchObject([{ kind: 'merged-from' }]);
  });

  it('split several matters into tickets of their own', async () => {
    const { ticketId } = await aTicket(deps, agent);
    const done = await changed(deps, boss, ticketId, {
      do: 'split',
      category: '意见建议',
      summary: '建议增加导诊人员',
      reason: '一事一单',
    });
    const [link] = done.ticket.links;
    const part = await get(link?.ticketId ?? '');
    expect(part).toMatchObject({ category: '意见建议', links: [{ ticketId, kind: 'split-from' }] });
    expect(part.case?.state).toBe('new');
  });
});

describe('the patient', () => {
  it('follows the ticket with number and code; five wrong codes close it, all failures look the same', async () => {
    const { number, code, ticketId } = await aTicket(deps, agent);
    await changed(
      deps,
      agent,
      ticketId,
      step('acknowledge', { evidence: [EVIDENCE.summary, EVIDENCE.acknowledgement] }),
    );
    const seen = await lookupTicket(deps, { number, code: ` ${code.toLowerCase()} ` });
    expect(seen).toMatchObject({ ok: true, value: { status: { 'zh-CN': '已受理' } } });
    expect(JSON.stringify(seen)).not.toContain('王');
    expect(seen.ok && seen.value.comments.some(({ text }) => text.includes('深表歉意'))).toBe(true);
    const failures = await Promise.all([
      ...Array.from({ length: 6 }, () => lookupTicket(deps, { number, code: 'WRONGONE' })),
      lookupTicket(deps, { number: '261124-00000-0', code }),
    ]);
    failures.push(await lookupTicket(deps, { number, code }));
    expect(new Set(failures.map((f) => JSON.stringify(f))).size).toBe(1);
    expect(failures[0]).toEqual({ ok: false, error: { kind: 'not-found' } });
  });

  it('brings a waiting case back to work with the next word, and its clock with it', async () => {
    const chat = await aConversation(deps);
    await chat.say('我要投诉，收费不合理，多收了钱');
    const { ticketId } = chat;
    await changed(
      deps,
      agent,
      ticketId,
      step('acknowledge', { evidence: [EVIDENCE.summary, EVIDENCE.acknowledgement] }),
    );
    for (const name of ['assign', 'accept', 'investigate'] as const)
      await changed(deps, agent, ticketId, step(name));
    const waits = { reason: '请补充发票', days: 3 };
    const asked = await changed(deps, agent, ticketId, step('wait-for-patient', waits));
    expect(asked.outcome).toBe('awaiting-approval');
    await changed(deps, boss, ticketId, step('wait-for-patient', waits));
    const paused = await get(ticketId);
    expect(paused.caseClocks.find(({ id }) => id === 'internal')?.pauses).toHaveLength(1);
    deps.clock.advance(HOUR);
    await chat.say('发票号是 0012');
    const back = await get(ticketId);
    expect(back.case?.state).toBe('investigating');
    const before = paused.caseClocks.find(({ id }) => id === 'internal')?.dueAt ?? 0;
    const after = back.caseClocks.find(({ id }) => id === 'internal');
    expect(after?.pauses[0]?.to).toBe(deps.clock());
    expect(after?.dueAt).toBeGreaterThanOrEqual(before);
  });

  it('hears of an extension with its reason in the conversation, once', async () => {
    const chat = await aConversation(deps);
    await chat.say('我要投诉，收费不合理，多收了钱');
    await changed(deps, boss, chat.ticketId, {
      do: 'clock',
      clock: 'internal',
      change: 'extend',
      days: 2,
      reason: '需要调取收费明细',
    });
    const rows = (await deps.tickets.outboxOf(chat.ticketId)).filter(
      ({ audience }) => audience === 'patient',
    );
    expect(rows).toHaveLength(1);
    for (const { ticketId, outboxId } of [...rows, ...rows])
      await dispatch(deps, [{ kind: 'outbox', ticketId, outboxId }]);
    const said = gist(await chat.entries()).filter((line) => line.startsWith('system:'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('需要调取收费明细');
  });
});

describe('records', () => {
  it('reveal contact data for a reason that stands first, and not where the record cannot be written', async () => {
    const { ticketId } = await aTicket(deps, agent);
    const failing = {
      ...deps,
      audit: { ...deps.audit, append: () => Promise.reject(new Error('no audit')) },
    };
    await expect(revealContact(failing, agent, ticketId, { reason: '回电' })).rejects.toThrow();
    const seen = await revealContact(deps, agent, ticketId, { reason: '回电' });
    expect(seen).toMatchObject({ ok: true, value: { phone: '13800001234' } });
    expect(await kindsOf(ticketId)).toContain('contact-revealed');
  });

  it('are whole after many writers at once, and show what was altered or cut off', async () => {
    const own = await openTables();
    try {
      const apart = testDeps(own);
      const entry = (n: number) => ({
        at: apart.clock(),
        actorId: `stf_${n % 3}`,
        actorName: '某',
        tier: 'agent',
        action: 'look',
        ticketId: 'tkt_1',
        reason: '',
        data: { n },
      });
      await Promise.all(Array.from({ length: 6 }, (_, n) => apart.audit.append(entry(n))));
      apart.clock.advance(DAY);
      await apart.audit.append(entry(9));
      const from = beijingDate(apart.clock() - DAY);
      const to = beijingDate(apart.clock());
      expect(await verifyAudit(apart, office, { from, to })).toMatchObject({
        ok: true,
        value: { rows: 7, intact: true },
      });
      const all = await own.client.send(new ScanCommand({ TableName: own.audit.name }));
      const rows = (all.Items ?? []).filter(({ pk }) => String(pk).startsWith('AUDIT#'));
      const first = rows.find(({ pk, sk }) => String(pk).includes(from) && sk === '000000002');
      const last = rows.find(({ pk }) => String(pk).includes(to));
      const keyOf = (row: Record<string, unknown> | undefined) => ({
        pk: row?.['pk'],
        sk: row?.['sk'],
      });
      await own.client.send(
        new UpdateCommand({
          TableName: own.audit.name,
          Key: keyOf(first),
          UpdateExpression: 'SET #l = :l',
          ExpressionAttributeNames: { '#l': 'line' },
          ExpressionAttributeValues: { ':l': '{}' },
        }),
      );
      const altered = await apart.audit.verify(from, to);
      expect(altered.breaks).toMatchObject([{ position: 2, what: 'was altered' }]);
      await own.client.send(new DeleteCommand({ TableName: own.audit.name, Key: keyOf(last) }));
      const cut = await apart.audit.verify(from, to);
      expect(cut.breaks.map(({ what }) => what)).toContain('the end is missing');
    } finally {
      await own.stop();
    }
  });

  it('count due times again when a year is entered, and say from what to what', async () => {
    const own = await openTables();
    try {
      const december = testDeps(own, fromBeijing('2026-12-29', 600));
      await setUpHospital(december, {
        ...aHospital(),
        calendar: z.array(yearTable).parse(years.filter(({ year }) => year <= 2026)),
      });
      const someone = await staffActor(december, 'agent-1');
      const chief = await staffActor(december, 'boss');
      const { ticketId } = await aTicket(december, someone);
      const before = await december.tickets.get(ticketId);
      expect(before?.caseClocks.find(({ id }) => id === 'legal')?.status).toBe('missing');
      const done = await importCalendar(december, chief, {
        year: 2027,
        status: 'official',
        source: '国办发明电（测试）',
        off: { '2027-01-01': '元旦', '2027-01-04': '测试假日' },
        work: {},
      });
      expect(done).toMatchObject({ ok: true, value: { recounted: 1, moved: 1 } });
      const after = await december.tickets.get(ticketId);
      const legal = after?.caseClocks.find(({ id }) => id === 'legal');
      expect(legal?.status).toBe('official');
      expect(legal?.dueAt).toBe(fromBeijing('2027-01-07', 17 * 60 + 30));
      expect(after?.version).toBe((before?.version ?? 0) + 1);
    } finally {
      await own.stop();
    }
  });
});

describe('the ladder', () => {
  it('tells handler, department, supervisor and office in turn, each once, the highest after an outage', async () => {
    const { ticketId } = await aTicket(deps, agent);
    deps.clock.advance(9 * DAY);
    await Promise.all([sweepNow(), sweepNow(), sweepNow()]);
    await sweepNow();
    const ticket = await get(ticketId);
    expect(ticket.escalation).toBe('office');
    const timeline = await deps.tickets.timeline(ticketId);
    const swept = timeline.filter(({ eventId }) => eventId.startsWith('sweep:'));
    expect(new Set(swept.map(({ eventId }) => eventId)).size).toBe(swept.length);
    for (const id of ['accept', 'contact', 'internal'])
      expect(
        swept.filter(({ data }) => data['clock'] === id).map(({ data }) => data['step']),
      ).toEqual(['half', 'near', 'due', 'over']);
    const rows = (await deps.tickets.outboxOf(ticketId)).filter(({ outboxId }) =>
      /#(half|near|due|over|last-day)$/.test(outboxId),
    );
    expect(rows.map(({ outboxId }) => outboxId).sort()).toEqual(
      ['accept#1#over', 'contact#1#over', 'internal#1#over', 'legal#1#due'].map(
        (suffix) => `${ticketId}#${suffix}`,
      ),
    );
    expect(timeline.filter(({ kind }) => kind === 'patient-told')).toHaveLength(2);
  });

  it('stands still for a paused internal clock, and for no other', async () => {
    const { ticketId } = await aTicket(deps, agent);
    await changed(deps, boss, ticketId, {
      do: 'clock',
      clock: 'internal',
      change: 'pause',
      days: 10,
      reason: '等病历',
    });
    const legal = await change(deps, office, ticketId, {
      do: 'clock',
      clock: 'legal',
      change: 'pause',
      days: 5,
      reason: '等病历',
    });
    expect(legal).toMatchObject({ ok: false, error: { kind: 'change-refused' } });
    deps.clock.advance(9 * DAY);
    await sweepNow();
    const clocks = (await deps.tickets.timeline(ticketId))
      .filter(({ eventId }) => eventId.startsWith('sweep:'))
      .map(({ data }) => data['clock']);
    expect(clocks).not.toContain('internal');
    expect(clocks).toContain('legal');
  });

  it('counts tasks and approvals on their own clocks', async () => {
    const { ticketId } = await aTicket(deps, agent);
    await changed(deps, agent, ticketId, { do: 'task', department: '医保办', title: '核对结算' });
    await changed(deps, agent, ticketId, {
      do: 'grant',
      grant: 'refund',
      amountFen: 100,
      reason: '退费',
    });
    deps.clock.advance(5 * DAY);
    await sweepNow();
    const abouts = (await deps.tickets.timeline(ticketId)).map(({ data }) => data['about']);
    expect(abouts).toContain('task');
    expect(abouts).toContain('approval');
  });
});

describe('sending', () => {
  it('goes to webhook and robot where they are set up, tries again, digests many, and shows how it went', async () => {
    const sent: { digest: boolean; count: number }[] = [];
    let refusals = 1;
    const apart: TestDeps = {
      ...deps,
      channels: async () => ({
        webhook: async () => {
          refusals -= 1;
          return refusals >= 0
            ? { kind: 'retry', reason: 'status 503', retryAfterMs: null }
            : { kind: 'sent' };
        },
        robot: async ({ notices, digest }) => {
          sent.push({ digest, count: notices.length });
          return { kind: 'sent' };
        },
      }),
    };
    const { ticketId } = await aTicket(deps, agent);
    deps.clock.advance(3 * 60 * SECOND);
    await runSlaSweep(apart, deps.clock() + HOUR);
    const waiting = await readDeliveries(apart, agent, ticketId);
    const [first] = waiting.ok ? waiting.value.deliveries : [];
    expect(first?.channels.map(({ channel, state }) => [channel, state])).toEqual(
      expect.arrayContaining([
        ['console', 'sent'],
        ['robot', 'sent'],
      ]),
    );
    expect(sent.length).toBeGreaterThan(0);
    deps.clock.advance(HOUR);
    await runSlaSweep(apart, deps.clock() + HOUR);
    const done = await readDeliveries(apart, agent, ticketId);
    const states = done.ok ? done.value.deliveries[0]?.channels.map(({ state }) => state) : [];
    expect(states).toEqual(['sent', 'sent', 'sent']);
  });
});
