import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useStrings, useView } from '../view.ts';

/** Short breaks are nobody's business. */
const SHOWN_AFTER = 3_000;
const RESTORED_FOR = 2_000;

/** Lost for longer than three seconds: yellow; back again: green for two. Never in the way of writing. */
export const Banner = (): JSX.Element | null => {
  const { chat } = useView();
  const t = useStrings();
  const [shown, setShown] = useState<'none' | 'lost' | 'restored'>('none');
  const reached = chat.reached.value;
  useEffect(() => {
    if (!reached) {
      const timer = setTimeout(() => setShown('lost'), SHOWN_AFTER);
      return () => clearTimeout(timer);
    }
    setShown((before) => (before === 'lost' ? 'restored' : 'none'));
    const timer = setTimeout(() => setShown('none'), RESTORED_FOR);
    return () => clearTimeout(timer);
  }, [reached]);
  const waiting = chat.waiting.value;
  return (
    <div role="status">
      {shown !== 'none' && (
        <p class={`nx-banner nx-${shown}`}>
          {shown === 'restored' ? t.restored : t.reconnecting}
          {shown === 'lost' && waiting > 0 && <span>{t.queued(waiting)}</span>}
        </p>
      )}
    </div>
  );
};
