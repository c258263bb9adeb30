import { t } from '../i18n.ts';
import { dismissToast, toasts } from '../store/toasts.ts';
import { Icon } from './Icon.tsx';

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.tone}`}>
          <Icon name={toast.tone === 'bad' ? 'alert' : 'check'} size={18} />
          <p>
            {toast.text}
            {toast.code !== undefined && <code>{toast.code}</code>}
          </p>
          <button
            type="button"
            class="icon-button icon-button-tiny"
            aria-label={t('close')}
            onClick={() => dismissToast(toast.id)}
          >
            <Icon name="x" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
