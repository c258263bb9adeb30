import type { Deps } from '#functions/ports.ts';
import { createTicket, type NewContact } from '#functions/usecases/create-ticket.ts';
import { workOnTicket } from '#functions/usecases/work-on-ticket.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import type { Evidence } from '#shared/domain/case/case.ts';
import { ticketChange } from '#shared/domain/ticket/work.ts';
import { aClientId } from './conversation.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

export const aContact = (given: Partial<NewContact> = {}): NewContact => ({
  clientId: aClientId(),
  channel: 'phone',
  category: '投诉',
  topic: 'E05',
  severity: 'S3',
  text: '候诊等了三个小时，导诊台没有人管',
  wish: '希望给个说法',
  contact: { name: '王小明', phone: '13800001234', relation: '本人' },
  staffNamed: [],
  externalDueAt: null,
  receivedAt: null,
  ...given,
});

/** A ticket written down by an agent; the answer must be good. */
export const aTicket = async (deps: Deps, agent: Staff, given: Partial<NewContact> = {}) => {
  const done = await createTicket(deps, agent, aContact(given));
  if (!done.ok) throw new Error(`not created: ${done.error.kind}`);
  return done.value;
};

/** Sends a change; what it leaves out is filled in as the contract does. */
export const change = (
  deps: Deps,
  actor: Actor,
  ticketId: string,
  what: object,
  clientId = aClientId(),
) => workOnTicket(deps, actor, ticketId, { clientId, change: ticketChange.parse(what) });

/** As `change`, for one that must be taken. */
export const changed = async (deps: Deps, actor: Actor, ticketId: string, what: object) => {
  const done = await change(deps, actor, ticketId, what);
  if (!done.ok) throw new Error(`refused: ${JSON.stringify(done.error)}`);
  return done.value;
};

export const EVIDENCE = {
  summary: { kind: 'summary', text: '等了三小时', confirmedByPatient: true },
  acknowledgement: { kind: 'acknowledgement', channel: 'phone' },
  finding: { kind: 'finding', text: '当日医生停诊未通知', unit: '门诊部' },
  measure: { kind: 'measure', text: '停诊短信提前一天发出' },
  review: { kind: 'review', text: '同意' },
  feedback: { kind: 'feedback', channel: 'phone', text: '已说明停诊原因并致歉' },
  callBack: { kind: 'call-back', reached: true, satisfaction: 5, text: '满意' },
  improvement: { kind: 'improvement', needed: true, text: '停诊通知流程已改' },
} as const satisfies Record<string, Evidence>;
