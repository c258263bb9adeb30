import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n.ts';

type Props = { readonly load: () => Promise<FunctionComponent> };

/** A view whose code comes when it is first looked at. A part that cannot be loaded says so and can be asked for again. */
export function Later({ load }: Props) {
  const view = useSignal<{ readonly part: FunctionComponent } | null>(null);
  const failed = useSignal(false);
  const tries = useSignal(0);
  useEffect(() => {
    let gone = false;
    load().then(
      (part) => {
        if (!gone) view.value = { part };
      },
      () => {
        if (!gone) failed.value = true;
      },
    );
    return () => {
      gone = true;
    };
  }, [load, view, failed, tries.value]);
  const Part = view.value?.part;
  if (Part !== undefined) return <Part />;
  if (failed.value)
    return (
      <main class="pane later">
        <div class="empty" role="alert">
          <p class="empty-title">{t('errorNetwork')}</p>
          <button
            type="button"
            class="button"
            onClick={() => {
              failed.value = false;
              tries.value += 1;
            }}
          >
            {t('retry')}
          </button>
        </div>
      </main>
    );
  return <main class="pane later" aria-busy="true" />;
}
