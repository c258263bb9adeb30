import { useConsole } from '../context.ts';
import { t } from '../i18n.ts';
import { Empty } from './Empty.tsx';
import { MessageList } from './MessageList.tsx';
import { ReplyBox } from './ReplyBox.tsx';
import { ThreadHeader } from './ThreadHeader.tsx';
import { Trouble } from './Trouble.tsx';

export function ThreadPane() {
  const { desk } = useConsole();
  const { thread, inbox } = desk;
  if (thread.id.value === null)
    return (
      <main class="pane thread-pane">
        <Empty
          drawing="thread"
          title={t('nothingOpen')}
          text={t(inbox.shown.value.length > 0 ? 'nothingOpenNext' : 'nothingOpenQuiet')}
        />
      </main>
    );
  const failed = thread.error.value !== null && thread.entries.value.length === 0;
  return (
    <main class="pane thread-pane">
      <ThreadHeader />
      {failed && thread.error.value !== null ? (
        <Trouble
          error={thread.error.value}
          onRetry={() => {
            void thread.catchUp();
            void thread.refreshDetail();
          }}
        />
      ) : (
        <MessageList />
      )}
      <ReplyBox />
    </main>
  );
}
