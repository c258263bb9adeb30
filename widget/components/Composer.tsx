import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { COUNT_FROM, entersToSend, sendRule, TEXT_LIMIT } from '../helpers/composer-rules.ts';
import type { Suggestion } from '../store/chat.ts';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';

const SUGGEST_AFTER = 250;

/** What others asked that begins like this; nothing while it does not matter any more. */
const useSuggestions = (text: string): [readonly Suggestion[], () => void] => {
  const { chat } = useView();
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(async () => {
      const answer = await chat.suggest(text);
      if (wanted) setFound(answer);
    }, SUGGEST_AFTER);
    return () => {
      wanted = false;
      clearTimeout(timer);
      setFound([]);
    };
  }, [text, chat]);
  return [found, () => setFound([])];
};

const HoldToTalk = (): JSX.Element | null => {
  const { speech, locale, draft } = useView();
  const t = useStrings();
  const [listening, setListening] = useState(false);
  const [failed, setFailed] = useState(false);
  if (!speech.canListen) return null;
  const begin = (): void => {
    const before = draft.value;
    setFailed(false);
    setListening(true);
    speech.listen(locale.value, {
      onText: (text) => {
        draft.value = before + text;
      },
      onEnd: (heard) => {
        setListening(false);
        setFailed(!heard);
      },
    });
  };
  const byKey = (event: KeyboardEvent, run: () => void): void => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) run();
  };
  return (
    <>
      <button
        type="button"
        class={listening ? 'nx-icon-button nx-mic nx-listening' : 'nx-icon-button nx-mic'}
        aria-label={listening ? t.listening : t.hold}
        onPointerDown={(event) => {
          event.preventDefault();
          begin();
        }}
        onPointerUp={speech.stopListening}
        onPointerCancel={speech.stopListening}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => byKey(event, begin)}
        onKeyUp={(event) => byKey(event, speech.stopListening)}
      >
        <Icon name="mic" />
      </button>
      {(listening || failed) && (
        <p class="nx-voice" role="status">
          {listening ? t.listening : t.voiceFailed}
        </p>
      )}
    </>
  );
};

const usePlaceholder = (): string => {
  const { chat } = useView();
  const t = useStrings();
  const state = chat.state.value;
  if (state?.status === 'resolved') return t.placeholderEnded;
  return state?.owner === 'agent' ? t.placeholderAgent(state.agentName ?? '') : t.placeholder;
};

export const Composer = (): JSX.Element => {
  const { chat, draft, open, host } = useView();
  const t = useStrings();
  const box = useRef<HTMLTextAreaElement>(null);
  const [chosen, setChosen] = useState(-1);
  const placeholder = usePlaceholder();
  const text = draft.value;
  const [suggestions, forget] = useSuggestions(text);
  const rule = sendRule(text);

  useEffect(() => chat.typing(text), [text, chat]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text, open.value]);

  useEffect(() => {
    // On phones the keyboard would cover the choices.
    const roomy = host.mode === 'panel' && !matchMedia('(max-width: 667px)').matches;
    if (open.value && roomy) box.current?.focus();
  }, [open.value, host.mode]);

  const send = (what: string): void => {
    if (!sendRule(what).may) return;
    draft.value = '';
    setChosen(-1);
    forget();
    chat.say(what);
    box.current?.focus();
  };

  const inList = (event: KeyboardEvent): boolean => {
    if (suggestions.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const count = suggestions.length + 1;
      setChosen(((chosen + 1 + step + count) % count) - 1);
      return true;
    }
    if (event.key === 'Escape') {
      event.stopPropagation();
      forget();
      setChosen(-1);
      return true;
    }
    return false;
  };

  const keys = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    const moved = inList(event);
    if (!moved && !entersToSend(event)) return;
    event.preventDefault();
    if (!moved) send(suggestions[chosen]?.question ?? text);
  };

  const left = TEXT_LIMIT - text.length;
  return (
    <form
      class="nx-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send(text);
      }}
    >
      {suggestions.length > 0 && (
        <div class="nx-suggestions">
          <p id="nx-suggest-title">{t.suggestions}</p>
          <div id="nx-suggest" role="listbox" aria-labelledby="nx-suggest-title">
            {suggestions.map(({ articleId, question }, index) => (
              <div
                key={articleId}
                id={`nx-suggest-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                class={index === chosen ? 'nx-chosen' : ''}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => send(question)}
                onKeyDown={() => undefined}
              >
                <Icon name="search" />
                {question}
              </div>
            ))}
          </div>
        </div>
      )}
      {text.length > COUNT_FROM && (
        <p class={left < 0 ? 'nx-count nx-over' : 'nx-count'} role="status">
          {t.left(left)}
        </p>
      )}
      <div class="nx-box">
        <textarea
          ref={box}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={t.typeMessage}
          aria-autocomplete="list"
          aria-controls={suggestions.length > 0 ? 'nx-suggest' : undefined}
          aria-activedescendant={chosen >= 0 ? `nx-suggest-${chosen}` : undefined}
          enterkeyhint="send"
          autocomplete="off"
          onInput={(event) => {
            draft.value = event.currentTarget.value;
            setChosen(-1);
          }}
          onKeyDown={keys}
        />
        <HoldToTalk />
        <button type="submit" class="nx-send" aria-label={t.send} disabled={!rule.may}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
};
