/** Tables and indexes as data. Keys are named pk and sk everywhere; what they hold is in functions/storage/keys.ts. */
export type IndexSpec = {
  readonly name: string;
  readonly pk: string;
  readonly sk: string;
  /**
   * Keys alone where the reader loads the item anyway: a change of the rest then costs the index nothing. Or some
   * attributes, where a list shows those of large items.
   */
  readonly holds: 'everything' | 'keys' | readonly string[];
};
export type TableSpec = {
  readonly holds: string;
  readonly indexes: readonly IndexSpec[];
  /** Attribute with the second (since 1970) after which a row may go. Reads filter it, for deletion may take days. */
  readonly ttl: string | null;
  readonly stream: boolean;
  readonly pointInTimeRecovery: boolean;
};

export const TABLES = {
  desk: {
    holds: 'conversation entries, tickets, timeline events, outbox',
    indexes: [
      { name: 'inbox', pk: 'inboxPk', sk: 'inboxSk', holds: 'everything' },
      { name: 'due', pk: 'duePk', sk: 'dueSk', holds: 'keys' },
      { name: 'patient', pk: 'patientPk', sk: 'patientSk', holds: 'keys' },
    ],
    ttl: 'expiresAt',
    stream: true,
    pointInTimeRecovery: true,
  },
  live: {
    holds: 'sockets, presence, single-use socket tickets, read cursors',
    indexes: [],
    ttl: 'expiresAt',
    stream: false,
    pointInTimeRecovery: false,
  },
  knowledge: {
    holds: 'articles with versions, snapshots, departments, calendars, hospital profile',
    indexes: [{ name: 'listed', pk: 'listPk', sk: 'listSk', holds: ['brief', 'words'] }],
    ttl: 'expiresAt',
    stream: true,
    pointInTimeRecovery: true,
  },
  people: {
    holds: 'staff, hashed refresh tokens, consumed sign-ins',
    indexes: [],
    ttl: 'expiresAt',
    stream: false,
    pointInTimeRecovery: true,
  },
  audit: {
    holds: 'hash-chained record of who changed and who looked',
    indexes: [],
    ttl: null,
    stream: false,
    pointInTimeRecovery: true,
  },
} as const satisfies Record<string, TableSpec>;

export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as TableName[];
export type IndexName = (typeof TABLES)[TableName]['indexes'][number]['name'];
export const tableEnv = (name: TableName): string => `${name.toUpperCase()}_TABLE`;
