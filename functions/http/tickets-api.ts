import { deps } from '#functions/lib/deps.ts';
import { endpoint, serve } from '#functions/lib/endpoint.ts';
import { addNote, readTicket } from '#functions/usecases/read-desk.ts';

export const handler = serve(
  endpoint('ticket', ({ actor, params }) => readTicket(deps, actor, params.ticketId)),
  endpoint('addNote', ({ actor, params, body }) => addNote(deps, actor, params.ticketId, body)),
);
