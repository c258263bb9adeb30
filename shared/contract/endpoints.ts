import { z } from 'zod';
import * as c from './conversations.ts';
import * as d from './desk.ts';
import * as k from './knowledge.ts';
import type { ProblemCode } from './problem.ts';
import * as s from './sessions.ts';
import * as site from './site.ts';
import * as t from './tickets.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Who may call: everyone, patients, staff, or both of the latter. What each tier may do is in the policy table. */
export type Audience = 'public' | 'visitor' | 'staff' | 'signed-in';

export type Endpoint = {
  readonly method: Method;
  readonly path: string;
  readonly audience: Audience;
  readonly summary: string;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly response: z.ZodType;
  readonly status: 200 | 201 | 204;
  readonly problems: readonly ProblemCode[];
};

const none = z.strictObject({});
const nothing = z.undefined();

const endpoint = <
  const M extends Method,
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
  B extends z.ZodType = typeof nothing,
  R extends z.ZodType = typeof nothing,
>(definition: {
  method: M;
  path: string;
  audience: Audience;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  response?: R;
  status?: 200 | 201 | 204;
  problems?: readonly ProblemCode[];
}) => ({
  params: none as unknown as P,
  query: none as unknown as Q,
  body: nothing as unknown as B,
  response: nothing as unknown as R,
  status: definition.response === undefined ? (204 as const) : (200 as const),
  problems: [] as readonly ProblemCode[],
  ...definition,
});

const APPEND_PROBLEMS = [
  'not-found',
  'duplicate-id-other-body',
  'base-ahead',
  'unavailable',
] as const;

/** Every endpoint, once. infra/routes.ts binds each to a function; the OpenAPI document and clients come from here. */
export const ENDPOINTS = {
  site: endpoint({
    method: 'GET',
    path: '/v1/site',
    audience: 'public',
    summary: 'Hospital, desk hours, sign-in',
    response: site.siteView,
  }),
  openapi: endpoint({
    method: 'GET',
    path: '/v1/openapi.json',
    audience: 'public',
    summary: 'This contract as OpenAPI 3.1',
    response: z.unknown(),
  }),
  departments: endpoint({
    method: 'GET',
    path: '/v1/departments',
    audience: 'public',
    summary: 'Departments with place, phone and hours',
    response: site.departments,
  }),
  suggestions: endpoint({
    method: 'GET',
    path: '/v1/suggestions',
    audience: 'public',
    summary: 'Questions that begin like this',
    query: site.suggestionsQuery,
    response: site.suggestions,
  }),

  openVisitorSession: endpoint({
    method: 'POST',
    path: '/v1/visitor-sessions',
    audience: 'public',
    summary: 'Start as an anonymous visitor',
    body: s.openVisitorSessionBody,
    response: s.session,
    status: 201,
  }),
  refreshSession: endpoint({
    method: 'POST',
    path: '/v1/sessions/refresh',
    audience: 'public',
    summary: 'New tokens for a refresh token',
    body: s.refreshBody,
    response: s.session,
    problems: ['unauthenticated', 'token-replayed'],
  }),
  endSession: endpoint({
    method: 'POST',
    path: '/v1/sessions/end',
    audience: 'public',
    summary: 'Leave this device',
    body: s.refreshBody,
  }),
  staffSignIn: endpoint({
    method: 'POST',
    path: '/v1/staff-sessions',
    audience: 'public',
    summary: 'Exchange an OpenID Connect id token',
    body: s.staffSignInBody,
    response: s.staffSession,
    status: 201,
    problems: ['unauthenticated', 'token-replayed', 'forbidden'],
  }),
  socketTicket: endpoint({
    method: 'POST',
    path: '/v1/socket-tickets',
    audience: 'signed-in',
    summary: 'A single-use ticket (30 s) to open a socket',
    response: s.socketTicket,
    status: 201,
  }),

  startConversation: endpoint({
    method: 'POST',
    path: '/v1/conversations',
    audience: 'visitor',
    summary: 'Open a conversation',
    body: c.startConversationBody,
    response: c.conversationView,
    status: 201,
    problems: ['duplicate-id-other-body'],
  }),
  myConversations: endpoint({
    method: 'GET',
    path: '/v1/conversations',
    audience: 'visitor',
    summary: 'The visitor’s own conversations, newest first',
    response: c.conversationList,
  }),
  readEntries: endpoint({
    method: 'GET',
    path: '/v1/conversations/{conversationId}/entries',
    audience: 'visitor',
    summary: 'Entries after a number',
    params: c.conversationParams,
    query: c.entriesQuery,
    response: c.entryPage,
    problems: ['not-found'],
  }),
  postMessage: endpoint({
    method: 'POST',
    path: '/v1/conversations/{conversationId}/messages',
    audience: 'visitor',
    summary: 'Say something',
    params: c.conversationParams,
    body: c.postMessageBody,
    response: c.appended,
    problems: APPEND_PROBLEMS,
  }),
  requestHandoff: endpoint({
    method: 'POST',
    path: '/v1/conversations/{conversationId}/handoff',
    audience: 'visitor',
    summary: 'Ask for a person',
    params: c.conversationParams,
    body: c.handoffBody,
    response: c.appended,
    problems: APPEND_PROBLEMS,
  }),
  giveFeedback: endpoint({
    method: 'POST',
    path: '/v1/conversations/{conversationId}/feedback',
    audience: 'visitor',
    summary: 'Say whether an answer helped',
    params: c.conversationParams,
    body: c.feedbackBody,
    response: c.appended,
    problems: APPEND_PROBLEMS,
  }),
  answerEmergency: endpoint({
    method: 'POST',
    path: '/v1/conversations/{conversationId}/emergency-answer',
    audience: 'visitor',
    summary: 'Is it happening now?',
    params: c.conversationParams,
    body: c.emergencyAnswerBody,
    response: c.appended,
    problems: APPEND_PROBLEMS,
  }),
  rate: endpoint({
    method: 'POST',
    path: '/v1/conversations/{conversationId}/rating',
    audience: 'visitor',
    summary: 'Rate the service',
    params: c.conversationParams,
    body: c.ratingBody,
    response: c.appended,
    problems: [...APPEND_PROBLEMS, 'not-resolved'],
  }),
  moveCursor: endpoint({
    method: 'POST',
    path: '/v1/conversations/{conversationId}/cursor',
    audience: 'visitor',
    summary: 'Received and read up to here',
    params: c.conversationParams,
    body: c.cursorBody,
    problems: ['not-found'],
  }),

  me: endpoint({
    method: 'GET',
    path: '/v1/me',
    audience: 'staff',
    summary: 'The signed-in member of staff',
    response: s.staffView,
  }),
  colleagues: endpoint({
    method: 'GET',
    path: '/v1/colleagues',
    audience: 'staff',
    summary: 'Staff with presence',
    response: d.colleagues,
  }),
  setPresence: endpoint({
    method: 'PUT',
    path: '/v1/presence',
    audience: 'staff',
    summary: 'Online, away or offline',
    body: d.presenceBody,
  }),
  inbox: endpoint({
    method: 'GET',
    path: '/v1/inbox',
    audience: 'staff',
    summary: 'Conversations by longest wait',
    query: d.inboxQuery,
    response: d.inboxPage,
  }),
  deskConversation: endpoint({
    method: 'GET',
    path: '/v1/desk/conversations/{conversationId}',
    audience: 'staff',
    summary: 'Conversation with ticket and timeline',
    params: c.conversationParams,
    response: d.deskConversation,
    problems: ['not-found'],
  }),
  deskEntries: endpoint({
    method: 'GET',
    path: '/v1/desk/conversations/{conversationId}/entries',
    audience: 'staff',
    summary: 'Entries after a number',
    params: c.conversationParams,
    query: c.entriesQuery,
    response: c.entryPage,
    problems: ['not-found'],
  }),
  claim: endpoint({
    method: 'POST',
    path: '/v1/desk/conversations/{conversationId}/claim',
    audience: 'staff',
    summary: 'Take the conversation',
    params: c.conversationParams,
    body: d.stepBody,
    response: c.appended,
    problems: [...APPEND_PROBLEMS, 'already-claimed', 'conversation-resolved', 'forbidden'],
  }),
  reply: endpoint({
    method: 'POST',
    path: '/v1/desk/conversations/{conversationId}/messages',
    audience: 'staff',
    summary: 'Answer the patient',
    params: c.conversationParams,
    body: d.replyBody,
    response: c.appended,
    problems: [...APPEND_PROBLEMS, 'not-yours', 'conversation-resolved', 'advice-needs-reason'],
  }),
  release: endpoint({
    method: 'POST',
    path: '/v1/desk/conversations/{conversationId}/release',
    audience: 'staff',
    summary: 'Give it back to the queue',
    params: c.conversationParams,
    body: d.releaseBody,
    response: c.appended,
    problems: [...APPEND_PROBLEMS, 'not-yours', 'conversation-resolved'],
  }),
  transfer: endpoint({
    method: 'POST',
    path: '/v1/desk/conversations/{conversationId}/transfer',
    audience: 'staff',
    summary: 'Hand it to a colleague',
    params: c.conversationParams,
    body: d.transferBody,
    response: c.appended,
    problems: [...APPEND_PROBLEMS, 'not-yours', 'conversation-resolved'],
  }),
  resolve: endpoint({
    method: 'POST',
    path: '/v1/desk/conversations/{conversationId}/resolve',
    audience: 'staff',
    summary: 'Close the conversation',
    params: c.conversationParams,
    body: d.resolveBody,
    response: c.appended,
    problems: [...APPEND_PROBLEMS, 'not-yours', 'conversation-resolved'],
  }),
  acknowledgeAlarm: endpoint({
    method: 'POST',
    path: '/v1/desk/conversations/{conversationId}/acknowledge',
    audience: 'staff',
    summary: 'I have seen the emergency',
    params: c.conversationParams,
    body: d.acknowledgeBody,
    problems: ['not-found'],
  }),
  deskCursor: endpoint({
    method: 'POST',
    path: '/v1/desk/conversations/{conversationId}/cursor',
    audience: 'staff',
    summary: 'Received and read up to here',
    params: c.conversationParams,
    body: c.cursorBody,
    problems: ['not-found'],
  }),
  addNote: endpoint({
    method: 'POST',
    path: '/v1/tickets/{ticketId}/notes',
    audience: 'staff',
    summary: 'A note that the patient never sees',
    params: d.ticketParams,
    body: d.noteBody,
    response: d.timelineEvent,
    status: 201,
    problems: ['not-found', 'duplicate-id-other-body'],
  }),
  ticket: endpoint({
    method: 'GET',
    path: '/v1/tickets/{ticketId}',
    audience: 'staff',
    summary: 'Ticket with timeline',
    params: d.ticketParams,
    response: t.ticketDetail,
    problems: ['not-found'],
  }),
  tickets: endpoint({
    method: 'GET',
    path: '/v1/tickets',
    audience: 'staff',
    summary: 'Tickets with a case, earliest due first',
    query: t.ticketsQuery,
    response: t.ticketPage,
  }),
  createTicket: endpoint({
    method: 'POST',
    path: '/v1/tickets',
    audience: 'staff',
    summary: 'Write down what came by phone, in person, by letter, from 12345, on a leader’s day',
    body: t.createTicketBody,
    response: t.createdTicket,
    status: 201,
    problems: ['duplicate-id-other-body', 'unavailable'],
  }),
  changeTicket: endpoint({
    method: 'POST',
    path: '/v1/tickets/{ticketId}/changes',
    audience: 'staff',
    summary: 'One change of a ticket: a step, proof, another category, a task, a pause …',
    params: d.ticketParams,
    body: t.changeBody,
    response: t.changed,
    problems: ['not-found', 'transition-refused', 'evidence-missing', 'unavailable'],
  }),
  decideApproval: endpoint({
    method: 'POST',
    path: '/v1/tickets/{ticketId}/approvals/{approvalId}',
    audience: 'staff',
    summary: 'Approve or refuse what lies beyond a colleague’s limit',
    params: t.approvalParams,
    body: t.decideBody,
    response: t.changed,
    problems: ['not-found', 'transition-refused', 'evidence-missing', 'unavailable'],
  }),
  approvals: endpoint({
    method: 'GET',
    path: '/v1/approvals',
    audience: 'staff',
    summary: 'What waits for my decision',
    response: t.approvalList,
  }),
  recurrences: endpoint({
    method: 'GET',
    path: '/v1/tickets/{ticketId}/recurrences',
    audience: 'staff',
    summary: 'Same patient, same topic, praise for the department',
    params: d.ticketParams,
    response: t.recurrences,
    problems: ['not-found'],
  }),
  revealContact: endpoint({
    method: 'POST',
    path: '/v1/tickets/{ticketId}/contact',
    audience: 'staff',
    summary: 'Contact data in full, for a reason that is written down first',
    params: d.ticketParams,
    body: t.revealBody,
    response: t.revealed,
    problems: ['not-found', 'unavailable'],
  }),
  deliveries: endpoint({
    method: 'GET',
    path: '/v1/tickets/{ticketId}/deliveries',
    audience: 'staff',
    summary: 'Notices of a ticket and how sending them went',
    params: d.ticketParams,
    response: t.deliveries,
    problems: ['not-found'],
  }),
  lookupTicket: endpoint({
    method: 'POST',
    path: '/v1/ticket-lookups',
    audience: 'public',
    summary: 'Progress of a ticket for whoever has number and code',
    body: t.lookupBody,
    response: t.lookedUp,
    problems: ['not-found'],
  }),
  verifyAudit: endpoint({
    method: 'GET',
    path: '/v1/audit/verification',
    audience: 'staff',
    summary: 'Whether the record of changes and looks is whole',
    query: t.auditQuery,
    response: t.auditVerification,
  }),
  calendar: endpoint({
    method: 'GET',
    path: '/v1/calendar',
    audience: 'staff',
    summary: 'Which years of the working calendar are known, and whether the next one is',
    response: t.calendarView,
  }),
  importCalendar: endpoint({
    method: 'PUT',
    path: '/v1/calendar',
    audience: 'staff',
    summary: 'Enter a year of the working calendar; open due times are counted again',
    body: t.importCalendarBody,
    response: t.importedCalendar,
  }),
  hotQuestions: endpoint({
    method: 'GET',
    path: '/v1/hot-questions',
    audience: 'public',
    summary: 'What was asked most this week',
    response: k.hotQuestions,
  }),
  knowledgeEntries: endpoint({
    method: 'GET',
    path: '/v1/knowledge/entries',
    audience: 'staff',
    summary: 'Entries of the knowledge base, filtered, latest change first',
    query: k.entriesQuery,
    response: k.entryList,
    problems: ['forbidden'],
  }),
  createKnowledgeEntry: endpoint({
    method: 'POST',
    path: '/v1/knowledge/entries',
    audience: 'staff',
    summary: 'Write a new entry, as a draft',
    body: k.createEntryBody,
    response: k.changedEntry,
    status: 201,
    problems: ['forbidden'],
  }),
  knowledgeEntry: endpoint({
    method: 'GET',
    path: '/v1/knowledge/entries/{articleId}',
    audience: 'staff',
    summary: 'Entry with versions and steps',
    params: k.entryParams,
    response: k.entryDetail,
    problems: ['forbidden', 'not-found'],
  }),
  editKnowledgeEntry: endpoint({
    method: 'PUT',
    path: '/v1/knowledge/entries/{articleId}',
    audience: 'staff',
    summary: 'A new version, as a draft beside what is live',
    params: k.entryParams,
    body: k.editEntryBody,
    response: k.changedEntry,
    problems: ['forbidden', 'not-found', 'stale-version'],
  }),
  stepKnowledgeEntry: endpoint({
    method: 'POST',
    path: '/v1/knowledge/entries/{articleId}/steps',
    audience: 'staff',
    summary: 'Submit, approve, reject, publish, retire, restore',
    params: k.entryParams,
    body: k.stepEntryBody,
    response: k.changedEntry,
    problems: [
      'forbidden',
      'not-found',
      'stale-version',
      'transition-refused',
      'second-person-needed',
      'evidence-missing',
    ],
  }),
  knowledgeVersion: endpoint({
    method: 'GET',
    path: '/v1/knowledge/entries/{articleId}/version',
    audience: 'staff',
    summary: 'The content of one version',
    params: k.entryParams,
    query: k.versionQuery,
    response: k.versionContent,
    problems: ['forbidden', 'not-found'],
  }),
  knowledgeDiff: endpoint({
    method: 'GET',
    path: '/v1/knowledge/entries/{articleId}/diff',
    audience: 'staff',
    summary: 'What changed between two versions',
    params: k.entryParams,
    query: k.diffQuery,
    response: k.entryDiff,
    problems: ['forbidden', 'not-found'],
  }),
  askKnowledge: endpoint({
    method: 'POST',
    path: '/v1/knowledge/ask',
    audience: 'staff',
    summary: 'What would be answered now, with a draft if one is given',
    body: k.askBody,
    response: k.asked,
    problems: ['forbidden'],
  }),
  publications: endpoint({
    method: 'GET',
    path: '/v1/knowledge/publications',
    audience: 'staff',
    summary: 'Publications and the versions that can be gone back to',
    response: k.publications,
    problems: ['forbidden'],
  }),
  publication: endpoint({
    method: 'GET',
    path: '/v1/knowledge/publications/{jobId}',
    audience: 'staff',
    summary: 'How far a publication is, and what it broke',
    params: k.jobParams,
    response: k.publication,
    problems: ['forbidden', 'not-found'],
  }),
  publishKnowledge: endpoint({
    method: 'POST',
    path: '/v1/knowledge/publications',
    audience: 'staff',
    summary: 'Publish several entries at once',
    body: k.publishBody,
    response: k.publication,
    status: 201,
    problems: ['forbidden', 'not-found', 'transition-refused', 'second-person-needed'],
  }),
  rollbackKnowledge: endpoint({
    method: 'POST',
    path: '/v1/knowledge/rollbacks',
    audience: 'staff',
    summary: 'Go back to an earlier published version',
    body: k.rollbackBody,
    response: k.publication,
    status: 201,
    problems: ['forbidden', 'not-found'],
  }),
  importKnowledge: endpoint({
    method: 'POST',
    path: '/v1/knowledge/imports',
    audience: 'staff',
    summary: 'Import a table: say what would happen, or do it',
    body: k.importBody,
    response: k.importReport,
    problems: ['forbidden', 'too-large'],
  }),
  exportKnowledge: endpoint({
    method: 'GET',
    path: '/v1/knowledge/export',
    audience: 'staff',
    summary: 'All entries as a table',
    query: k.exportQuery,
    response: k.exported,
    problems: ['forbidden'],
  }),
  knowledgeMisses: endpoint({
    method: 'GET',
    path: '/v1/knowledge/misses',
    audience: 'staff',
    summary: 'Questions that got no good answer, grouped',
    response: k.missList,
    problems: ['forbidden'],
  }),
  draftFromMiss: endpoint({
    method: 'POST',
    path: '/v1/knowledge/misses/{clusterId}/draft',
    audience: 'staff',
    summary: 'Make a draft of a group for the department that owns the answer',
    params: k.clusterParams,
    body: k.draftFromMissBody,
    response: k.changedEntry,
    status: 201,
    problems: ['forbidden', 'not-found'],
  }),
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;
export type Params<N extends EndpointName> = z.output<(typeof ENDPOINTS)[N]['params']>;
export type Query<N extends EndpointName> = z.output<(typeof ENDPOINTS)[N]['query']>;
export type Body<N extends EndpointName> = z.output<(typeof ENDPOINTS)[N]['body']>;
export type Response<N extends EndpointName> = z.output<(typeof ENDPOINTS)[N]['response']>;
/** What a client sends: defaults may be left out. */
export type Input<N extends EndpointName> = {
  readonly params: z.input<(typeof ENDPOINTS)[N]['params']>;
  readonly query: z.input<(typeof ENDPOINTS)[N]['query']>;
  readonly body: z.input<(typeof ENDPOINTS)[N]['body']>;
};
