import type { IndexName, TableName } from './tables.ts';

const READ = ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem'] as const;
const WRITE = ['PutItem', 'UpdateItem', 'DeleteItem'] as const;
export type TableAction = (typeof READ)[number] | (typeof WRITE)[number];

type Access = { readonly actions: readonly TableAction[]; readonly indexes?: readonly IndexName[] };
const read: Access = { actions: READ };
const readWrite: Access = { actions: [...READ, ...WRITE] };
const query = (access: Access, ...indexes: IndexName[]): Access => ({ ...access, indexes });

export type FunctionSpec = {
  readonly file: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly tables: Partial<Record<TableName, Access>>;
  /** May read the key that signs our tokens. */
  readonly secret?: true;
  /** May read where notices go beside the console. */
  readonly channels?: true;
  /** May write to open sockets (and close none). */
  readonly sockets?: true;
  /** Settings beyond the tables that the function reads from its environment. */
  readonly settings?: readonly ('oidc' | 'socketUrl')[];
  /** What a person notices when this fails: the words of its alarm. */
  readonly impact: string;
};

/**
 * Every function, once: its file, size, rights and what its failure means for people. Memory also sets the share of
 * a processor; the numbers come from `npm run bench`.
 */
export const FUNCTIONS = {
  authorizer: {
    file: 'functions/auth/authorizer.ts',
    memoryMb: 256,
    timeoutSeconds: 5,
    tables: {},
    secret: true,
    impact: 'Nobody can use the service: patients see "reconnecting", staff are signed out.',
  },
  'socket-authorizer': {
    file: 'functions/auth/socket-authorizer.ts',
    memoryMb: 256,
    timeoutSeconds: 5,
    tables: { live: { actions: ['DeleteItem'] } },
    impact: 'No live updates: chats go on by polling every few seconds.',
  },
  'sessions-api': {
    file: 'functions/http/sessions-api.ts',
    memoryMb: 512,
    timeoutSeconds: 10,
    tables: { people: readWrite, live: { actions: ['PutItem'] } },
    secret: true,
    settings: ['oidc', 'socketUrl'],
    impact: 'New patients cannot start a chat and staff cannot sign in; open sessions go on.',
  },
  'conversations-api': {
    file: 'functions/http/conversations-api.ts',
    memoryMb: 1024,
    timeoutSeconds: 15,
    tables: {
      desk: query(readWrite, 'patient', 'inbox'),
      live: readWrite,
      // Beyond reading: misses and the counts of what was asked.
      knowledge: { actions: [...READ, 'PutItem', 'UpdateItem'] },
      people: read,
    },
    sockets: true,
    impact:
      'Patients get no answers. The emergency row and the check in the browser still work; the hotline must expect calls.',
  },
  'desk-api': {
    file: 'functions/http/desk-api.ts',
    memoryMb: 512,
    timeoutSeconds: 15,
    tables: {
      desk: query(readWrite, 'inbox', 'due'),
      live: readWrite,
      // Skills and limits of people, and how work is given out.
      people: { actions: [...READ, 'UpdateItem'] },
      knowledge: { actions: [...READ, 'PutItem'] },
      audit: { actions: ['GetItem', 'Query', 'PutItem'] },
    },
    sockets: true,
    impact: 'Agents cannot read or answer chats: patients who asked for a person wait.',
  },
  'tickets-api': {
    file: 'functions/http/tickets-api.ts',
    memoryMb: 512,
    timeoutSeconds: 15,
    tables: {
      desk: query(readWrite, 'inbox', 'due', 'patient'),
      live: read,
      people: read,
      knowledge: { actions: [...READ, 'PutItem'] },
      audit: { actions: ['GetItem', 'Query', 'PutItem'] },
    },
    secret: true,
    impact: 'Tickets cannot be read or changed; chats go on.',
  },
  'knowledge-api': {
    file: 'functions/http/knowledge-api.ts',
    memoryMb: 1024,
    timeoutSeconds: 15,
    // Beyond the base: notices to the owners of answers.
    tables: {
      knowledge: query(readWrite, 'listed'),
      people: read,
      desk: { actions: ['PutItem'] },
    },
    impact: 'No suggestions while typing, and the knowledge base cannot be edited; answers go on.',
  },
  'knowledge-files': {
    file: 'functions/http/knowledge-files.ts',
    memoryMb: 1024,
    timeoutSeconds: 29,
    tables: { knowledge: readWrite },
    impact: 'Tables of answers can be neither imported nor exported; editing and answers go on.',
  },
  'publish-knowledge': {
    file: 'functions/streams/publish-knowledge.ts',
    memoryMb: 1769,
    timeoutSeconds: 120,
    tables: { knowledge: readWrite },
    impact: 'New answers do not reach patients; the published ones go on.',
  },
  site: {
    file: 'functions/http/site.ts',
    memoryMb: 256,
    timeoutSeconds: 10,
    tables: { knowledge: read },
    settings: ['oidc', 'socketUrl'],
    impact: 'The chat page, the widget script and the console do not load for new visitors.',
  },
  socket: {
    file: 'functions/realtime/socket.ts',
    memoryMb: 256,
    timeoutSeconds: 10,
    // Notes in the desk that somebody's last console has closed.
    tables: { live: readWrite, desk: { actions: ['GetItem', 'Query', 'PutItem'] }, people: read },
    sockets: true,
    impact: 'No live updates and no typing signs: chats go on by polling every few seconds.',
  },
  dispatcher: {
    file: 'functions/streams/dispatcher.ts',
    memoryMb: 512,
    timeoutSeconds: 60,
    tables: {
      // Saving a ticket takes it off lists that it has left.
      desk: query(readWrite, 'inbox'),
      // Beyond forgetting sockets: how long those waited who were taken.
      live: { actions: ['GetItem', 'Query', 'DeleteItem', 'PutItem'] },
      people: read,
      knowledge: read,
      // What nobody did by hand goes into the chain from here.
      audit: { actions: ['GetItem', 'PutItem'] },
    },
    channels: true,
    sockets: true,
    impact:
      'The list in the console goes stale and notices are late; reloading the page shows the truth.',
  },
  'sla-sweep': {
    file: 'functions/schedules/sla-sweep.ts',
    // A whole processor: a ticket costs it 3 to 5 ms, and 5,000 may be due in one minute.
    memoryMb: 1769,
    timeoutSeconds: 55,
    tables: {
      desk: query(readWrite, 'due', 'inbox'),
      // Beyond forgetting sockets: who stayed away is set offline.
      live: { actions: ['GetItem', 'Query', 'DeleteItem', 'PutItem'] },
      people: read,
      knowledge: query({ actions: [...READ, 'PutItem', 'UpdateItem'] }, 'listed'),
    },
    channels: true,
    sockets: true,
    impact: 'Deadlines pass unnoticed: nobody is warned of waiting patients and late tickets.',
  },
  setup: {
    file: 'functions/jobs/setup.ts',
    memoryMb: 1024,
    timeoutSeconds: 120,
    tables: { knowledge: readWrite, people: readWrite, desk: { actions: ['GetItem', 'PutItem'] } },
    impact: 'A new hospital cannot be set up; nothing that runs is touched.',
  },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof FUNCTIONS;
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];
export const specOf = (name: FunctionName): FunctionSpec => FUNCTIONS[name];
