import { ENDPOINTS, type EndpointName } from '#shared/contract/endpoints.ts';
import type { FunctionName } from './functions.ts';

/** Which function serves which endpoint: complete by type, so a new endpoint does not compile until it is bound here. */
export const ROUTES: Readonly<Record<EndpointName, FunctionName>> = {
  site: 'site',
  openapi: 'site',
  departments: 'knowledge-api',
  suggestions: 'knowledge-api',
  directory: 'knowledge-api',
  hotQuestions: 'knowledge-api',
  departmentHours: 'knowledge-api',
  changeDepartmentHours: 'knowledge-api',
  decideHours: 'knowledge-api',
  withdrawHours: 'knowledge-api',
  knowledgeEntries: 'knowledge-api',
  createKnowledgeEntry: 'knowledge-api',
  knowledgeEntry: 'knowledge-api',
  editKnowledgeEntry: 'knowledge-api',
  stepKnowledgeEntry: 'knowledge-api',
  knowledgeVersion: 'knowledge-api',
  knowledgeDiff: 'knowledge-api',
  askKnowledge: 'knowledge-api',
  publications: 'knowledge-api',
  publication: 'knowledge-api',
  publishKnowledge: 'knowledge-api',
  rollbackKnowledge: 'knowledge-api',
  importKnowledge: 'knowledge-files',
  exportKnowledge: 'knowledge-files',
  uploadPicture: 'knowledge-files',
  knowledgeMisses: 'knowledge-api',
  draftFromMiss: 'knowledge-api',
  openVisitorSession: 'sessions-api',
  refreshSession: 'sessions-api',
  endSession: 'sessions-api',
  staffSignIn: 'sessions-api',
  socketTicket: 'sessions-api',
  startConversation: 'conversations-api',
  myConversations: 'conversations-api',
  readEntries: 'conversations-api',
  postMessage: 'conversations-api',
  requestHandoff: 'conversations-api',
  queuePlace: 'conversations-api',
  giveFeedback: 'conversations-api',
  answerEmergency: 'conversations-api',
  rate: 'conversations-api',
  moveCursor: 'conversations-api',
  me: 'desk-api',
  colleagues: 'desk-api',
  setPresence: 'desk-api',
  inbox: 'desk-api',
  deskConversation: 'desk-api',
  deskEntries: 'desk-api',
  claim: 'desk-api',
  reply: 'desk-api',
  release: 'desk-api',
  transfer: 'desk-api',
  acceptTransfer: 'desk-api',
  declineTransfer: 'desk-api',
  takeOver: 'desk-api',
  resolve: 'desk-api',
  acknowledgeAlarm: 'desk-api',
  deskCursor: 'desk-api',
  addNote: 'tickets-api',
  ticket: 'tickets-api',
  tickets: 'tickets-api',
  createTicket: 'tickets-api',
  changeTicket: 'tickets-api',
  decideApproval: 'tickets-api',
  approvals: 'tickets-api',
  recurrences: 'tickets-api',
  revealContact: 'tickets-api',
  deliveries: 'tickets-api',
  lookupTicket: 'tickets-api',
  notices: 'tickets-api',
  readNotices: 'tickets-api',
  deliveryLog: 'tickets-api',
  retryDelivery: 'tickets-api',
  auditRows: 'tickets-api',
  exportAudit: 'tickets-api',
  verifyAudit: 'tickets-api',
  calendar: 'tickets-api',
  readCalendar: 'tickets-api',
  importCalendar: 'tickets-api',
  officeHours: 'tickets-api',
  changeOfficeHours: 'tickets-api',
  previewClocks: 'tickets-api',
};

/**
 * The reviewed list of addresses that answer without a token. Each line says why that is safe; a test holds the
 * template against it.
 */
export const PUBLIC_ROUTES: Readonly<Record<string, string>> = {
  'GET /': 'demo page of the stage, or a redirect: static files',
  'GET /{proxy+}': 'widget, H5 page and console: static files',
  'GET /v1/site': 'name, phones and hours that hang on the hospital’s door',
  'GET /v1/openapi.json': 'the contract itself',
  'GET /v1/departments': 'department list as on the hospital’s website',
  'GET /v1/suggestions': 'questions of published, public knowledge',
  'GET /v1/directory': 'department and consultation list as on the hospital’s website',
  'GET /v1/hot-questions': 'questions of published, public knowledge',
  'POST /v1/visitor-sessions': 'makes an anonymous identity that owns nothing yet',
  'POST /v1/sessions/refresh': 'the refresh token in the body is the credential',
  'POST /v1/sessions/end': 'the refresh token in the body is the credential',
  'POST /v1/ticket-lookups':
    'number and random code in the body are the credential; locked after five tries',
  'POST /v1/staff-sessions': 'the id token of the hospital’s issuer in the body is the credential',
};

/** Pages are not part of the API contract: everything else that is asked for with GET is a file. */
export const PAGE_ROUTES: readonly string[] = ['/', '/{proxy+}'];

/** Lower limits for what strangers may call without a token, requests a second and burst. */
export const ROUTE_LIMITS: Readonly<
  Partial<Record<EndpointName, { rate: number; burst: number }>>
> = {
  openVisitorSession: { rate: 50, burst: 100 },
  staffSignIn: { rate: 10, burst: 40 },
  lookupTicket: { rate: 10, burst: 40 },
};

export const routeKeyOf = (name: EndpointName): string =>
  `${ENDPOINTS[name].method} ${ENDPOINTS[name].path}`;
