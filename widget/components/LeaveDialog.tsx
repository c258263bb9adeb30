import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useStrings, useView } from '../view.ts';
import { TicketNumber } from './TicketBar.tsx';

export const LeaveDialog = ({ onClose }: { readonly onClose: () => void }): JSX.Element => {
  const { chat } = useView();
  const t = useStrings();
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <div
      class="nx-sheet"
      role="alertdialog"
      aria-modal="true"
      aria-label={t.leaveTitle}
      onKeyDown={closeOnEscape}
    >
      <div class="nx-sheet-box">
        <h3>{t.leaveTitle}</h3>
        <p>{t.leaveText}</p>
        {chat.ticketNumber.value !== null && <TicketNumber />}
        <div class="nx-chips">
          <button ref={cancel} type="button" class="nx-button" onClick={onClose}>
            {t.cancel}
          </button>
          <button
            type="button"
            class="nx-button nx-danger"
            onClick={() => {
              void chat.leave();
              onClose();
            }}
          >
            {t.leaveConfirm}
          </button>
        </div>
      </div>
    </div>
  );
};
