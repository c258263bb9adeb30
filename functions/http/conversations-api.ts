import { deps } from '#functions/lib/deps.ts';
import { endpoint, serve } from '#functions/lib/endpoint.ts';
import {
  moveCursor,
  myConversations,
  readEntries,
  startConversation,
} from '#functions/usecases/conversations.ts';
import { readTicketCard } from '#functions/usecases/open-lookup.ts';
import {
  answerEmergency,
  giveFeedback,
  rate,
  requestHandoff,
} from '#functions/usecases/patient-steps.ts';
import { postMessage } from '#functions/usecases/post-message.ts';
import { readQueuePlace } from '#functions/usecases/queue.ts';
import { MESSAGE_LIMIT } from '#shared/contract/values.ts';
import { type TriageResult, triage } from '#shared/domain/triage/triage.ts';

/** The red-flag check on whatever stands where the text should: it runs even where the request is refused. */
const checkFirst = (body: unknown): TriageResult | undefined => {
  const text = (body as { text?: unknown } | null | undefined)?.text;
  return typeof text === 'string' ? triage({ text: text.slice(0, MESSAGE_LIMIT) }) : undefined;
};

export const handler = serve(
  endpoint('startConversation', ({ actor, body }) => startConversation(deps, actor, body)),
  endpoint('myConversations', ({ actor }) => myConversations(deps, actor)),
  endpoint('readEntries', ({ actor, params, query }) =>
    readEntries(deps, actor, params.conversationId, query.after),
  ),
  endpoint(
    'postMessage',
    ({ actor, params, body, beforehand }) => {
      const verdict = (beforehand as TriageResult | undefined) ?? triage({ text: body.text });
      return postMessage(deps, actor, { ...params, ...body }, verdict);
    },
    { beforehand: checkFirst },
  ),
  endpoint('requestHandoff', ({ actor, params, body }) =>
    requestHandoff(deps, actor, { ...params, ...body }),
  ),
  endpoint('queuePlace', ({ actor, params }) => readQueuePlace(deps, actor, params.conversationId)),
  endpoint('ticketCard', ({ actor, params }) => readTicketCard(deps, actor, params.conversationId)),
  endpoint('giveFeedback', ({ actor, params, body }) =>
    giveFeedback(deps, actor, { ...params, ...body }),
  ),
  endpoint('answerEmergency', ({ actor, params, body }) =>
    answerEmergency(deps, actor, { ...params, ...body }),
  ),
  endpoint('rate', ({ actor, params, body }) => rate(deps, actor, { ...params, ...body })),
  endpoint('moveCursor', ({ actor, params, body }) =>
    moveCursor(deps, actor, params.conversationId, body),
  ),
);
