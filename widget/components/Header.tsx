import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { openingWords } from '#shared/domain/calendar/opening-words.ts';
import { telHref } from '../helpers/links.ts';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';

/** Who answers now, in one line: the bot, a person by name, nobody before tomorrow morning. */
const useStateLine = (): string => {
  const { chat, locale, now } = useView();
  const t = useStrings();
  const state = chat.state.value;
  const desk = chat.site.value?.desk;
  if (state?.status === 'resolved') return t.ended;
  if (state?.owner === 'agent') return t.talkingToAgent(state.agentName ?? t.agentTag);
  const queued = state?.owner === 'queue';
  if (desk === undefined || desk.open) {
    if (queued) return t.waitingForAgent;
    return desk === undefined ? t.talkingToBot : t.deskOpen;
  }
  if (desk.opensAt === null) return t.deskClosedOpen;
  const when = openingWords(desk.opensAt, now())[locale.value];
  return queued ? t.queuedTill(when) : t.deskClosed(when);
};

/** The green dot is for people only. */
const StateLine = (): JSX.Element => {
  const { chat } = useView();
  const line = useStateLine();
  const people = chat.state.value?.owner === 'agent' || chat.site.value?.desk.open === true;
  return (
    <>
      {people && chat.state.value?.status !== 'resolved' && <i class="nx-dot" />}
      {line}
    </>
  );
};

const Menu = ({ onLeave }: { readonly onLeave: () => void }): JSX.Element => {
  const { chat, host, switchLocale } = useView();
  const t = useStrings();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const outside = (event: Event): void => {
      if (box.current !== null && !event.composedPath().includes(box.current)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const keys = (event: KeyboardEvent): void => {
    if (!open) return;
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const root = box.current?.getRootNode() as Document | ShadowRoot | undefined;
    const at = items.indexOf(root?.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    } else if (step !== undefined) {
      event.preventDefault();
      items[(at + step + items.length) % items.length]?.focus();
    }
  };
  const hotline = chat.site.value?.hospital.hotline ?? host.config.hotline;
  /** On somebody's website the chat stays open; on a page of our own the page changes. */
  const newTab = host.mode === 'panel' ? '_blank' : '_self';
  const choose = (run: () => void) => (): void => {
    setOpen(false);
    run();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens to keys of the menu inside
    <div class="nx-menu" ref={box} onKeyDown={keys}>
      <button
        ref={button}
        type="button"
        class="nx-icon-button"
        aria-label={t.menu}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <div class="nx-menu-list" role="menu">
          <button type="button" role="menuitem" onClick={choose(switchLocale)}>
            <Icon name="globe" />
            {t.switchLanguage}
          </button>
          <a role="menuitem" href={`${host.config.api}/h5/progress.html`} target={newTab}>
            <Icon name="clock" />
            {t.progress}
          </a>
          {hotline !== '' && (
            <a role="menuitem" href={telHref(hotline)}>
              <Icon name="phone" />
              {t.hotline} {hotline}
            </a>
          )}
          <button type="button" role="menuitem" onClick={choose(onLeave)}>
            <Icon name="leave" />
            {t.leaveDevice}
          </button>
        </div>
      )}
    </div>
  );
};

export const Header = ({ onLeave }: { readonly onLeave: () => void }): JSX.Element => {
  const { chat, host, elder, locale, switchElder } = useView();
  const t = useStrings();
  const name = chat.site.value?.hospital.name[locale.value] ?? t.title;
  return (
    <header class="nx-header">
      <span class="nx-mark">
        <Icon name="heart" />
      </span>
      <div class="nx-header-words">
        <h2 class="nx-title">{name}</h2>
        <p class="nx-state" aria-live="polite">
          <StateLine />
        </p>
      </div>
      <button
        type="button"
        class="nx-elder-switch"
        aria-pressed={elder.value}
        title={elder.value ? t.elderOff : t.elderOn}
        onClick={switchElder}
      >
        {t.elder}
      </button>
      <Menu onLeave={onLeave} />
      {host.mode === 'panel' && (
        <button
          type="button"
          class="nx-icon-button nx-close"
          aria-label={t.closeChat}
          onClick={host.close}
        >
          <Icon name="close" />
        </button>
      )}
    </header>
  );
};
