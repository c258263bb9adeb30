import type { ConversationLog } from '#functions/ports.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { variable } from './env.ts';

/**
 * Everything that is counted beyond what AWS counts itself. Each name costs a custom metric in every stage; the
 * dashboard of infra/constructs/watch.ts shows exactly these.
 */
export const METRICS = [
  'PatientMessages',
  'BotAnswers',
  'Handoffs',
  'EmergencyCards',
  'EmergencyConfirms',
  'SlaWarnings',
  'SlaEscalations',
  'CalendarNotOfficial',
  'UnreadableTickets',
] as const;
export type Metric = (typeof METRICS)[number];
export type Figures = Readonly<Partial<Record<Metric, number>>>;

/** CloudWatch embedded metrics: one line that becomes figures. One dimension: each combination costs. */
export const countMetrics = (figures: Figures): void => {
  const counted = Object.entries(figures).filter(([, n]) => n > 0);
  if (counted.length === 0) return;
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'Nuanxin',
          Dimensions: [['stage']],
          Metrics: counted.map(([Name]) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    stage: variable('STAGE'),
    ...Object.fromEntries(counted),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** What a stored entry adds to the figures. */
export const figuresOf = ({ by, body }: Pick<Entry, 'by' | 'body'>): Figures => {
  if (body.kind === 'handoff-requested') return { Handoffs: 1 };
  if (body.kind !== 'message') return {};
  if (by.kind === 'patient') return { PatientMessages: 1 };
  const card = body.cards.find(({ type }) => type === 'emergency');
  if (card?.type === 'emergency')
    return card.decision === 'fire' ? { EmergencyCards: 1 } : { EmergencyConfirms: 1 };
  return by.kind === 'bot' ? { BotAnswers: 1 } : {};
};

/** The log with its entries counted as they are stored: repeats and refused ones are no figures. */
export const counted = (log: ConversationLog, count = countMetrics): ConversationLog => ({
  ...log,
  append: async (tail, draft) => {
    const done = await log.append(tail, draft);
    if (done.ok && !done.value.repeated) count(figuresOf(done.value.own));
    return done;
  },
});
