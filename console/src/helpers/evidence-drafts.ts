import type { Evidence, EvidenceKind } from '#shared/domain/case/case.ts';

type FeedbackChannel = Extract<Evidence, { kind: 'feedback' }>['channel'];
export const FEEDBACK_CHANNELS: readonly FeedbackChannel[] = [
  'thread',
  'phone',
  'in-person',
  'letter',
  '12345',
];
export const ACK_CHANNELS = ['phone', 'in-person', 'thread', 'letter'] as const;
export type AckChannel = (typeof ACK_CHANNELS)[number];

/** What has been filled in so far for one piece of evidence; every kind uses what it needs of it. */
export type EvidenceDraft = {
  readonly text: string;
  readonly unit: string;
  readonly confirmed: boolean;
  readonly ack: AckChannel;
  readonly channel: FeedbackChannel;
  readonly reached: boolean;
  readonly satisfaction: number | null;
  readonly needed: boolean;
};

export const emptyDraft = (about: Partial<EvidenceDraft> = {}): EvidenceDraft => ({
  text: '',
  unit: '',
  confirmed: false,
  ack: 'phone',
  channel: 'phone',
  reached: true,
  satisfaction: null,
  needed: true,
  ...about,
});

const summaryOf = ({ text, confirmed }: EvidenceDraft): Evidence | null =>
  text === '' || !confirmed ? null : { kind: 'summary', text, confirmedByPatient: true };

/** Reached people say how content they are; those who were not reached say nothing. */
const callBackOf = (draft: EvidenceDraft): Evidence | null => {
  const { reached, satisfaction, text } = draft;
  if (reached && satisfaction === null) return null;
  return { kind: 'call-back', reached, satisfaction: reached ? satisfaction : null, text };
};

const findingOf = ({ text, unit }: EvidenceDraft): Evidence | null =>
  text === '' || unit === '' ? null : { kind: 'finding', text, unit };

const textOf =
  (
    kind: Exclude<
      EvidenceKind,
      | 'summary'
      | 'acknowledgement'
      | 'finding'
      | 'review'
      | 'feedback'
      | 'withdrawal'
      | 'call-back'
      | 'improvement'
    >,
  ) =>
  ({ text }: EvidenceDraft): Evidence | null =>
    text === '' ? null : { kind, text };

const READERS: Readonly<Record<EvidenceKind, (draft: EvidenceDraft) => Evidence | null>> = {
  summary: summaryOf,
  acknowledgement: ({ ack }) => ({ kind: 'acknowledgement', channel: ack }),
  finding: findingOf,
  measure: textOf('measure'),
  'quality-opinion': textOf('quality-opinion'),
  review: ({ text }) => ({ kind: 'review', text }),
  feedback: ({ text, channel }) => (text === '' ? null : { kind: 'feedback', channel, text }),
  'call-back': callBackOf,
  improvement: ({ text, needed }) => (text === '' ? null : { kind: 'improvement', needed, text }),
  waiver: textOf('waiver'),
  'interim-feedback': textOf('interim-feedback'),
  'new-evidence': textOf('new-evidence'),
  withdrawal: ({ text, channel }) => (text === '' ? null : { kind: 'withdrawal', channel, text }),
};

/** The evidence that a draft gives; null while something is still to be filled in. */
export const readDraft = (kind: EvidenceKind, draft: EvidenceDraft): Evidence | null =>
  READERS[kind]({ ...draft, text: draft.text.trim(), unit: draft.unit.trim() });

const KINDS = Object.keys(READERS) as readonly EvidenceKind[];
export const isEvidenceKind = (value: string): value is EvidenceKind =>
  KINDS.some((kind) => kind === value);

/** Which evidence fills a gap of closing; tasks of other departments are filled by those departments. */
export const EVIDENCE_FOR_GAP: Readonly<Record<string, EvidenceKind>> = {
  feedback: 'feedback',
  'call-back': 'call-back',
  improvement: 'improvement',
  thanks: 'acknowledgement',
};
