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

export const TicketNumber = ({ number }: { readonly number: string }): JSX.Element => {
  const t = useStrings();
  const [copied, setCopied] = useState(false);
  const copy = async (event: MouseEvent): Promise<void> => {
    const button = event.currentTarget as HTMLElement;
    if (!(await copyText(number, button.parentElement ?? button))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_FOR);
  };
  return (
    <span class="nx-ticket-number">
      {t.ticket} <b>{number}</b>
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

export const TicketBar = (): JSX.Element | null => {
  const { chat } = useView();
  const t = useStrings();
  const number = chat.ticketNumber.value;
  if (number === null) return null;
  const at = TICKET_STEPS.indexOf(chat.step.value);
  return (
    <div class="nx-ticket-bar">
      <TicketNumber number={number} />
      <span class="nx-steps">
        <span class="nx-bars" aria-hidden="true">
          {TICKET_STEPS.map((step, index) => (
            <i key={step} class={index <= at ? 'nx-done' : ''} />
          ))}
        </span>
        {t.steps[chat.step.value]}
      </span>
    </div>
  );
};
