import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { TICKET_STEPS } from '../helpers/ticket-step.ts';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';

const COPIED_FOR = 2_000;

/** Old WebViews have no clipboard API: a selected field and the old command do it. */
const copyText = async (text: string, beside: HTMLElement): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'nx-hidden';
    beside.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
};

/**
 * Number and code in large type, one press to copy both: together they show on any device how the matter stands. The
 * code comes a moment after the number.
 */
export const TicketNumber = ({ onCopied }: { readonly onCopied?: () => void }): JSX.Element => {
  const { chat } = useView();
  const t = useStrings();
  const [copied, setCopied] = useState(false);
  const number = chat.ticketNumber.value ?? '';
  const code = chat.ticketCode.value;
  const copy = async (event: MouseEvent): Promise<void> => {
    const button = event.currentTarget as HTMLElement;
    const words = `${t.ticket} ${number}${code === null ? '' : `，${t.code} ${code}`}`;
    if (!(await copyText(words, button.parentElement ?? button))) return;
    setCopied(true);
    setTimeout(() => {
      setCopied(false);
      if (code !== null) onCopied?.();
    }, COPIED_FOR);
  };
  return (
    <span class="nx-ticket-number">
      <span>
        {t.ticket} <b>{number}</b>
      </span>
      {code !== null && (
        <span>
          {t.code} <b>{code}</b>
        </span>
      )}
      <button
        type="button"
        class="nx-copy"
        aria-label={`${t.copy} ${t.ticket} ${number}`}
        onClick={copy}
      >
        <Icon name={copied ? 'check' : 'copy'} />
        <span aria-live="polite">{copied ? t.copied : t.copy}</span>
      </button>
    </span>
  );
};

/** Stays large, with what it is good for, until number and code have been copied. */
export const TicketBar = (): JSX.Element | null => {
  const { chat, host } = useView();
  const t = useStrings();
  const [kept, setKept] = useState(false);
  if (chat.ticketNumber.value === null) return null;
  const at = TICKET_STEPS.indexOf(chat.step.value);
  return (
    <div class={kept ? 'nx-ticket-bar' : 'nx-ticket-bar nx-ticket-new'}>
      <TicketNumber onCopied={() => setKept(true)} />
      <span class="nx-steps">
        <span class="nx-bars" aria-hidden="true">
          {TICKET_STEPS.map((step, index) => (
            <i key={step} class={index <= at ? 'nx-done' : ''} />
          ))}
        </span>
        {t.steps[chat.step.value]}
      </span>
      {!kept && chat.ticketCode.value !== null && (
        <a
          class="nx-keep"
          href={`${host.config.api}/h5/progress.html`}
          target={host.mode === 'panel' ? '_blank' : '_self'}
          rel="noopener"
        >
          {t.keepCode}
        </a>
      )}
    </div>
  );
};
