import { errorText } from '../actions.ts';
import { useConsole } from '../context.ts';
import { locale, t } from '../i18n.ts';
import { PROBLEM_TEXTS } from '../problem-texts.ts';
import type { Pending } from '../store/outbox.ts';
import { Icon } from './Icon.tsx';

function Failed({ item }: { readonly item: Pending }) {
  const { desk, ui } = useConsole();
  const needsReason = item.trouble?.code === 'advice-needs-reason';
  const words =
    item.trouble === null
      ? errorText({ kind: 'network', status: null }).text
      : PROBLEM_TEXTS[item.trouble.code][locale.value].replace(
          '{owner}',
          item.trouble.ownerName ?? t('aColleague'),
        );
  const edit = () => {
    const discarded = desk.outbox.discard(item.clientId);
    if (discarded === null) return;
    const draft = desk.drafts.read(item.conversationId, item.mode);
    desk.drafts.write(
      item.conversationId,
      item.mode,
      draft === '' ? item.text : `${item.text}\n${draft}`,
    );
    ui.mode.value = item.mode;
    ui.focusReply.value += 1;
  };
  return (
    <div class="failed" role="alert">
      <p>
        <Icon name="alert" size={14} /> {t('notSent')}：{words}
      </p>
      {item.trouble !== null && (
        <p class="failed-code">
          {item.trouble.code} · {item.trouble.correlationId}
        </p>
      )}
      <p class="failed-actions">
        {needsReason ? (
          <button
            type="button"
            class="link"
            onClick={() => {
              ui.dialog.value = { kind: 'advice', text: item.text, clientId: item.clientId };
            }}
          >
            {t('giveReason')}
          </button>
        ) : (
          <button type="button" class="link" onClick={() => desk.outbox.retry(item.clientId)}>
            {t('sendAgain')}
          </button>
        )}
        <button type="button" class="link" onClick={edit}>
          {t('edit')}
        </button>
        <button type="button" class="link" onClick={() => desk.outbox.discard(item.clientId)}>
          {t('discard')}
        </button>
      </p>
    </div>
  );
}

/** Written and not yet acknowledged: dimmed while it travels, red with a way out when it was refused. */
export function PendingMessages({ pending }: { readonly pending: readonly Pending[] }) {
  return (
    <>
      {pending.map((item) => (
        <li
          key={item.clientId}
          class={
            item.mode === 'note'
              ? `note pending-${item.status}`
              : `group group-agent group-own pending-${item.status}`
          }
        >
          <div class="group-main">
            <p class="bubble">{item.text}</p>
            {item.status === 'failed' ? (
              <Failed item={item} />
            ) : (
              <span class="delivery">
                <Icon name="clock" size={13} />
                {t(item.status === 'queued' ? 'queuedToSend' : 'sending')}
              </span>
            )}
          </div>
        </li>
      ))}
    </>
  );
}
