import { deps } from '#functions/lib/deps.ts';
import { endpoint, serve } from '#functions/lib/endpoint.ts';
import { exportAudit, readAudit, verifyAudit } from '#functions/usecases/audit.ts';
import {
  changeOfficeHours,
  importCalendar,
  previewDueTimes,
  readCalendar,
  readCalendarNotice,
  readOfficeHours,
} from '#functions/usecases/calendar.ts';
import { countPraise } from '#functions/usecases/count-praise.ts';
import { createTicket } from '#functions/usecases/create-ticket.ts';
import {
  findRecurrences,
  listApprovals,
  listTickets,
  searchTickets,
} from '#functions/usecases/list-tickets.ts';
import { lookupTicket } from '#functions/usecases/lookup-ticket.ts';
import {
  markNotices,
  readDeliveryLog,
  readNotices,
  retryDelivery,
} from '#functions/usecases/notices.ts';
import { openLookup } from '#functions/usecases/open-lookup.ts';
import { addNote, readTicket } from '#functions/usecases/read-desk.ts';
import { readDeliveries, revealContact } from '#functions/usecases/records.ts';
import { dropView, listViews, saveView } from '#functions/usecases/ticket-views.ts';
import { decideApproval, workOnTicket } from '#functions/usecases/work-on-ticket.ts';

export const handler = serve(
  endpoint('ticket', ({ actor, params }) => readTicket(deps, actor, params.ticketId)),
  endpoint('addNote', ({ actor, params, body }) => addNote(deps, actor, params.ticketId, body)),
  endpoint('tickets', ({ actor, query }) => listTickets(deps, actor, query)),
  endpoint('searchTickets', ({ actor, body }) => searchTickets(deps, actor, body)),
  endpoint('ticketViews', ({ actor }) => listViews(deps, actor)),
  endpoint('saveTicketView', ({ actor, params, body }) =>
    saveView(deps, actor, params.viewId, body),
  ),
  endpoint('dropTicketView', ({ actor, params, query }) =>
    dropView(deps, actor, params.viewId, query.shared === 'yes'),
  ),
  endpoint('praise', ({ actor, query }) => countPraise(deps, actor, query)),
  endpoint('openLookup', ({ actor, params, body }) =>
    openLookup(deps, actor, params.ticketId, body),
  ),
  endpoint('createTicket', ({ actor, body }) => createTicket(deps, actor, body)),
  endpoint('changeTicket', ({ actor, params, body }) =>
    workOnTicket(deps, actor, params.ticketId, body),
  ),
  endpoint('decideApproval', ({ actor, params, body }) =>
    decideApproval(deps, actor, params, body),
  ),
  endpoint('approvals', ({ actor }) => listApprovals(deps, actor)),
  endpoint('recurrences', ({ actor, params }) => findRecurrences(deps, actor, params.ticketId)),
  endpoint('revealContact', ({ actor, params, body }) =>
    revealContact(deps, actor, params.ticketId, body),
  ),
  endpoint('deliveries', ({ actor, params }) => readDeliveries(deps, actor, params.ticketId)),
  endpoint('lookupTicket', ({ body }) => lookupTicket(deps, body)),
  endpoint('verifyAudit', ({ actor, query }) => verifyAudit(deps, actor, query)),
  endpoint('calendar', ({ actor }) => readCalendar(deps, actor)),
  endpoint('readCalendar', ({ actor, body }) => readCalendarNotice(deps, actor, body)),
  endpoint('importCalendar', ({ actor, body }) => importCalendar(deps, actor, body.table)),
  endpoint('officeHours', ({ actor, query }) => readOfficeHours(deps, actor, query.of)),
  endpoint('changeOfficeHours', ({ actor, body }) => changeOfficeHours(deps, actor, body)),
  endpoint('previewClocks', ({ actor, body }) => previewDueTimes(deps, actor, body)),
  endpoint('notices', ({ actor, query }) => readNotices(deps, actor, query.cursor ?? null)),
  endpoint('readNotices', ({ actor, body }) => markNotices(deps, actor, body)),
  endpoint('deliveryLog', ({ actor, query }) => readDeliveryLog(deps, actor, query)),
  endpoint('retryDelivery', ({ actor, body }) => retryDelivery(deps, actor, body)),
  endpoint('auditRows', ({ actor, query }) => readAudit(deps, actor, query)),
  endpoint('exportAudit', ({ actor, query }) => exportAudit(deps, actor, query)),
);
