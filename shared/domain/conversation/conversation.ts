import { departmentHolder } from '#shared/domain/access/policy.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Card, ConversationState, EntryAuthor, EntryBody, EntryKind } from './entry.ts';

type EmergencyCard = Extract<Card, { type: 'emergency' }>;

export const INITIAL_STATE: ConversationState = {
  owner: 'bot',
  agentId: null,
  agentName: null,
  status: 'open',
  epoch: 0,
  urgent: false,
};

export type Refusal =
  | { readonly kind: 'not-yours'; readonly ownerName: string | null }
  | { readonly kind: 'already-claimed'; readonly ownerName: string | null }
  | { readonly kind: 'resolved' }
  | { readonly kind: 'not-resolved' }
  | { readonly kind: 'no-offer' }
  | { readonly kind: 'bot-silenced' }
  | { readonly kind: 'not-allowed' };

type Step = (
  state: ConversationState,
  by: EntryAuthor,
  body: EntryBody,
) => Result<ConversationState, Refusal>;

const keep: Step = (state) => ok(state);

const withoutOffer = ({ offer: _, ...state }: ConversationState): ConversationState => state;

/** Owner or status change: a new epoch, and whatever was offered before is void. */
const moved = (
  state: ConversationState,
  change: Partial<ConversationState>,
): ConversationState => ({
  ...withoutOffer(state),
  ...change,
  epoch: state.epoch + 1,
});

const toQueue = { owner: 'queue', agentId: null, agentName: null } as const;

const owns = (state: ConversationState, by: EntryAuthor): boolean =>
  state.owner === 'agent' && state.agentId === by.id;

/** The person asked, or one who answers for the department asked: that they belong to it, the use case has checked. */
const isAsked = ({ offer }: ConversationState, by: EntryAuthor, body: EntryBody): boolean => {
  if (offer === undefined) return false;
  const department = 'forDepartment' in body ? body.forDepartment : undefined;
  return department === undefined
    ? offer.toAgentId === by.id
    : offer.toAgentId === departmentHolder(department);
};

const refuseOwner = (state: ConversationState) =>
  err<Refusal>({ kind: 'not-yours', ownerName: state.agentName });

/** An emergency card is the one thing the bot may say while a person owns the chat. */
const carriesEmergency = (body: EntryBody): boolean =>
  body.kind === 'message' && body.cards.some((c) => c.type === 'emergency');

/** The emergency that an entry announces, if it does: a card that fires, not one that only asks. */
export const emergencyIn = (body: EntryBody): EmergencyCard | undefined =>
  body.kind === 'message'
    ? body.cards.find((c): c is EmergencyCard => c.type === 'emergency' && c.decision === 'fire')
    : undefined;

/** True for a card that only asks whether it is an emergency. */
export const asksEmergency = (body: EntryBody): boolean =>
  body.kind === 'message' &&
  body.cards.some((c) => c.type === 'emergency' && c.decision === 'confirm');

const withUrgency = (state: ConversationState, body: EntryBody): ConversationState =>
  emergencyIn(body) !== undefined && !state.urgent ? { ...state, urgent: true } : state;

const message: Step = (state, by, body) => {
  if (by.kind === 'patient')
    return ok(
      state.status === 'resolved'
        ? moved(state, { status: 'open', owner: 'bot', agentId: null, agentName: null })
        : state,
    );
  if (by.kind === 'agent') {
    if (state.status === 'resolved') return err({ kind: 'resolved' });
    return owns(state, by) ? ok(state) : refuseOwner(state);
  }
  if (by.kind === 'bot' && state.owner !== 'bot' && !carriesEmergency(body))
    return err({ kind: 'bot-silenced' });
  return ok(withUrgency(state, body));
};

const agentOnly =
  (step: Step): Step =>
  (state, by, body) =>
    by.kind === 'agent' || by.kind === 'system'
      ? step(state, by, body)
      : err({ kind: 'not-allowed' });

const whileOpen =
  (step: Step): Step =>
  (state, by, body) =>
    state.status === 'open' ? step(state, by, body) : err({ kind: 'resolved' });

/** The lifecycle as a table: what each kind of entry does to the state, or why it is refused. */
const STEPS: Readonly<Record<EntryKind, Step>> = {
  opened: keep,
  message,
  'handoff-requested': (state) =>
    state.owner === 'bot' ? ok(moved(state, { ...toQueue, status: 'open' })) : ok(state),
  claimed: agentOnly(
    whileOpen((state, by) => {
      if (owns(state, by)) return ok(state);
      if (state.owner === 'agent')
        return err({ kind: 'already-claimed', ownerName: state.agentName });
      return ok(moved(state, { owner: 'agent', agentId: by.id, agentName: by.name }));
    }),
  ),
  assigned: (state, by, body) => {
    if (by.kind !== 'system' || body.kind !== 'assigned') return err({ kind: 'not-allowed' });
    if (state.status !== 'open') return err({ kind: 'resolved' });
    // Only what waits is given out: somebody may have claimed it meanwhile.
    if (state.owner !== 'queue')
      return err({ kind: 'already-claimed', ownerName: state.agentName });
    const { toAgentId, toAgentName } = body;
    return ok(moved(state, { owner: 'agent', agentId: toAgentId, agentName: toAgentName }));
  },
  released: agentOnly(
    whileOpen((state, by) =>
      owns(state, by) || by.kind === 'system' ? ok(moved(state, toQueue)) : refuseOwner(state),
    ),
  ),
  transferred: agentOnly(
    whileOpen((state, by, body) => {
      if (body.kind !== 'transferred') return err({ kind: 'not-allowed' });
      if (!owns(state, by) && by.kind !== 'system') return refuseOwner(state);
      if (body.toAgentId === state.agentId) return ok(state);
      return ok(
        moved(state, { owner: 'agent', agentId: body.toAgentId, agentName: body.toAgentName }),
      );
    }),
  ),
  'transfer-offered': agentOnly(
    whileOpen((state, by, body) => {
      if (body.kind !== 'transfer-offered' || body.toAgentId === by.id)
        return err({ kind: 'not-allowed' });
      if (!owns(state, by)) return refuseOwner(state);
      const { toAgentId, toAgentName } = body;
      return ok({ ...state, offer: { toAgentId, toAgentName } });
    }),
  ),
  'transfer-accepted': agentOnly(
    whileOpen((state, by, body) =>
      isAsked(state, by, body)
        ? ok(moved(state, { owner: 'agent', agentId: by.id, agentName: by.name }))
        : err({ kind: 'no-offer' }),
    ),
  ),
  'transfer-declined': agentOnly(
    whileOpen((state, by, body) => {
      if (state.offer === undefined) return err({ kind: 'no-offer' });
      const concerned = isAsked(state, by, body) || owns(state, by) || by.kind === 'system';
      return concerned ? ok(withoutOffer(state)) : refuseOwner(state);
    }),
  ),
  'taken-over': agentOnly(
    whileOpen((state, by) => {
      if (state.owner !== 'agent' || owns(state, by)) return err({ kind: 'not-allowed' });
      return ok(moved(state, { owner: 'agent', agentId: by.id, agentName: by.name }));
    }),
  ),
  resolved: agentOnly(
    whileOpen((state, by) =>
      owns(state, by) || by.kind === 'system'
        ? ok(moved(state, { status: 'resolved', urgent: false }))
        : refuseOwner(state),
    ),
  ),
  reopened: (state) =>
    state.status === 'resolved'
      ? ok(moved(state, { status: 'open', ...toQueue }))
      : err({ kind: 'not-resolved' }),
  feedback: keep,
  'emergency-answered': (state, _by, body) =>
    ok(body.kind === 'emergency-answered' && body.happening ? { ...state, urgent: true } : state),
  rated: (state) =>
    state.status === 'resolved' || state.owner === 'bot'
      ? ok(state)
      : err({ kind: 'not-resolved' }),
  erased: keep,
};

/**
 * The state after an entry, or why the entry is refused. Pure: the log's compare-and-set calls it again on every
 * conflict, so a bot reply computed before an agent's claim is refused here (`bot-silenced`).
 */
export const advance = (
  state: ConversationState,
  by: EntryAuthor,
  body: EntryBody,
): Result<ConversationState, Refusal> => STEPS[body.kind](state, by, body);

/**
 * True where an entry moved owner or status, asked a colleague, announced or asked for an emergency: only then do ticket
 * and inbox follow.
 */
export const changesCourse = (
  before: ConversationState,
  body: EntryBody,
  after: ConversationState,
): boolean =>
  before.epoch !== after.epoch ||
  before.urgent !== after.urgent ||
  body.kind === 'transfer-offered' ||
  body.kind === 'transfer-declined' ||
  emergencyIn(body) !== undefined ||
  asksEmergency(body) ||
  body.kind === 'emergency-answered' ||
  body.kind === 'rated';
