import { t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import type { Overview } from '../../store/knowledge.ts';

type Figure = {
  readonly name: string;
  readonly value: string | number;
  readonly note: string;
  readonly id: string;
  readonly alarming: boolean;
};

const figuresOf = ({ tasks, misses, total, states }: Overview): readonly Figure[] => [
  {
    name: t('kbMedian'),
    value:
      misses.medianDays === null
        ? t('kbNoMedian')
        : t('kbDays', { days: Math.round(misses.medianDays * 10) / 10 }),
    note: t('kbMedianNote', { answered: misses.answered }),
    id: 'misses',
    alarming: false,
  },
  {
    name: t('kbOpenGroups'),
    value: misses.open,
    note: t('kbOpenNote', { due: misses.due, asked: misses.asked, days: misses.days }),
    id: 'misses',
    alarming: misses.due > 0,
  },
  {
    name: t('kbMyTasks'),
    value: tasks.mine,
    note: t('kbTasksNote', { late: tasks.mineOverdue, all: tasks.open }),
    id: 'tasks',
    alarming: tasks.mineOverdue > 0,
  },
  {
    name: t('kbLive'),
    value: states.published,
    note: t('kbLiveNote', { total, waiting: states['in-review'] }),
    id: 'publications',
    alarming: false,
  },
];

/** The base at a glance: how fast open questions are answered, what is open, what is late. */
export function OverviewCards({ overview }: { readonly overview: Overview | null }) {
  // The place is kept while the figures are on their way.
  if (overview === null) return <div class="kb-figures kb-figures-coming" aria-hidden="true" />;
  return (
    <ul class="kb-figures" aria-label={t('kbOverview')}>
      {figuresOf(overview).map(({ name, value, note, id, alarming }) => (
        <li key={name}>
          <a
            class={alarming ? 'kb-figure kb-figure-late' : 'kb-figure'}
            href={hrefOf({ page: 'knowledge', id })}
          >
            <span>{name}</span>
            <b>{value}</b>
            <span class="quiet">{note}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
