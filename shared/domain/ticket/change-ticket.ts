import { CASE_STATES } from '#shared/domain/case/states.ts';
import { TOPICS } from '#shared/domain/intent/topics.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { proof, step } from './case-runs.ts';
import type { ChangeActor, ChangeContext, Outcome, Run } from './change.ts';
import { hasNoPart } from './change-rights.ts';
import { clock } from './clock-runs.ts';
import { DESK_RUNS } from './desk-runs.ts';
import { grant } from './grant-run.ts';
import { link, merge, split } from './link-runs.ts';
import { addDepartment, assign, matter } from './matter-runs.ts';
import { task, taskStep } from './task-runs.ts';
import type { Ticket } from './ticket.ts';
import type { TicketChange } from './work.ts';

const RUNS: { readonly [K in TicketChange['do']]: Run<K> } = {
  step,
  proof,
  matter,
  assign,
  'add-department': addDepartment,
  clock,
  grant,
  task,
  'task-step': taskStep,
  link,
  merge,
  split,
  ...DESK_RUNS,
};

/**
 * The ticket after one change, or why it is refused. Pure: rights and limits are asked before (`change-rights.ts`),
 * names and other tickets are looked up by the use case. A case moves through `takeStep` alone, so no change closes a
 * complaint without its proof.
 */
export const changeTicket = (
  ticket: Ticket,
  change: TicketChange,
  actor: ChangeActor,
  context: ChangeContext,
): Outcome => {
  if (hasNoPart(ticket, actor.id, change.do)) return err({ kind: 'named-in-complaint' });
  const run = RUNS[change.do] as Run<TicketChange['do']>;
  const done = run(ticket, change, actor, context);
  return done.ok
    ? ok({ ...done.value, ticket: { ...done.value.ticket, updatedAt: context.now } })
    : done;
};

/** The lead office of a topic, for a complaint that is sent there by its topic. */
export const leadOf = (topic: string | null): string | null =>
  topic !== null && topic in TOPICS ? TOPICS[topic as keyof typeof TOPICS].lead : null;

/** What is told to the patient where the matter stands, by state of case or conversation. */
export const patientStatus = (ticket: Ticket) =>
  ticket.case === null
    ? ticket.status === 'closed' || ticket.status === 'resolved'
      ? CASE_STATES.closed.patient
      : CASE_STATES.investigating.patient
    : CASE_STATES[ticket.case.state].patient;
