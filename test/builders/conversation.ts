import type { Deps, StaffMember } from '#functions/ports.ts';
import { startConversation } from '#functions/usecases/conversations.ts';
import { claim } from '#functions/usecases/desk.ts';
import { postMessage } from '#functions/usecases/post-message.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { triage } from '#shared/domain/triage/triage.ts';

type Visitor = Extract<Actor, { kind: 'visitor' }>;
type Staff = Extract<Actor, { kind: 'staff' }>;

let people = 0;
export const aVisitor = (): Visitor => {
  people += 1;
  return { kind: 'visitor', visitorId: `vst_${String(people).padStart(26, 'V')}` };
};

export const asActor = ({ staffId, name, tier, departments }: StaffMember): Staff => ({
  kind: 'staff',
  staffId,
  name,
  tier,
  departments,
});

/** The staff member of that subject, as somebody who acts. */
export const staffActor = async (deps: Deps, subject: string): Promise<Staff> => {
  const member = await deps.people.staffBySubject(subject);
  if (member === undefined) throw new Error(`nobody is called ${subject}`);
  return asActor(member);
};

let sent = 0;
export const aClientId = (): string => {
  sent += 1;
  return `client-${String(sent).padStart(6, '0')}`;
};

/** A conversation seen from the patient's page: remembers what it has seen. */
export const aConversation = async (deps: Deps, visitor: Visitor = aVisitor()) => {
  const opened = await startConversation(deps, visitor, {
    clientId: aClientId(),
    channel: 'web',
    locale: 'zh-CN',
  });
  if (!opened.ok) throw new Error(`not opened: ${opened.error.kind}`);
  const { conversationId } = opened.value;
  let seen = 0;
  const note = (entries: readonly Entry[]): void => {
    seen = Math.max(seen, entries.at(-1)?.seq ?? 0);
  };
  return {
    conversationId,
    ticketId: conversationId.replace('cnv_', 'tkt_'),
    visitor,
    seen: () => seen,
    /** Posts as the page does; the answer must be good. */
    say: async (text: string, clientId = aClientId()) => {
      const done = await postMessage(
        deps,
        visitor,
        { conversationId, clientId, base: seen, text },
        triage({ text }),
      );
      if (!done.ok) throw new Error(`refused: ${done.error.kind}`);
      note(done.value.entries);
      return done.value;
    },
    claimedBy: async (agent: Staff) => {
      const last = await deps.log.last(conversationId);
      const done = await claim(deps, agent, {
        conversationId,
        clientId: aClientId(),
        base: last?.seq ?? 0,
      });
      if (!done.ok) throw new Error(`refused: ${done.error.kind}`);
      note(done.value.entries);
      return done.value;
    },
    entries: async (): Promise<readonly Entry[]> =>
      (await deps.log.tail(conversationId, 0))?.entries ?? [],
  };
};

/** Text, kind and outcome of entries: what a test wants to read. */
export const gist = (entries: readonly Entry[]): string[] =>
  entries.map(({ by, body }) =>
    body.kind === 'message'
      ? `${by.kind}: ${body.outcome ?? body.text}`
      : `${by.kind} ${body.kind}`,
  );
