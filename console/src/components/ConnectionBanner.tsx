import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../context.ts';
import { t } from '../i18n.ts';

type Shown = 'nothing' | 'lost' | 'slow' | 'back';
/** A short break heals unseen; the good news need not stay. */
const SAY_AFTER_MS = 3_000;
const GOOD_NEWS_MS = 2_000;

const shown = signal<Shown>('nothing');

/** A line, never a dialog: writing goes on and what was written waits in this browser. */
export function ConnectionBanner() {
  const { desk } = useConsole();
  const open = desk.connection.value === 'open';
  const reachable = desk.reachable.value;
  const waiting = desk.outbox.pending.value.filter((p) => p.status !== 'failed').length;
  const wasBad = useRef(false);
  useEffect(() => {
    if (open && reachable) {
      shown.value = wasBad.current ? 'back' : 'nothing';
      wasBad.current = false;
      const timer = setTimeout(() => {
        shown.value = 'nothing';
      }, GOOD_NEWS_MS);
      return () => clearTimeout(timer);
    }
    const timer = setTimeout(() => {
      wasBad.current = true;
      shown.value = reachable ? 'slow' : 'lost';
    }, SAY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [open, reachable]);
  if (shown.value === 'nothing') return null;
  const text = { lost: t('connectionLost'), slow: t('connectionSlow'), back: t('connectionBack') }[
    shown.value
  ];
  return (
    <p class={`banner banner-${shown.value}`} role="status">
      {text}
      {shown.value === 'lost' && waiting > 0 && ` ${t('waitingToSend', { count: waiting })}`}
    </p>
  );
}
