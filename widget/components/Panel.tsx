import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { paletteOf } from '../helpers/palette.ts';
import { useStrings, useView } from '../view.ts';
import { Banner } from './Banner.tsx';
import { Composer } from './Composer.tsx';
import { Consent } from './Consent.tsx';
import { EmergencyRow } from './EmergencyRow.tsx';
import { Header } from './Header.tsx';
import { LeaveDialog } from './LeaveDialog.tsx';
import { Messages } from './Messages.tsx';
import { QueueNotice } from './QueueNotice.tsx';
import { QuickReplies } from './QuickReplies.tsx';
import { TicketBar } from './TicketBar.tsx';

const NARROW = '(max-width: 667px)';

const FOCUSABLE =
  'a[href],button:not([disabled]),textarea:not([disabled]),input:not([disabled]),[tabindex="0"]';

/** On a phone the panel is the whole screen: Tab stays inside. */
const trapTab = (event: KeyboardEvent, panel: HTMLElement): void => {
  const all = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const first = all[0];
  const last = all[all.length - 1];
  const { activeElement } = panel.getRootNode() as Document | ShadowRoot;
  if (event.shiftKey && (activeElement === first || activeElement === panel)) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && activeElement === last) {
    event.preventDefault();
    first?.focus();
  }
};

/** Height of what the keyboard leaves free: 100vh lies on phones. */
const useVisibleHeight = (panel: { readonly current: HTMLElement | null }): void => {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return undefined;
    const follow = (): void => {
      panel.current?.style.setProperty('--nx-height', `${viewport.height}px`);
      panel.current?.style.setProperty('--nx-top', `${viewport.offsetTop}px`);
    };
    follow();
    viewport.addEventListener('resize', follow);
    viewport.addEventListener('scroll', follow);
    return () => {
      viewport.removeEventListener('resize', follow);
      viewport.removeEventListener('scroll', follow);
    };
  }, [panel]);
};

export const Panel = (): JSX.Element => {
  const { chat, host, open, elder, locale } = useView();
  const t = useStrings();
  const panel = useRef<HTMLElement>(null);
  const [leaving, setLeaving] = useState(false);
  const floating = host.mode === 'panel';
  const narrow = matchMedia(NARROW).matches;
  useVisibleHeight(panel);

  useEffect(() => {
    for (const [name, value] of Object.entries(paletteOf(host.config.color ?? '') ?? {}))
      panel.current?.style.setProperty(name, value);
  }, [host.config.color]);

  useEffect(() => {
    if (open.value && floating && narrow) panel.current?.focus();
  }, [open.value, floating, narrow]);

  const keys = (event: KeyboardEvent): void => {
    // The host page's shortcuts are not meant for what is typed here.
    event.stopPropagation();
    if (!floating || panel.current === null) return;
    if (event.key === 'Escape' && !event.isComposing) host.close();
    else if (event.key === 'Tab' && narrow) trapTab(event, panel.current);
  };

  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is a dialog wherever it is modal
    <section
      ref={panel}
      class={`nx nx-mode-${host.mode} nx-at-${host.config.position}${elder.value ? ' nx-elder' : ''}`}
      lang={locale.value}
      role={floating ? 'dialog' : 'main'}
      aria-modal={floating && narrow ? true : undefined}
      aria-label={t.title}
      tabIndex={-1}
      onKeyDown={keys}
    >
      <Header onLeave={() => setLeaving(true)} />
      <EmergencyRow />
      <Banner />
      <TicketBar />
      <Messages />
      <QueueNotice />
      <footer class="nx-footer">
        {chat.awaitingConsent.value === null ? (
          <>
            <QuickReplies />
            <Composer />
          </>
        ) : (
          <Consent />
        )}
      </footer>
      {leaving && <LeaveDialog onClose={() => setLeaving(false)} />}
    </section>
  );
};
