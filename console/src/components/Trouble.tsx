import type { CallError } from '#shared/client/api-client.ts';
import { errorText } from '../actions.ts';
import { t } from '../i18n.ts';
import { Icon } from './Icon.tsx';

/** A pane that could not be loaded: what is wrong, the code to read out, and the way out. */
export function Trouble({
  error,
  onRetry,
}: {
  readonly error: CallError;
  readonly onRetry: () => void;
}) {
  const { text, code } = errorText(error);
  return (
    <div class="empty" role="alert">
      <span class="empty-drawing trouble-drawing">
        <Icon name="alert" size={32} />
      </span>
      <p class="empty-title">{text}</p>
      <p class="empty-text">
        {t('errorCode')} <code>{code}</code>
      </p>
      <button type="button" class="button" onClick={onRetry}>
        {t('retry')}
      </button>
    </div>
  );
}
