import type { FunctionComponent } from 'preact';
import { t } from '../../i18n.ts';
import { hrefOf, route } from '../../router.ts';
import type { StringKey } from '../../strings.ts';
import { EntryListPage } from './EntryListPage.tsx';
import { EntryPage } from './EntryPage.tsx';
import { HoursPage } from './HoursPage.tsx';
import { MissesPage } from './MissesPage.tsx';
import { PublicationsPage } from './PublicationsPage.tsx';
import { TablesPage } from './TablesPage.tsx';
import { TasksPage } from './TasksPage.tsx';

const TABS = [
  [null, 'kbEntries'],
  ['tasks', 'kbTasks'],
  ['misses', 'kbMisses'],
  ['publications', 'kbPublications'],
  ['tables', 'kbTables'],
  ['hours', 'hrsTab'],
] as const satisfies readonly (readonly [string | null, StringKey])[];

/** Words of the address that are no entry. */
const PAGES: Readonly<Record<string, FunctionComponent>> = {
  tasks: TasksPage,
  misses: MissesPage,
  publications: PublicationsPage,
  tables: TablesPage,
  hours: HoursPage,
};

/** The knowledge base: entries, open questions, publications, tables; or one entry. */
export function KnowledgeView() {
  const here = route.value;
  const id = here.page === 'knowledge' ? here.id : null;
  const Page = id === null ? EntryListPage : PAGES[id];
  if (id !== null && Page === undefined) return <EntryPage key={id} id={id} />;
  return (
    <main class="pane kb" aria-label={t('knowledgeBase')}>
      <header class="kb-head">
        <h1>{t('knowledgeBase')}</h1>
        <nav class="tabs kb-tabs" aria-label={t('knowledgeBase')}>
          {TABS.map(([tab, label]) => (
            <a
              key={label}
              class="tab"
              href={hrefOf({ page: 'knowledge', id: tab })}
              aria-current={tab === id ? 'page' : undefined}
            >
              {t(label)}
            </a>
          ))}
        </nav>
      </header>
      <div class="kb-scroll">{Page !== undefined && <Page />}</div>
    </main>
  );
}
