import { z } from 'zod';
import { CASE_STATES } from './states.ts';

const instant = z.int();
const text = z.string().min(1);

/** Proof that something was done. What a step needs is in `lifecycle.ts`; what closing needs in `closing.ts`. */
export const evidence = z.discriminatedUnion('kind', [
  /** 倾听: the matter in the patient's words, and whether the patient said that it is right. */
  z.object({ kind: z.literal('summary'), text, confirmedByPatient: z.boolean() }),
  /** 道歉: acknowledgement with number, promised time and handler. An apology for the experience, not for liability. */
  z.object({ kind: z.literal('acknowledgement'), channel: text }),
  /** 解决: what was found, whose it is, what is done, what changes. */
  z.object({ kind: z.literal('finding'), text, unit: text }),
  z.object({ kind: z.literal('measure'), text }),
  z.object({ kind: z.literal('quality-opinion'), text }),
  z.object({ kind: z.literal('review'), text: z.string() }),
  /** 跟进: the outcome as told to the patient. */
  z.object({
    kind: z.literal('feedback'),
    channel: z.enum(['thread', 'phone', 'letter', 'in-person', '12345']),
    text,
  }),
  /** One attempt at a call-back. */
  z.object({
    kind: z.literal('call-back'),
    reached: z.boolean(),
    satisfaction: z.int().min(1).max(5).nullable(),
    text: z.string(),
  }),
  /** Improvement done with proof, or signed as not needed. */
  z.object({ kind: z.literal('improvement'), needed: z.boolean(), text }),
  z.object({ kind: z.literal('waiver'), text }),
  z.object({ kind: z.literal('interim-feedback'), text }),
  z.object({ kind: z.literal('new-evidence'), text }),
  /** The patient took it back: how they said so, and in which words. */
  z.object({
    kind: z.literal('withdrawal'),
    channel: z.enum(['thread', 'phone', 'letter', 'in-person', '12345']),
    text,
  }),
]);
export type Evidence = z.infer<typeof evidence>;
export type EvidenceKind = Evidence['kind'];

export const proof = z.object({
  at: instant,
  byId: z.string(),
  byName: z.string(),
  tier: z.string(),
  evidence,
});
export type Proof = z.infer<typeof proof>;

/** Reasons not to accept a complaint (医疗机构投诉管理办法 art. 32, to be confirmed by the hospital); a reply is still owed. */
export const NOT_ACCEPTED = {
  '1': { 'zh-CN': '已进入诉讼或第三方调解', en: 'Already in court or third-party mediation' },
  '2': {
    'zh-CN': '已由卫生健康部门或信访作出处理',
    en: 'Already decided by the health authority or petition office',
  },
  '3': { 'zh-CN': '没有明确的投诉对象和具体事实', en: 'No definite object or concrete facts' },
  '4': { 'zh-CN': '属于治安或刑事案件', en: 'A public-security or criminal case' },
  '5': { 'zh-CN': '不属于本院职责范围', en: 'Outside the hospital’s remit' },
} as const;
export type NotAcceptedReason = keyof typeof NOT_ACCEPTED;

/** The handling of a matter that needs more than an answer: complaints, suggestions, help requests, praise. */
export const caseRecord = z.object({
  state: z.enum(
    Object.keys(CASE_STATES) as [keyof typeof CASE_STATES, ...(keyof typeof CASE_STATES)[]],
  ),
  /** Counts openings: 1, and one more for each reopening. Proof of an earlier opening does not close a later one. */
  opening: z.int().positive(),
  openedAt: instant,
  /** Where to go back to after waiting. */
  resumeTo: z.enum(['investigating']).nullable(),
  returns: z.int().nonnegative(),
  hasContact: z.boolean(),
  /** It was a complaint at some time: another category later on does not close it without a word to the patient. */
  complaint: z.boolean().default(false),
  handlerId: z.string().nullable(),
  /** Staff named in the complaint: may neither handle nor review it. */
  namedStaff: z.array(z.string()),
  notAccepted: z.enum(['1', '2', '3', '4', '5']).nullable(),
  mergedInto: z.string().nullable(),
  closedAt: instant.nullable(),
  proofs: z.array(proof),
});
export type CaseRecord = z.infer<typeof caseRecord>;
export type CaseState = CaseRecord['state'];
