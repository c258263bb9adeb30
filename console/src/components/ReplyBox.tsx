import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { MESSAGE_LIMIT } from '#shared/contract/values.ts';
import { claim, mayTakeOver, standingNow } from '../actions.ts';
import { type ConsoleContext, useConsole } from '../context.ts';
import { type CannedReply, findCanned } from '../data/canned-replies.ts';
import {
  isComposing,
  nextBlank,
  openBlanks,
  type SendKey,
  sendsOn,
  slashQuery,
} from '../helpers/composer-rules.ts';
import { keyName } from '../helpers/shortcuts.ts';
import { localized, t } from '../i18n.ts';
import { checkAdvice } from '../services/advice.ts';
import type { Mode } from '../store/drafts.ts';
import type { StringKey } from '../strings.ts';
import { CannedMenu } from './CannedMenu.tsx';
import { Icon } from './Icon.tsx';

const isSendable = (text: string): boolean =>
  text.trim() !== '' && text.length <= MESSAGE_LIMIT && openBlanks(text).length === 0;

/** Sends what stands in the box. Text that reads like medical advice opens the dialog first. */
const send = async (console: ConsoleContext, mode: Mode): Promise<void> => {
  const { desk, ui } = console;
  const conversationId = desk.thread.id.value;
  if (conversationId === null) return;
  const text = desk.drafts.read(conversationId, mode).trim();
  if (!isSendable(text)) return;
  if (mode === 'reply') {
    const check = await checkAdvice(text);
    // Enter pressed twice while the rules were loading: the first has sent it.
    if (desk.drafts.read(conversationId, mode).trim() !== text) return;
    if (check?.forbidden) {
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

/** Canned replies while `/word` stands before the cursor, and blanks to be filled. */
const useCanned = (box: RefObject<HTMLTextAreaElement | null>, write: (text: string) => void) => {
  const [slash, setSlash] = useState<{ start: number; query: string } | null>(null);
  const [chosen, setChosen] = useState(0);
  const found = slash === null ? [] : findCanned(slash.query);

  /** Puts a reply at the cursor, in place of the `/word`, and selects its first blank. */
  const insert = (reply: CannedReply): void => {
    const area = box.current;
    if (area === null) return;
    const end = area.selectionStart;
    const start = slash?.start ?? end;
    const words = localized(reply.text);
    write(area.value.slice(0, start) + words + area.value.slice(end));
    setSlash(null);
    requestAnimationFrame(() => {
      area.focus();
      const [from, to] = nextBlank(words, 0) ?? [words.length, words.length];
      area.setSelectionRange(start + from, start + to);
    });
  };

  /** True where the key was meant for the menu. */
  const onKey = (key: string): boolean => {
    const reply = found[chosen];
    if (reply === undefined) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined) setChosen((chosen + step + found.length) % found.length);
    else if (key === 'Enter' || key === 'Tab') insert(reply);
    else if (key === 'Escape') setSlash(null);
    else return false;
    return true;
  };

  return {
    found,
    chosen,
    insert,
    onKey,
    point: setChosen,
    close: () => setSlash(null),
    look: (area: HTMLTextAreaElement): void => {
      setSlash(slashQuery(area.value, area.selectionStart));
      setChosen(0);
    },
  };
};

const toNextBlank = (area: HTMLTextAreaElement): boolean => {
  const blank = nextBlank(area.value, area.selectionEnd);
  if (blank === null) return false;
  area.setSelectionRange(blank[0], blank[1]);
  return true;
};

const KEY_HINTS = {
  reply: { enter: 'hintEnter', 'ctrl-enter': 'hintCtrlEnter' },
  note: { enter: 'hintNoteEnter', 'ctrl-enter': 'hintNoteCtrlEnter' },
} as const satisfies Record<Mode, Record<SendKey, StringKey>>;

type HintProps = { readonly text: string; readonly mode: Mode; readonly sendKey: SendKey };

function Hint({ text, mode, sendKey }: HintProps) {
  const blanks = openBlanks(text);
  const over = text.length - MESSAGE_LIMIT;
  if (blanks.length > 0) return <>{t('blanksLeft', { blanks: blanks.join(' ') })}</>;
  if (over > 0) return <>{t('tooLong', { count: over })}</>;
  return <>{t(KEY_HINTS[mode][sendKey])}</>;
}

function Editor({ conversationId, mode }: EditorProps) {
  const console = useConsole();
  const { desk, ui, settings } = console;
  const box = useRef<HTMLTextAreaElement>(null);
  const text = desk.drafts.read(conversationId, mode);
  const { sendKey } = settings.values.value;
  const asked = ui.focusReply.value;
  const isReply = mode === 'reply';

  const write = (next: string): void => {
    desk.drafts.write(conversationId, mode, next);
    if (isReply) desk.typed(next.trim() !== '');
  };
  const canned = useCanned(box, write);
  const active = canned.found[canned.chosen];

  useEffect(() => {
    if (asked > 0) box.current?.focus();
  }, [asked]);

  const onKeyDown = (
    event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement },
  ): void => {
    if (isComposing(event)) return;
    const toBlank = event.key === 'Tab' && !event.shiftKey;
    if (canned.onKey(event.key) || (toBlank && toNextBlank(event.currentTarget))) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'Escape') event.currentTarget.blur();
    if (!sendsOn(event, sendKey)) return;
    event.preventDefault();
    void send(console, mode);
  };

  return (
    <div class={`editor editor-${mode}`}>
      {canned.found.length > 0 && (
        <CannedMenu
          replies={canned.found}
          chosen={canned.chosen}
          onChoose={canned.insert}
          onPoint={canned.point}
        />
      )}
      <textarea
        ref={box}
        rows={2}
        value={text}
        aria-label={t(isReply ? 'replyText' : 'noteText')}
        placeholder={t(isReply ? 'replyHint' : 'noteHint')}
        aria-autocomplete="list"
        aria-controls={active && 'canned-menu'}
        aria-activedescendant={active && `canned-${active.id}`}
        onInput={(event) => {
          write(event.currentTarget.value);
          canned.look(event.currentTarget);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          canned.close();
          if (isReply) desk.typed(false);
        }}
      />
      <div class="editor-foot">
        <span class="editor-hint">
          <Hint text={text} mode={mode} sendKey={sendKey} />
        </span>
        <button
          type="button"
          class={isReply ? 'button button-primary' : 'button button-note'}
          disabled={!isSendable(text)}
          onClick={() => void send(console, mode)}
        >
          <Icon name={isReply ? 'send' : 'lock'} size={16} />
          {t(isReply ? 'sendReply' : 'saveNote')}
        </button>
      </div>
    </div>
  );
}

/** Why nothing can be sent to the patient now, and the way to change it. */
function Closed() {
  const console = useConsole();
  const standing = standingNow(console);
  const urgent = console.desk.thread.state.value?.urgent === true;
  if (standing === null || standing.kind === 'mine') return null;
  if (standing.kind === 'free')
    return (
      <div class="closed">
        <p class={urgent ? 'closed-urgent' : ''}>
          {t(urgent ? 'closedUrgent' : standing.owner === 'bot' ? 'closedBot' : 'closedQueue')}
        </p>
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
      {standing.kind === 'colleague' && mayTakeOver(console) && (
        <button
          type="button"
          class="button"
          onClick={() => {
            console.ui.dialog.value = { kind: 'take-over' };
          }}
        >
          <Icon name="take" size={17} />
          {t('takeOver')}
        </button>
      )}
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
