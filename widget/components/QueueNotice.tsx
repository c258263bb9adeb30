import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useStrings, useView } from '../view.ts';

/** Where the patient stands in the queue, with two ways on: keep waiting, or write it down and go. */
export const QueueNotice = (): JSX.Element | null => {
  const { chat } = useView();
  const t = useStrings();
  const [choice, setChoice] = useState<'none' | 'waits' | 'leaves'>('none');
  const place = chat.queue.value;
  if (place === null || chat.site.value?.desk.open === false) return null;
  const leave = (event: MouseEvent): void => {
    setChoice('leaves');
    const root = (event.currentTarget as HTMLElement).getRootNode() as Document | ShadowRoot;
    root.querySelector<HTMLTextAreaElement>('textarea')?.focus();
  };
  return (
    <section class="nx-queue" aria-label={t.queue.title}>
      <p role="status">
        {place.overtaken && t.queue.overtaken}
        {t.queue.ahead(place.ahead, place.minutes)}
      </p>
      {choice === 'none' && (
        <p class="nx-chips">
          <button type="button" class="nx-chip" onClick={leave}>
            {t.queue.leave}
          </button>
          <button type="button" class="nx-chip" onClick={() => setChoice('waits')}>
            {t.queue.wait}
          </button>
        </p>
      )}
      {choice === 'leaves' && <p class="nx-queue-hint">{t.queue.leaveHint}</p>}
    </section>
  );
};
