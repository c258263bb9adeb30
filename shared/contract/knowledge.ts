import { z } from 'zod';
import {
  ARTICLE_ID,
  ENTRY_STATES,
  entryContent,
  knowledgeEntry,
  writtenContent,
} from '#shared/domain/knowledge/entry.ts';
import { PICTURE_LIMIT_BYTES } from '#shared/domain/knowledge/picture.ts';
import { TASK_KINDS } from '#shared/domain/knowledge/tasks.ts';
import { instant, plainText } from './values.ts';

export const articleId = z.string().regex(ARTICLE_ID, { error: '1 to 64 letters, digits, _ or -' });
const snapshotVersion = z.string().regex(/^[0-9a-f-]{1,40}$/, { error: 'not a version' });
const revision = z.int().positive();
const reason = plainText(500, 0).default('');

export const STEPS = ['submit', 'approve', 'reject', 'publish', 'retire', 'restore'] as const;
export const EXPIRIES = ['expired', 'expires-soon', 'review-due', 'fine'] as const;

export const entryParams = z.strictObject({ articleId });
export const entriesQuery = z.strictObject({
  state: z.enum(ENTRY_STATES).optional(),
  department: z.string().max(64).optional(),
  category: z.string().max(64).optional(),
  /** `overdue`: expired, or its review is due. */
  expiry: z.enum([...EXPIRIES, 'overdue']).optional(),
  /** Words that stand in question, answer or keywords. */
  q: z.string().max(100).optional(),
  cursor: z
    .string()
    .regex(/^\d{15}\.[A-Za-z0-9_-]{1,64}$/)
    .optional(),
});

const count = z.int().nonnegative();
const person = z.object({ id: z.string(), name: z.string() });

export const entrySummary = z.object({
  articleId: z.string(),
  question: z.string(),
  category: z.string(),
  department: z.string(),
  state: z.enum(ENTRY_STATES),
  sensitivity: z.string(),
  audience: z.string(),
  version: z.int(),
  liveVersion: z.int().nullable(),
  expiry: z.enum(EXPIRIES),
  effectiveTo: z.string().nullable(),
  reviewBy: z.string().nullable(),
  tests: count,
  authorName: z.string(),
  updatedAt: instant,
});
export const entryList = z.object({
  entries: z.array(entrySummary),
  /** Where to go on; entries may be none while there is more to look through. */
  cursor: z.string().nullable(),
});
export const overview = z.object({
  total: count,
  states: z.record(z.enum(ENTRY_STATES), count),
  expiries: z.record(z.enum(EXPIRIES), count),
  departments: z.array(z.string()),
  categories: z.array(z.string()),
  tasks: z.object({ open: count, overdue: count, mine: count, mineOverdue: count }),
  misses: z.object({
    days: count,
    open: count,
    due: count,
    asked: count,
    answered: count,
    /** From a group's first miss to the publication that answers it; null before the first one. */
    medianDays: z.number().nullable(),
  }),
});

export const entryStep = z.object({
  at: instant,
  step: z.string(),
  version: z.int(),
  by: person,
  reason: z.string(),
});
export const entryDetail = z.object({
  entry: knowledgeEntry,
  /** Send it back with a change: a change of an older one is refused. */
  revision,
  expiry: z.enum(EXPIRIES),
  versions: z.array(z.object({ version: z.int(), at: instant, by: person })),
  steps: z.array(entryStep),
  /** What the reader may do now; the server checks again. */
  may: z.object({ edit: z.boolean(), steps: z.array(z.enum(STEPS)) }),
});

export const createEntryBody = z.strictObject({ content: writtenContent });
export const editEntryBody = z.strictObject({ revision, content: writtenContent });
export const stepEntryBody = z.strictObject({ revision, step: z.enum(STEPS), reason });
export const changedEntry = z.object({
  entry: knowledgeEntry,
  revision,
  /** The publication that was started. */
  jobId: z.string().nullable(),
});

const versionNumber = z.coerce.number().int().positive().max(1_000_000);
export const diffQuery = z.strictObject({ from: versionNumber, to: versionNumber });
export const entryDiff = z.object({
  changes: z.array(
    z.object({
      field: z.string(),
      parts: z.array(z.object({ op: z.enum(['same', 'added', 'removed']), text: z.string() })),
    }),
  ),
});
export const versionQuery = z.strictObject({ version: versionNumber });
export const versionContent = z.object({ content: entryContent });

export const askBody = z.strictObject({
  question: plainText(300),
  /** Asked as if this were published. */
  draft: z.strictObject({ articleId, content: entryContent }).optional(),
});
const askedHit = z.object({
  articleId: z.string(),
  question: z.string(),
  confidence: z.number(),
  why: z.array(z.string()),
});
export const asked = z.object({
  decision: z.enum(['answer', 'choices', 'no-match', 'expired', 'out-of-scope']),
  answer: z.string().nullable(),
  hits: z.array(askedHit),
});

export const jobParams = z.strictObject({ jobId: z.string().regex(/^pub_[0-9A-Za-z-]{1,40}$/) });
export const OUTCOMES = ['answered', 'offered', 'missed'] as const;
export const gateProblem = z.object({
  articleId: z.string(),
  /** The test question; empty where the entry itself is the problem. */
  question: z.string(),
  kind: z.enum(['worse', 'unanswered', 'changed-since', 'second-person-needed']),
  before: z.enum(OUTCOMES).nullable(),
  after: z.enum(OUTCOMES).nullable(),
  /** What comes first now. */
  instead: z.object({ articleId: z.string(), question: z.string() }).nullable(),
});
export const JOB_KINDS = ['publish', 'retire', 'rollback'] as const;
export const JOB_STATES = ['queued', 'running', 'published', 'blocked', 'failed'] as const;
export const publication = z.object({
  jobId: z.string(),
  kind: z.enum(JOB_KINDS),
  status: z.enum(JOB_STATES),
  entries: z.array(z.object({ articleId: z.string(), version: z.int() })),
  /** The version that a rollback goes to. */
  target: z.string().nullable(),
  by: person,
  reason: z.string(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  tested: count,
  answered: count,
  problems: z.array(gateProblem),
  snapshot: z.string().nullable(),
  error: z.string().nullable(),
});
export const publications = z.object({
  jobs: z.array(publication),
  current: z.string().nullable(),
  versions: z.array(
    z.object({
      version: z.string(),
      at: instant,
      by: person,
      articles: count,
      bytes: count,
      jobId: z.string().nullable(),
    }),
  ),
});
export const publishBody = z.strictObject({ articleIds: z.array(articleId).min(1).max(200) });
export const rollbackBody = z.strictObject({ version: snapshotVersion, reason: plainText(500, 2) });

/** A file of about 3.5 MB: Lambda takes 6 MB, and base64 adds a third. */
export const IMPORT_LIMIT_BYTES = 5 * 1024 * 1024;
export const FORMATS = ['csv', 'xlsx'] as const;
export const importBody = z.strictObject({
  format: z.enum(FORMATS),
  /** The file in base64. */
  data: z.base64().max(IMPORT_LIMIT_BYTES),
  /** False: only say what would happen. */
  apply: z.boolean(),
});
export const importReport = z.object({
  applied: z.boolean(),
  counts: z.object({ new: count, changed: count, unchanged: count, problems: count }),
  problems: z.array(z.object({ row: z.int(), column: z.string(), reason: z.string() })),
  rows: z.array(
    z.object({
      row: z.int(),
      articleId: z.string(),
      question: z.string(),
      effect: z.enum(['new', 'changed', 'unchanged']),
      near: z.array(
        z.object({ articleId: z.string(), question: z.string(), likeness: z.number() }),
      ),
    }),
  ),
});
export const exportQuery = z.strictObject({ format: z.enum(FORMATS) });
export const exported = z.object({ fileName: z.string(), type: z.string(), data: z.string() });

export const taskList = z.object({
  tasks: z.array(
    z.object({
      taskId: z.string(),
      kind: z.enum(TASK_KINDS),
      articleId: z.string(),
      question: z.string(),
      department: z.string(),
      raisedAt: instant,
      dueAt: instant,
      /** A newer draft stands beside what is live. */
      begun: z.boolean(),
      overdue: z.boolean(),
      /** The reader answers for it. */
      mine: z.boolean(),
    }),
  ),
});

export const clusterParams = z.strictObject({
  clusterId: z.string().regex(/^mis_[0-9a-z]{1,40}$/),
});
export const missCluster = z.object({
  clusterId: z.string(),
  text: z.string(),
  count,
  kinds: z.record(z.enum(['unanswered', 'not-helpful', 'expired']), count),
  examples: z.array(z.string()),
  firstAt: instant,
  lastAt: instant,
  department: z.string().nullable(),
  /** The entry whose answer did not help or had expired. */
  articleId: z.string().nullable(),
  draft: z.object({ articleId: z.string(), dueAt: instant }).nullable(),
  /** So many ask it that an entry should be written. */
  due: z.boolean(),
});
export const missList = z.object({
  clusters: z.array(missCluster),
  days: z.int(),
  total: count,
  answered: count,
  medianDays: z.number().nullable(),
});
export const draftFromMissBody = z.strictObject({
  department: plainText(64),
  category: plainText(64),
});

export const hotQuestions = z.object({
  /** `usual`: too little was asked to speak of a week. */
  basis: z.enum(['week', 'usual']),
  questions: z.array(z.object({ articleId: z.string(), question: z.string(), count })),
});

/** Base64 adds a third; the rest is the frame around it. */
export const PICTURE_BODY_BYTES = Math.ceil(PICTURE_LIMIT_BYTES * 1.4);
export const pictureBody = z.strictObject({
  /** The file in base64: PNG, JPEG or WebP. */
  data: z.base64().min(1).max(PICTURE_BODY_BYTES),
});
export const storedPicture = z.object({ url: z.string(), width: count, height: count });
