import { deps } from '#functions/lib/deps.ts';
import { endpoint, serve } from '#functions/lib/endpoint.ts';
import { acknowledgeAlarm } from '#functions/usecases/acknowledge-alarm.ts';
import { moveCursor, readEntries } from '#functions/usecases/conversations.ts';
import { claim, release, reply, resolve } from '#functions/usecases/desk.ts';
import {
  readColleagues,
  readDeskConversation,
  readInbox,
  readMe,
  setPresence,
} from '#functions/usecases/read-desk.ts';
import {
  listStaff,
  readRouting,
  setAbilities,
  setRouting,
} from '#functions/usecases/routing-settings.ts';
import {
  acceptTransfer,
  declineTransfer,
  takeOver,
  transfer,
} from '#functions/usecases/transfers.ts';

export const handler = serve(
  endpoint('me', ({ actor }) => readMe(deps, actor)),
  endpoint('colleagues', ({ actor }) => readColleagues(deps, actor)),
  endpoint('setPresence', ({ actor, body }) => setPresence(deps, actor, body.state)),
  endpoint('inbox', ({ actor, query }) => readInbox(deps, actor, query.view, query.cursor ?? null)),
  endpoint('routing', ({ actor }) => readRouting(deps, actor)),
  endpoint('setRouting', ({ actor, body }) => setRouting(deps, actor, body)),
  endpoint('staffList', ({ actor }) => listStaff(deps, actor)),
  endpoint('setAbilities', ({ actor, params, body }) =>
    setAbilities(deps, actor, params.staffId, body),
  ),
  endpoint('deskConversation', ({ actor, params }) =>
    readDeskConversation(deps, actor, params.conversationId),
  ),
  endpoint('deskEntries', ({ actor, params, query }) =>
    readEntries(deps, actor, params.conversationId, query.after),
  ),
  endpoint('claim', ({ actor, params, body }) => claim(deps, actor, { ...params, ...body })),
  endpoint('reply', ({ actor, params, body }) => reply(deps, actor, { ...params, ...body })),
  endpoint('release', ({ actor, params, body }) => release(deps, actor, { ...params, ...body })),
  endpoint('transfer', ({ actor, params, body }) => transfer(deps, actor, { ...params, ...body })),
  endpoint('acceptTransfer', ({ actor, params, body }) =>
    acceptTransfer(deps, actor, { ...params, ...body }),
  ),
  endpoint('declineTransfer', ({ actor, params, body }) =>
    declineTransfer(deps, actor, { ...params, ...body }),
  ),
  endpoint('takeOver', ({ actor, params, body }) => takeOver(deps, actor, { ...params, ...body })),
  endpoint('resolve', ({ actor, params, body }) => resolve(deps, actor, { ...params, ...body })),
  endpoint('acknowledgeAlarm', ({ actor, params }) =>
    acknowledgeAlarm(deps, actor, params.conversationId),
  ),
  endpoint('deskCursor', ({ actor, params, body }) =>
    moveCursor(deps, actor, params.conversationId, body),
  ),
);
