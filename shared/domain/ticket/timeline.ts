import type { Instant } from '#shared/kernel/clock.ts';

/** Everything that can stand in a ticket's timeline. `public` events are shown to the patient as well. */
export const EVENT_KINDS = {
  opened: { public: true },
  reclassified: { public: false },
  'handoff-requested': { public: true },
  claimed: { public: true },
  /** The service gave it to somebody. */
  'auto-assigned': { public: false },
  released: { public: false },
  transferred: { public: true },
  'transfer-offered': { public: false },
  'transfer-declined': { public: false },
  'taken-over': { public: false },
  resolved: { public: true },
  reopened: { public: true },
  rated: { public: false },
  emergency: { public: false },
  'emergency-acknowledged': { public: false },
  warned: { public: false },
  escalated: { public: false },
  'answered-late': { public: false },
  'emergency-answered': { public: false },
  /** What the service did because nobody spoke. */
  quiet: { public: false },
  note: { public: false },
  'advice-override': { public: false },
  'case-step': { public: false },
  'case-public': { public: true },
  'patient-told': { public: true },
  proof: { public: false },
  assigned: { public: false },
  'department-added': { public: false },
  clock: { public: false },
  granted: { public: false },
  task: { public: false },
  linked: { public: false },
  approval: { public: false },
  'contact-revealed': { public: false },
  'closed-idle': { public: false },
  reminded: { public: false },
  labelled: { public: false },
  'staff-named': { public: false },
  'lookup-opened': { public: false },
} as const satisfies Record<string, { public: boolean }>;
export type EventKind = keyof typeof EVENT_KINDS;

export type TicketEvent = {
  /** Deterministic (`seq:<n>`, `sweep:<step>`) where the event follows from something recorded elsewhere. */
  readonly eventId: string;
  readonly at: Instant;
  readonly kind: EventKind;
  readonly actorId: string | null;
  readonly actorName: string | null;
  /** Words for people, zh-CN. */
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export const isPublic = (event: TicketEvent): boolean => EVENT_KINDS[event.kind].public;
