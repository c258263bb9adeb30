import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseRecord, CaseState, Evidence } from '#shared/domain/case/case.ts';
import { type ClosingContext, closingGaps, NO_CONTACT_WAIT } from '#shared/domain/case/closing.ts';
import {
  addProof,
  CASE_STEPS,
  type CaseStep,
  mayHandIn,
  openCase,
  type StepActor,
  type StepContext,
  type StepInput,
  stepsFrom,
  takeStep,
} from '#shared/domain/case/lifecycle.ts';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import { DAY, fromBeijing, HOUR } from '#shared/kernel/clock.ts';

const T0 = fromBeijing('2026-11-20', 600);
const agent: StepActor = { id: 'stf_a', name: '甲', tier: 'agent' };
const other: StepActor = { id: 'stf_b', name: '乙', tier: 'agent' };
const supervisor: StepActor = { id: 'stf_s', name: '丙', tier: 'supervisor' };
const context = (now: number, change: Partial<StepContext> = {}): StepContext => ({
  category: '投诉',
  openTasks: 0,
  medicalQuality: false,
  severity: 'S3',
  now,
  ...change,
});

const summary: Evidence = { kind: 'summary', text: '等了三个小时', confirmedByPatient: true };
const acknowledgement: Evidence = { kind: 'acknowledgement', channel: 'thread' };
const finding: Evidence = { kind: 'finding', text: '叫号机故障', unit: '门诊部' };
const measure: Evidence = { kind: 'measure', text: '更换叫号机' };
const review: Evidence = { kind: 'review', text: '同意' };
const feedback: Evidence = { kind: 'feedback', channel: 'phone', text: '已告知处理结果' };
const reached: Evidence = { kind: 'call-back', reached: true, satisfaction: 4, text: '满意' };
const missed: Evidence = {
  kind: 'call-back',
  reached: false,
  satisfaction: null,
  text: '无人接听',
};
const improvement: Evidence = { kind: 'improvement', needed: true, text: '每周巡检' };

type Move = [step: CaseStep, actor: StepActor, evidence?: Evidence[], more?: Partial<StepInput>];

const play = (
  moves: readonly Move[],
  start = openCase(T0, { hasContact: true }),
  change: Partial<StepContext> = {},
) =>
  moves.reduce<CaseRecord>((record, [step, actor, evidence = [], more = {}], index) => {
    const result = takeStep(
      record,
      { step, evidence, reason: '说明', ...more },
      actor,
      context(T0 + (index + 1) * HOUR, change),
    );
    if (!result.ok) throw new Error(`${step}: ${JSON.stringify(result.error)}`);
    return result.value;
  }, start);

const TO_FEEDBACK: Move[] = [
  ['acknowledge', agent, [summary, acknowledgement]],
  ['assign', supervisor, [], { handlerId: 'stf_a' }],
  ['accept', agent],
  ['investigate', agent],
  ['propose', agent, [finding, measure]],
  ['approve', supervisor, [review]],
  ['send-feedback', agent, [feedback]],
];

describe('the lifecycle of a case', () => {
  it('leads a complaint from listening to a closing with proof', () => {
    const closed = play([
      ...TO_FEEDBACK,
      ['call-back', other, [reached]],
      ['close', supervisor, [improvement]],
    ]);
    expect(closed).toMatchObject({ state: 'closed', opening: 1 });
  });

  it('refuses to close without a call-back, and says what is missing', () => {
    const answered = play(TO_FEEDBACK);
    expect(
      takeStep(answered, { step: 'close', evidence: [improvement] }, supervisor, context(T0 + DAY)),
    ).toEqual({
      ok: false,
      error: { kind: 'closing-gaps', gaps: ['call-back'] },
    });
  });

  it('does not take the handler’s own call for the call-back', () => {
    const called = play([...TO_FEEDBACK, ['call-back', agent, [reached]]]);
    expect(closingGaps(called, context(T0 + DAY))).toContain('call-back');
  });

  it('takes three tries on different days for a call-back, but not three on one day', () => {
    const answered = play(TO_FEEDBACK);
    const tries = (days: number[]) =>
      days.reduce(
        (record, day) => addProof(record, missed, other, T0 + DAY + day * DAY),
        addProof(answered, improvement, agent, T0 + DAY),
      );
    expect(closingGaps(tries([0, 0, 0]), context(T0 + 9 * DAY))).toEqual(['call-back']);
    expect(closingGaps(tries([0, 1, 2]), context(T0 + 9 * DAY))).toEqual([]);
  });

  it('lets a case without contact close thirty days after feedback in the thread', () => {
    const start = openCase(T0, { hasContact: false });
    const answered = addProof(
      play(
        [
          ...TO_FEEDBACK.slice(0, -1),
          ['send-feedback', agent, [{ ...feedback, channel: 'thread' }]],
        ],
        start,
      ),
      improvement,
      agent,
      T0 + DAY,
    );
    const sentAt = T0 + 7 * HOUR;
    expect(closingGaps(answered, context(sentAt + NO_CONTACT_WAIT - 1))).toEqual(['call-back']);
    expect(closingGaps(answered, context(sentAt + NO_CONTACT_WAIT))).toEqual([]);
  });

  it('takes a waiver from a supervisor, not from an agent', () => {
    const answered = addProof(play(TO_FEEDBACK), improvement, agent, T0 + DAY);
    const waiver: Evidence = { kind: 'waiver', text: '患者明确不要求回访' };
    expect(closingGaps(addProof(answered, waiver, agent, T0 + DAY), context(T0 + DAY))).toEqual([
      'call-back',
    ]);
    expect(
      closingGaps(addProof(answered, waiver, supervisor, T0 + DAY), context(T0 + DAY)),
    ).toEqual([]);
  });

  it('does not close over another department’s open task', () => {
    const called = play([...TO_FEEDBACK, ['call-back', other, [reached]]]);
    const result = takeStep(
      called,
      { step: 'close', evidence: [improvement] },
      supervisor,
      context(T0 + DAY, { openTasks: 1 }),
    );
    expect(result).toEqual({ ok: false, error: { kind: 'closing-gaps', gaps: ['open-tasks'] } });
  });

  it('needs the quality office’s opinion before feedback on medical quality', () => {
    const approved = play(TO_FEEDBACK.slice(0, -1), undefined, { medicalQuality: true });
    const send = (evidence: Evidence[]) =>
      takeStep(
        approved,
        { step: 'send-feedback', evidence },
        agent,
        context(T0 + DAY, { medicalQuality: true }),
      );
    expect(send([feedback])).toEqual({
      ok: false,
      error: { kind: 'evidence-missing', missing: ['quality-opinion'] },
    });
    expect(send([feedback, { kind: 'quality-opinion', text: '符合诊疗规范' }]).ok).toBe(true);
  });

  it('keeps a named member of staff away from the own complaint', () => {
    const named = play(
      [['acknowledge', agent, [summary, acknowledgement]]],
      openCase(T0, { hasContact: true, namedStaff: ['stf_a'] }),
    );
    expect(
      takeStep(named, { step: 'assign', handlerId: 'stf_a' }, supervisor, context(T0 + DAY)),
    ).toMatchObject({ error: { kind: 'named-in-complaint' } });
    const assigned = play([['assign', supervisor]], named);
    expect(takeStep(assigned, { step: 'accept' }, agent, context(T0 + DAY))).toMatchObject({
      error: { kind: 'named-in-complaint' },
    });
  });

  it('does not let anybody approve the own proposal', () => {
    const proposed = play(TO_FEEDBACK.slice(0, 5));
    expect(
      takeStep(proposed, { step: 'approve', evidence: [review] }, agent, context(T0 + DAY)),
    ).toMatchObject({ error: { kind: 'own-proposal' } });
  });

  it('lets a department return a case twice, then a supervisor must decide', () => {
    const assigned = play([
      ['acknowledge', agent, [summary, acknowledgement]],
      ['assign', supervisor],
    ]);
    const twice = play(
      [
        ['return', agent],
        ['assign', supervisor],
        ['return', agent],
        ['assign', supervisor],
      ],
      assigned,
    );
    expect(
      takeStep(twice, { step: 'return', reason: '不归我科' }, agent, context(T0 + DAY)),
    ).toMatchObject({ error: { kind: 'returned-twice' } });
  });

  it('asks for the proof again after a reopening', () => {
    const closed = play([
      ...TO_FEEDBACK,
      ['call-back', other, [reached]],
      ['close', supervisor, [improvement]],
    ]);
    const reopened = takeStep(
      closed,
      { step: 'reopen', reason: '患者不满意' },
      supervisor,
      context(T0 + 2 * DAY),
    );
    if (!reopened.ok) throw new Error('not reopened');
    expect(reopened.value).toMatchObject({ state: 'acknowledged', opening: 2 });
    expect(closingGaps(reopened.value, context(T0 + 3 * DAY))).toEqual([
      'feedback',
      'call-back',
      'improvement',
    ]);
  });

  it('reopens after thirty days only with new evidence', () => {
    const closed = play([
      ...TO_FEEDBACK,
      ['call-back', other, [reached]],
      ['close', supervisor, [improvement]],
    ]);
    const reopen = (evidence: Evidence[]) =>
      takeStep(
        closed,
        { step: 'reopen', reason: '再次反映', evidence },
        supervisor,
        context(T0 + 40 * DAY),
      );
    expect(reopen([])).toMatchObject({ error: { kind: 'reopen-too-late' } });
    expect(reopen([{ kind: 'new-evidence', text: '新检验报告' }]).ok).toBe(true);
  });

  const withdrawal: Evidence = { kind: 'withdrawal', channel: 'phone', text: '不用处理了' };
  const withdraw = (
    evidence: Evidence[],
    change: Partial<StepContext> = {},
    from = openCase(T0, { hasContact: true }),
  ) =>
    takeStep(from, { step: 'withdraw', evidence, reason: '患者撤回' }, agent, context(T0, change));

  it('is taken back in the patient’s words alone, and never where it is of the first grade', () => {
    expect(withdraw([])).toEqual({
      ok: false,
      error: { kind: 'evidence-missing', missing: ['withdrawal'] },
    });
    expect(withdraw([withdrawal])).toMatchObject({ ok: true, value: { state: 'withdrawn' } });
    expect(withdraw([withdrawal], { severity: 'S1' })).toEqual({
      ok: false,
      error: { kind: 'still-investigated' },
    });
  });

  it('ends over another department’s open task in no way at all', () => {
    const open = { openTasks: 1 };
    const gap = { ok: false, error: { kind: 'closing-gaps', gaps: ['open-tasks'] } };
    expect(withdraw([withdrawal], open)).toEqual(gap);
    expect(
      takeStep(
        openCase(T0, { hasContact: true }),
        { step: 'refuse-acceptance', evidence: [feedback], reason: '不属本院', notAccepted: '5' },
        supervisor,
        context(T0, open),
      ),
    ).toEqual(gap);
  });

  it('is not called back by whoever wrote the measure, though somebody else has it by then', () => {
    const handed = { ...play(TO_FEEDBACK), handlerId: 'stf_c' };
    const called = (by: StepActor) =>
      closingGaps(addProof(handed, reached, by, T0 + DAY), context(T0 + DAY));
    expect(called(agent)).toContain('call-back');
    expect(called(other)).not.toContain('call-back');
  });

  it('is not called back by whoever gave the answer, where it was settled on the spot', () => {
    const told = play([
      ['acknowledge', agent, [summary, acknowledgement]],
      ['send-feedback', agent, [feedback]],
    ]);
    const called = (by: StepActor) =>
      closingGaps(addProof(told, reached, by, T0 + DAY), context(T0 + DAY));
    expect(called(agent)).toContain('call-back');
    expect(called(other)).not.toContain('call-back');
  });

  it('closes under no other name without a word to whoever complained', () => {
    const complained = { ...openCase(T0, { hasContact: true }), complaint: true };
    for (const category of ['咨询', '其他', '表扬'] as const)
      expect(closingGaps(complained, context(T0, { category }))).toContain('feedback');
    const told = addProof(complained, feedback, agent, T0);
    expect(closingGaps(told, context(T0, { category: '咨询' }))).toEqual([]);
  });

  it('takes what tells the patient with its own step alone', () => {
    const steps = Object.keys(CASE_STEPS) as CaseStep[];
    const taking = (kind: Evidence['kind']) => steps.filter((step) => mayHandIn(kind, step));
    expect(taking('feedback')).toEqual(['send-feedback', 'refuse-acceptance']);
    expect(taking('withdrawal')).toEqual(['withdraw']);
    expect(taking('call-back')).toEqual(['call-back']);
    expect(mayHandIn('feedback', null)).toBe(false);
    expect(mayHandIn('withdrawal', null)).toBe(false);
    expect(mayHandIn('call-back', null)).toBe(true);
    expect(mayHandIn('improvement', null)).toBe(true);
  });

  it('is a closed table: every step from states that there are into one that there is', () => {
    const states = Object.keys(CASE_STATES);
    for (const [step, { from, to }] of Object.entries(CASE_STEPS)) {
      for (const state of from) expect(states, step).toContain(state);
      expect(states, step).toContain(to);
      expect(from.length, step).toBeGreaterThan(0);
    }
    // What is over moves by reopening alone; what was merged goes on under the other number.
    for (const state of states as CaseState[])
      if (CASE_STATES[state].final)
        expect(stepsFrom(state)).toEqual(state === 'merged' ? [] : ['reopen']);
  });

  it('leads from every open state to an end', () => {
    const ends = new Set<CaseState>(
      (Object.keys(CASE_STATES) as CaseState[]).filter((state) => CASE_STATES[state].final),
    );
    for (let grown = true; grown; ) {
      const before = ends.size;
      for (const { from, to } of Object.values(CASE_STEPS))
        if (ends.has(to)) for (const state of from) ends.add(state);
      grown = ends.size > before;
    }
    expect(ends.size).toBe(Object.keys(CASE_STATES).length);
  });

  it('has a way out of every open state and none into the void', () => {
    for (const state of Object.keys(CASE_STATES) as CaseState[])
      expect(stepsFrom(state).length > 0 || CASE_STATES[state].final).toBe(true);
    const reachable = new Set<string>(['new', ...Object.values(CASE_STEPS).map(({ to }) => to)]);
    expect([...reachable].sort()).toEqual(Object.keys(CASE_STATES).sort());
  });

  const anyEvidence = fc.constantFrom<Evidence>(
    summary,
    acknowledgement,
    finding,
    measure,
    review,
    feedback,
    reached,
    missed,
    improvement,
    { kind: 'waiver', text: 'x' },
  );
  const anyMove = fc.record({
    /** Which of the steps that the state allows. */
    pick: fc.nat(50),
    actor: fc.constantFrom(agent, other, supervisor),
    evidence: fc.array(anyEvidence, { maxLength: 4 }),
    wait: fc.integer({ min: 1, max: 20 * DAY }),
    tasks: fc.constantFrom(0, 0, 0, 1),
  });

  /** Ends that prove nothing about closing; left out so that random paths get far. */
  const ENDS: readonly CaseStep[] = ['withdraw', 'merge', 'refuse-acceptance', 'enter-dispute'];

  it('closes no complaint without proof on any path', () => {
    let closings = 0;
    fc.assert(
      fc.property(
        fc.array(anyMove, { minLength: 5, maxLength: 40 }),
        fc.boolean(),
        (moves, hasContact) => {
          let record = openCase(T0, { hasContact });
          let now = T0;
          for (const { pick, actor, evidence, wait, tasks } of moves) {
            const steps = stepsFrom(record.state).filter((s) => !ENDS.includes(s));
            const step = steps[pick % steps.length] as CaseStep;
            now += wait;
            const result = takeStep(
              record,
              {
                step,
                evidence,
                reason: '说明',
                handlerId: 'stf_a',
                notAccepted: '3',
                mergedInto: 'tkt_x',
              },
              actor,
              context(now, { openTasks: tasks }),
            );
            if (!result.ok) continue;
            record = result.value;
            if (record.state !== 'closed') continue;
            closings += 1;
            const proofs = record.proofs.filter(({ at }) => at >= record.openedAt);
            const kinds = proofs.map((proof) => proof.evidence.kind);
            expect(tasks).toBe(0);
            expect(kinds).toContain('feedback');
            expect(kinds).toContain('improvement');
            const waiver = proofs.some(
              (p) => p.evidence.kind === 'waiver' && p.tier === 'supervisor',
            );
            expect(waiver || kinds.includes('call-back') || !hasContact).toBe(true);
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(closings).toBeGreaterThan(20);
  });

  it('closes a consultation without any clock or proof', () => {
    const gaps = closingGaps(openCase(T0, { hasContact: false }), {
      category: '咨询',
      openTasks: 0,
      now: T0,
    } satisfies ClosingContext);
    expect(gaps).toEqual([]);
  });
});
