import { useEffect, useState } from 'preact/hooks';
import type { ForbiddenSentence } from '#shared/domain/advice/outgoing.ts';
import { useConsole } from '../context.ts';
import { markedParts } from '../helpers/marked-text.ts';
import { localized, t } from '../i18n.ts';
import { checkAdvice } from '../services/advice.ts';
import { Dialog } from './Dialog.tsx';
import { submit } from './ReplyBox.tsx';

type Props = {
  readonly text: string;
  readonly clientId: string | null;
  readonly onClose: () => void;
};

/** The contract asks for at least this many characters of reason. */
const REASON_MIN = 2;

/** A reply that reads like medical advice: the sentence is marked; it is reworded, or sent with a reason that is kept. */
export function AdviceDialog({ text, clientId, onClose }: Props) {
  const console = useConsole();
  const { desk, ui } = console;
  const [sentences, setSentences] = useState<readonly ForbiddenSentence[]>([]);
  const [reason, setReason] = useState('');
  useEffect(() => {
    void checkAdvice(text).then((check) => setSentences(check?.sentences ?? []));
  }, [text]);
  const conversationId = desk.thread.id.value;

  const reword = (): void => {
    const refused = clientId === null ? null : desk.outbox.discard(clientId);
    if (refused !== null) desk.drafts.write(refused.conversationId, 'reply', refused.text);
    onClose();
    ui.focusReply.value += 1;
  };
  const sendAnyway = (): void => {
    if (clientId !== null) desk.outbox.retry(clientId, reason.trim());
    else if (conversationId !== null) submit(console, conversationId, 'reply', text, reason.trim());
    onClose();
  };

  return (
    <Dialog title={t('adviceTitle')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          sendAnyway();
        }}
      >
        <p>{t('adviceText')}</p>
        <blockquote class="advice-quote">
          {markedParts(text, sentences).map((part) =>
            part.marked ? (
              <mark key={part.start}>{part.text}</mark>
            ) : (
              <span key={part.start}>{part.text}</span>
            ),
          )}
        </blockquote>
        <ul class="advice-kinds">
          {[...new Set(sentences.map((sentence) => localized(sentence.reason)))].map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        <label class="field">
          {t('adviceReason')}
          <textarea
            rows={2}
            required
            minLength={REASON_MIN}
            maxLength={300}
            value={reason}
            placeholder={t('adviceReasonHint')}
            onInput={(e) => setReason(e.currentTarget.value)}
          />
        </label>
        <footer class="dialog-foot">
          <button
            type="submit"
            class="button button-danger"
            disabled={reason.trim().length < REASON_MIN}
          >
            {t('adviceSend')}
          </button>
          <button type="button" class="button button-primary" onClick={reword}>
            {t('adviceReword')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
