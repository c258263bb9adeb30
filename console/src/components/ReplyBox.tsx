import { useEffect, useRef, useState } from 'preact/hooks';
import { MESSAGE_LIMIT } from '#shared/contract/values.ts';
import { claim, standingNow } from '../actions.ts';
import { type ConsoleContext, useConsole } from '../context.ts';
import { type CannedReply, findCanned } from '../data/canned-replies.ts';
import {
  isComposing,
  nextBlank,
  openBlanks,
  sendsOn,
  slashQuery,
} from '../helpers/composer-rules.ts';
import { keyName } from '../helpers/shortcuts.ts';
import { localized, t } from '../i18n.ts';
import type { Mode } from '../store/drafts.ts';
import { CannedMenu } from './CannedMenu.tsx';
import { Icon } from './Icon.tsx';

/** Sends what stands in the box. Text that reads like medical advice opens the dialog first. */
const send = async (console: ConsoleContext, mode: Mode): Promise<void> => {
  const { desk, ui } = console;
  const conversationId = desk.thread.id.value;
  if (conversationId === null) return;
  const text = desk.drafts.read(conversationId, mode).trim();
  if (text === '' || text.length > MESSAGE_LIMIT || openBlanks(text).length > 0) return;
  if (mode === 'reply') {
    // Loaded on the first reply: the rules are large and the page should be quick.
    const { checkStatement } = await import('#shared/domain/advice/guard.ts');
    if (checkStatement(text).forbidden) {
      ui.dialog.value = { kind: 'advice', text, clientId: null };
      return;
    }
  }
  submit(console, conversationId, mode, text);
};

/** Hands a text to the outbox and empties the box. */
export const submit = (
  { desk }: ConsoleContext,
  conversationId: string,
  mode: Mode,
  text: string,
  adviceReason?: string,
): void => {
  desk.outbox.add({
    conversationId,
    mode,
    ticketId: desk.thread.detail.value?.ticket?.ticketId ?? null,
    base: desk.thread.base(),
    text,
    ...(adviceReason === undefined ? {} : { adviceReason }),
  });
  desk.drafts.write(conversationId, mode, '');
  if (mode === 'reply') desk.typed(false);
};

type EditorProps = { readonly conversationId: string; readonly mode: Mode };

function Editor({ conversationId, mode }: EditorProps) {
  const console = useConsole();
  const { desk, ui, settings } = console;
  const box = useRef<HTMLTextAreaElement>(null);
  const [slash, setSlash] = useState<{ start: number; query: string } | null>(null);
  const [chosen, setChosen] = useState(0);
  const text = desk.drafts.read(conversationId, mode);
  const blanks = openBlanks(text);
  const found = slash === null ? [] : findCanned(slash.query);
  const { sendKey } = settings.values.value;
  const asked = ui.focusReply.value;

  useEffect(() => {
    if (asked > 0) box.current?.focus();
  }, [asked]);

  const write = (next: string): void => {
    desk.drafts.write(conversationId, mode, next);
    if (mode === 'reply') desk.typed(next.trim() !== '');
  };

  /** Puts a text at the cursor and selects its first blank. */
  const insert = (reply: CannedReply): void => {
    const start = slash?.start ?? box.current?.selectionStart ?? text.length;
    const end = box.current?.selectionStart ?? start;
    const words = localized(reply.text);
    write(text.slice(0, start) + words + text.slice(end));
    setSlash(null);
    requestAnimationFrame(() => {
      const area = box.current;
      if (area === null) return;
      area.focus();
      const blank = nextBlank(words, 0);
      const at = start + words.length;
      area.setSelectionRange(
        start + (blank?.[0] ?? words.length),
        blank === null ? at : start + blank[1],
      );
    });
  };

  const toNextBlank = (area: HTMLTextAreaElement): boolean => {
    const blank = nextBlank(area.value, area.selectionEnd);
    if (blank === null) return false;
    area.setSelectionRange(blank[0], blank[1]);
    return true;
  };

  const inMenu = (event: KeyboardEvent): boolean => {
    const reply = found[chosen];
    if (reply === undefined) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((chosen + step + found.length) % found.length);
    else if (event.key === 'Enter' || event.key === 'Tab') insert(reply);
    else if (event.key === 'Escape') setSlash(null);
    else return false;
    return true;
  };

  const onKeyDown = (
    event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement },
  ): void => {
    if (isComposing(event)) return;
    const handled =
      inMenu(event) || (event.key === 'Tab' && !event.shiftKey && toNextBlank(event.currentTarget));
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'Escape') event.currentTarget.blur();
    if (!sendsOn(event, sendKey)) return;
    event.preventDefault();
    void send(console, mode);
  };

  const readSlash = (area: HTMLTextAreaElement): void => {
    setSlash(slashQuery(area.value, area.selectionStart));
    setChosen(0);
  };

  const tooLong = text.length > MESSAGE_LIMIT;
  const blocked = text.trim() === '' || tooLong || blanks.length > 0;
  return (
    <div class={`editor editor-${mode}`}>
      {slash !== null && found.length > 0 && (
        <CannedMenu replies={found} chosen={chosen} onChoose={insert} onPoint={setChosen} />
      )}
      <textarea
        ref={box}
        rows={2}
        value={text}
        aria-label={t(mode === 'reply' ? 'replyText' : 'noteText')}
        placeholder={t(mode === 'reply' ? 'replyHint' : 'noteHint')}
        aria-autocomplete="list"
        aria-controls={slash === null ? undefined : 'canned-menu'}
        aria-activedescendant={found[chosen] && slash ? `canned-${found[chosen].id}` : undefined}
        onInput={(event) => {
          write(event.currentTarget.value);
          readSlash(event.currentTarget);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setSlash(null);
          if (mode === 'reply') desk.typed(false);
        }}
      />
      <div class="editor-foot">
        <span class="editor-hint">
          {blanks.length > 0
            ? t('blanksLeft', { blanks: blanks.join(' ') })
            : tooLong
              ? t('tooLong', { count: text.length - MESSAGE_LIMIT })
              : t(sendKey === 'enter' ? 'hintEnter' : 'hintCtrlEnter')}
        </span>
        <button
          type="button"
          class={mode === 'reply' ? 'button button-primary' : 'button button-note'}
          disabled={blocked}
          onClick={() => void send(console, mode)}
        >
          <Icon name={mode === 'reply' ? 'send' : 'lock'} size={16} />
          {t(mode === 'reply' ? 'sendReply' : 'saveNote')}
        </button>
      </div>
    </div>
  );
}

/** Why nothing can be sent to the patient now, and the way to change it. */
function Closed() {
  const console = useConsole();
  const standing = standingNow(console);
  if (standing === null || standing.kind === 'mine') return null;
  if (standing.kind === 'free')
    return (
      <div class="closed">
        <p>{t(standing.owner === 'bot' ? 'closedBot' : 'closedQueue')}</p>
        <button type="button" class="button button-primary" onClick={() => void claim(console)}>
          <Icon name="take" size={17} />
          {t('claim')}
          <kbd>{keyName('claim')}</kbd>
        </button>
      </div>
    );
  return (
    <div class="closed">
      <p>
        {standing.kind === 'resolved'
          ? t('closedResolved')
          : t('closedColleague', { name: standing.name ?? t('aColleague') })}
      </p>
    </div>
  );
}

export function ReplyBox() {
  const console = useConsole();
  const { desk, ui } = console;
  const id = desk.thread.id.value;
  const standing = standingNow(console);
  const mode = ui.mode.value;
  if (id === null || standing === null) return null;
  const noteable = desk.thread.detail.value?.ticket != null;
  return (
    <section class={`reply-box reply-box-${mode}`} aria-label={t('replyText')}>
      <div class="reply-tabs" role="tablist" aria-label={t('replyText')}>
        {(['reply', 'note'] as const).map((which) => (
          <button
            type="button"
            key={which}
            role="tab"
            aria-selected={mode === which}
            disabled={which === 'note' && !noteable}
            title={`${t(which === 'reply' ? 'tabReply' : 'tabNote')} (${keyName(which)})`}
            onClick={() => {
              ui.mode.value = which;
              ui.focusReply.value += 1;
            }}
          >
            {which === 'note' && <Icon name="lock" size={14} />}
            {t(which === 'reply' ? 'tabReply' : 'tabNote')}
          </button>
        ))}
      </div>
      {mode === 'reply' && standing.kind !== 'mine' ? (
        <Closed />
      ) : (
        <Editor key={`${id}|${mode}`} conversationId={id} mode={mode} />
      )}
    </section>
  );
}
