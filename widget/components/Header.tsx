import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { opensAtLabel } from '../helpers/day-labels.ts';
import { telHref } from '../helpers/links.ts';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';

/** Who answers now, in one line: the bot, a person by name, nobody before tomorrow morning. */
const StateLine = (): JSX.Element => {
  const { chat, locale, now } = useView();
  const t = useStrings();
  const state = chat.state.value;
  const site = chat.site.value;
  if (state?.status === 'resolved') return <>{t.ended}</>;
  if (state?.owner === 'agent') return <>{t.talkingToAgent(state.agentName ?? t.agentTag)}</>;
  if (state?.owner === 'queue') return <>{t.waitingForAgent}</>;
  if (site === null) return <>{t.talkingToBot}</>;
  if (site.desk.open)
    return (
      <>
        <i class="nx-dot" />
        {t.deskOpen}
      </>
    );
  return (
    <>
      {site.desk.opensAt === null
        ? t.deskClosedOpen
        : t.deskClosed(opensAtLabel(site.desk.opensAt, now(), locale.value, t.tomorrow))}
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
        aria-label={elder.value ? t.elderOff : t.elderOn}
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
