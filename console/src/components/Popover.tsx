import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

type Props = {
  readonly label: string;
  readonly button: ComponentChildren;
  readonly buttonClass?: string;
  readonly panelClass?: string;
  readonly onOpen?: () => void;
  /** The panel; it gets the way to close itself. */
  readonly children: (close: () => void) => ComponentChildren;
};

/** A button with a panel: Esc, a click elsewhere and leaving it with Tab close it. */
export function Popover({
  label,
  button,
  buttonClass = 'icon-button',
  panelClass = '',
  onOpen,
  children,
}: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => setOpen(false);

  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) close();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only Esc is heard here, for whatever has the focus inside
    <div
      class="popover"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
        trigger.current?.focus();
      }}
    >
      <button
        type="button"
        ref={trigger}
        class={buttonClass}
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => {
          if (!open) onOpen?.();
          setOpen(!open);
        }}
      >
        {button}
      </button>
      {open && (
        <section id={id} class={`popover-panel ${panelClass}`} aria-label={label}>
          {children(close)}
        </section>
      )}
    </div>
  );
}
