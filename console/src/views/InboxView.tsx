import { ContextPane } from '../components/ContextPane.tsx';
import { ListPane } from '../components/ListPane.tsx';
import { ThreadPane } from '../components/ThreadPane.tsx';
import { useConsole } from '../context.ts';

/** List, thread and context; where there is no room, one at a time. */
export function InboxView() {
  const { desk, settings, ui } = useConsole();
  const open = desk.thread.id.value !== null;
  const marks = [
    open ? 'shows-thread' : 'shows-list',
    settings.values.value.contextOpen ? 'context-open' : '',
    ui.sheet.value && open ? 'context-sheet' : '',
  ];
  return (
    <div class={`inbox ${marks.join(' ')}`}>
      <ListPane />
      <ThreadPane />
      {open && <ContextPane />}
    </div>
  );
}
