import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countPraise } from '#functions/usecases/count-praise.ts';
import { lookupTicket } from '#functions/usecases/lookup-ticket.ts';
import { isNamed } from '#functions/usecases/named-staff.ts';
import { readTicket } from '#functions/usecases/read-desk.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { decideApproval } from '#functions/usecases/work-on-ticket.ts';
import { beijingDate, DAY, HOUR, MINUTE } from '#shared/kernel/clock.ts';
import { aTicket, change, changed, EVIDENCE } from '#test/builders/case.ts';
import { aClientId, staffActor } from '#test/builders/conversation.ts';
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

const get = async (ticketId: string) => {
  const ticket = await deps.tickets.get(ticketId);
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
};
const sweepNow = () => runSlaSweep(deps, deps.clock() + MINUTE);
const RECEIVED = [EVIDENCE.summary, EVIDENCE.acknowledgement];

describe('a supervisor whom a complaint names', () => {
  const NAMED = { ok: false, error: { detail: '被投诉人不能办理本工单' } };

  it('takes no step in it, lowers nothing, and does not take the own name off', async () => {
    const { ticketId } = await aTicket(deps, agent, { staffNamed: [boss.name] });
    for (const what of [
      { do: 'step', step: 'acknowledge', evidence: RECEIVED },
      { do: 'named', names: [] },
      { do: 'matter', severity: 'S4', reason: '不严重' },
      { do: 'proof', evidence: { kind: 'waiver', text: '不用回访' } },
      { do: 'split', category: '意见建议', summary: '另一件', reason: '两件事' },
    ])
      expect(await change(deps, boss, ticketId, what)).toMatchObject(NAMED);
    expect((await get(ticketId)).case?.namedStaff).toEqual([boss.staffId]);
    const page = await readTicket(deps, boss, ticketId);
    expect(page.ok && [page.value.steps, page.value.changes]).toEqual([[], ['task-step']]);
  });

  it('decides no request about it; another tier does', async () => {
    const { ticketId } = await aTicket(deps, agent, { staffNamed: [boss.name] });
    const asked = await changed(deps, agent, ticketId, {
      do: 'matter',
      severity: 'S4',
      reason: '误判',
    });
    const at = { ticketId, approvalId: asked.ticket.approvals[0]?.approvalId ?? '' };
    const decide = (who: Staff) =>
      decideApproval(deps, who, at, { clientId: aClientId(), approve: true, reason: '' });
    expect(await decide(boss)).toMatchObject(NAMED);
    expect((await decide(office)).ok).toBe(true);
  });

  it('is thanked like anybody where it is praise', async () => {
    const { ticketId } = await aTicket(deps, agent, {
      category: '表扬',
      topic: undefined,
      severity: undefined,
      text: '表扬主管',
      staffNamed: [boss.name],
    });
    expect((await change(deps, boss, ticketId, { do: 'label', add: ['锦旗'] })).ok).toBe(true);
    const own = { do: 'assign', handlerId: boss.staffId, reason: '我来致谢' };
    expect((await change(deps, agent, ticketId, own)).ok).toBe(true);
    expect(isNamed(await get(ticketId), boss.staffId)).toBe(false);
  });
});

describe('evidence that comes with a step', () => {
  it('is asked for its own right: a department says nothing in the service centre’s name', async () => {
    const { ticketId } = await aTicket(deps, agent, { department: insurance.departments[0] ?? '' });
    await changed(deps, agent, ticketId, { do: 'step', step: 'acknowledge', evidence: RECEIVED });
    await changed(deps, boss, ticketId, { do: 'step', step: 'assign' });
    const interim = { kind: 'interim-feedback', text: '还在查' };
    const done = await change(deps, insurance, ticketId, {
      do: 'step',
      step: 'accept',
      evidence: [interim],
    });
    expect(done).toEqual({ ok: false, error: { kind: 'forbidden' } });
    const legal = (await get(ticketId)).caseClocks.find(({ id }) => id === 'legal');
    expect(legal?.stoppedAt).toBeNull();
  });

  it('reaches the patient where it ends the statutory clock', async () => {
    const { ticketId } = await aTicket(deps, agent);
    const interim = { kind: 'interim-feedback', text: '正在调取监控' };
    await changed(deps, agent, ticketId, {
      do: 'step',
      step: 'acknowledge',
      evidence: [...RECEIVED, interim],
    });
    const told = (await deps.tickets.timeline(ticketId)).filter(
      ({ kind }) => kind === 'patient-told',
    );
    expect(told.some(({ text }) => text.includes('正在调取监控'))).toBe(true);
  });
});

describe('a matter of discipline', () => {
  it('is not merged into one that everybody reads', async () => {
    const open = await aTicket(deps, agent);
    const secret = await aTicket(deps, office, { topic: 'E16', text: '收红包' });
    expect(
      await change(deps, office, secret.ticketId, {
        do: 'merge',
        intoTicketId: open.ticketId,
        reason: '同一人',
      }),
    ).toMatchObject({ ok: false, error: { kind: 'change-refused' } });
  });

  it('gives a part that everybody reads no names of the accused', async () => {
    const { ticketId } = await aTicket(deps, office, { topic: 'E16', staffNamed: ['某主任'] });
    const { ticket } = await changed(deps, office, ticketId, {
      do: 'split',
      category: '投诉',
      topic: 'E12',
      summary: '停车收费混乱',
      reason: '两件事',
    });
    const part = await get(ticket.links[0]?.ticketId ?? '');
    expect(part.staffNamed).toEqual([]);
  });
});

describe('a complaint that was merged', () => {
  const into = async (phones: readonly [string, string]) => {
    const [one, two] = await Promise.all(
      phones.map((phone) =>
        aTicket(deps, agent, { contact: { name: '李', phone, relation: '本人' } }),
      ),
    );
    if (one === undefined || two === undefined) throw new Error('no tickets');
    await changed(deps, boss, two.ticketId, {
      do: 'merge',
      intoTicketId: one.ticketId,
      reason: '同一件事',
    });
    deps.clock.advance(HOUR);
    const step = (name: string, evidence: readonly object[]) =>
      changed(deps, boss, one.ticketId, { do: 'step', step: name, evidence });
    await step('acknowledge', RECEIVED);
    await step('send-feedback', [EVIDENCE.feedback]);
    const seen = await lookupTicket(deps, two);
    return seen.ok ? seen.value.comments.map(({ text }) => text).join('\n') : '';
  };

  it('shows the patient under the old number what the one that goes on has told them', async () => {
    expect(await into(['13911110001', '13911110001'])).toContain(EVIDENCE.feedback.text);
  });

  it('leaves what goes on as grave as it was, with its alert and the quality office', async () => {
    const light = await aTicket(deps, agent);
    const grave = await aTicket(deps, agent, { topic: 'E01', severity: 'S1' });
    await changed(deps, boss, grave.ticketId, {
      do: 'merge',
      intoTicketId: light.ticketId,
      reason: '同一件事',
    });
    const goesOn = await get(light.ticketId);
    expect(goesOn).toMatchObject({ topic: 'E01', severity: 'S1' });
    expect(goesOn.tasks.filter(({ kind }) => kind === 'meeting')).toHaveLength(1);
    expect(goesOn.caseClocks.find(({ id }) => id === 'alert')?.stoppedAt).toBeNull();
    const lighter = await aTicket(deps, agent);
    await changed(deps, boss, lighter.ticketId, {
      do: 'merge',
      intoTicketId: light.ticketId,
      reason: '又一次',
    });
    expect(await get(light.ticketId)).toMatchObject({ topic: 'E01', severity: 'S1' });
  });

  it('is not merged into that of another patient, who alone would hear the outcome', async () => {
    const [one, two] = await Promise.all(
      ['13911110002', '13911110003'].map((phone) =>
        aTicket(deps, agent, { contact: { name: '李', phone, relation: '本人' } }),
      ),
    );
    if (one === undefined || two === undefined) throw new Error('no tickets');
    const merge = { do: 'merge', intoTicketId: one.ticketId, reason: '同一件事' };
    expect(await change(deps, boss, two.ticketId, merge)).toMatchObject({
      ok: false,
      error: { detail: '不是同一位患者的投诉，请用“关联”，各自答复' },
    });
    expect((await get(two.ticketId)).case?.state).not.toBe('merged');
  });
});

describe('a clock of a case', () => {
  const internalOf = async (ticketId: string) => {
    const found = (await get(ticketId)).caseClocks.find(({ id }) => id === 'internal');
    if (found === undefined) throw new Error('no clock');
    return found;
  };
  const onClock = (ticketId: string, clock: string, what: object) =>
    change(deps, boss, ticketId, { do: 'clock', clock, reason: '等材料', ...what });

  it('stands still for the days that were allowed and goes on by itself, once, and says so', async () => {
    const { ticketId } = await aTicket(deps, agent);
    await onClock(ticketId, 'internal', { change: 'pause', days: 2 });
    const { until } = (await internalOf(ticketId)).pauses[0] ?? {};
    if (until == null) throw new Error('no end');
    deps.clock.set(until - MINUTE);
    await sweepNow();
    expect((await internalOf(ticketId)).pauses[0]?.to).toBeNull();
    deps.clock.set(until + MINUTE);
    await sweepNow();
    await sweepNow();
    const clock = await internalOf(ticketId);
    expect(clock.pauses[0]?.to).toBe(until + MINUTE);
    expect(clock.dueAt).toBeGreaterThan(clock.originalDueAt);
    const said = (await deps.tickets.timeline(ticketId)).filter(({ text }) =>
      text.includes('暂停期满'),
    );
    expect(said).toHaveLength(1);
    const rows = await deps.tickets.outboxOf(ticketId);
    expect(rows.filter(({ title }) => title === '暂停期满')).toHaveLength(1);
  });

  it('keeps what was granted where the severity changes', async () => {
    const { ticketId } = await aTicket(deps, agent);
    await onClock(ticketId, 'internal', { change: 'extend', days: 3 });
    await changed(deps, boss, ticketId, { do: 'matter', severity: 'S2', reason: '重复投诉' });
    const clock = await internalOf(ticketId);
    expect(clock.extensions).toHaveLength(1);
    expect(clock.dueAt - clock.originalDueAt).toBeGreaterThanOrEqual(3 * DAY);
    expect(clock.steps.at(-1)?.['zh-CN']).toBe('经批准延长 3 个工作日');
  });

  it('that tells of a grave matter is neither paused nor extended', async () => {
    const { ticketId } = await aTicket(deps, agent, { severity: 'S1' });
    for (const what of ['pause', 'extend'])
      expect(await onClock(ticketId, 'alert', { change: what })).toMatchObject({
        ok: false,
        error: { detail: '该时限不可暂停或延长' },
      });
  });
});

describe('a call-back', () => {
  const answered = async () => {
    const { ticketId } = await aTicket(deps, agent);
    const step = (who: Staff, name: string, evidence: readonly object[]) =>
      changed(deps, who, ticketId, { do: 'step', step: name, evidence });
    await step(agent, 'acknowledge', RECEIVED);
    await step(agent, 'send-feedback', [EVIDENCE.feedback]);
    const called = (more: object) =>
      step(boss, 'call-back', [
        { kind: 'call-back', reached: true, satisfaction: null, text: '', ...more },
      ]);
    return { ticketId, called };
  };

  it('that says nothing of what the patient said closes nothing', async () => {
    const { called } = await answered();
    expect((await called({})).closingGaps).toContain('call-back');
    expect((await called({ satisfaction: 4 })).closingGaps).not.toContain('call-back');
  });

  it('to somebody who is not content is told to the supervisors', async () => {
    const { ticketId, called } = await answered();
    await called({ satisfaction: 3 });
    const titles = async () => (await deps.tickets.outboxOf(ticketId)).map(({ title }) => title);
    expect(await titles()).not.toContain('回访不满意');
    await called({ satisfaction: 1 });
    expect(await titles()).toContain('回访不满意');
  });
});

describe('a department that was asked for a part', () => {
  it('sees what it proved itself; one that was formally added sees all proofs', async () => {
    const { ticketId } = await aTicket(deps, agent, { staffNamed: [agent.name] });
    await changed(deps, boss, ticketId, { do: 'step', step: 'acknowledge', evidence: RECEIVED });
    const department = insurance.departments[0] ?? '';
    await changed(deps, boss, ticketId, { do: 'task', department, title: '核对费用' });
    const seen = async () => {
      const page = await readTicket(deps, insurance, ticketId);
      return page.ok ? page.value.ticket.case : null;
    };
    expect(await seen()).toMatchObject({ proofs: [], namedStaff: [] });
    const told = (await deps.tickets.timeline(ticketId)).at(-1);
    expect(told).toMatchObject({ kind: 'patient-told' });
    expect(told?.text).toMatch(/已请.+协助核实，预计 \d{4}-\d\d-\d\d \d\d:\d\d 前/);
    await changed(deps, boss, ticketId, { do: 'add-department', department, reason: '共同办理' });
    expect((await seen())?.proofs).toHaveLength(RECEIVED.length);
  });
});

describe('praise', () => {
  it('that was written down twice and merged counts once', async () => {
    const from = beijingDate(deps.clock());
    const given = { category: '表扬', topic: undefined, severity: undefined } as const;
    const before = await countPraise(deps, office, { from, to: from });
    const one = await aTicket(deps, agent, { ...given, text: '感谢护士站' });
    const two = await aTicket(deps, agent, { ...given, text: '感谢护士站，来信' });
    await changed(deps, boss, two.ticketId, {
      do: 'merge',
      intoTicketId: one.ticketId,
      reason: '同一封信',
    });
    const after = await countPraise(deps, office, { from, to: from });
    if (!before.ok || !after.ok) throw new Error('not counted');
    expect(after.value.total - before.value.total).toBe(1);
  });
});
