import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SavedView } from '#shared/domain/ticket/list-query.ts';
import { sayError } from '../../actions.ts';
import { Icon } from '../../components/Icon.tsx';
import { Popover } from '../../components/Popover.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { say } from '../../store/toasts.ts';

const mayShare = (tier: string): boolean => tier === 'supervisor' || tier === 'office';

function View({ view, onChoose }: { readonly view: SavedView; readonly onChoose: () => void }) {
  const { desk } = useConsole();
  const drop = async (): Promise<void> => {
    const error = await desk.ticketList.dropView(view);
    if (error !== null) sayError(error);
  };
  return (
    <li class="saved-view">
      <button
        type="button"
        class="saved-view-name"
        onClick={() => {
          desk.ticketList.apply(view);
          onChoose();
        }}
      >
        {view.name}
        {view.shared && (
          <span class="chip" title={t('sharedBy', { name: view.byName })}>
            {t('sharedView')}
          </span>
        )}
      </button>
      {(!view.shared || mayShare(desk.staff.tier)) && (
        <button
          type="button"
          class="icon-button icon-button-tiny"
          aria-label={t('dropView', { name: view.name })}
          title={t('dropView', { name: view.name })}
          onClick={() => void drop()}
        >
          <Icon name="x" size={14} />
        </button>
      )}
    </li>
  );
}

function Keep({ onDone }: { readonly onDone: () => void }) {
  const { desk } = useConsole();
  const name = useSignal('');
  const shared = useSignal(false);
  const keep = async (): Promise<void> => {
    const error = await desk.ticketList.keepView(name.value.trim(), shared.value);
    if (error !== null) return sayError(error);
    say({ tone: 'good', text: t('viewKept', { name: name.value.trim() }) });
    onDone();
  };
  return (
    <form
      class="keep-view"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.value.trim() !== '') void keep();
      }}
    >
      <input
        class="input"
        aria-label={t('viewName')}
        placeholder={t('viewName')}
        maxLength={20}
        value={name.value}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
      />
      {mayShare(desk.staff.tier) && (
        <label class="choice choice-flush">
          <input
            type="checkbox"
            checked={shared.value}
            onChange={(event) => {
              shared.value = event.currentTarget.checked;
            }}
          />
          {t('shareView')}
        </label>
      )}
      <button type="submit" class="button button-small" disabled={name.value.trim() === ''}>
        {t('keepView')}
      </button>
    </form>
  );
}

/** Filters that were saved under a name, for oneself or for the desk: kept on the server, on every device. */
export function SavedViews() {
  const { ticketList } = useConsole().desk;
  useEffect(() => void ticketList.readViews(), [ticketList]);
  const views = ticketList.views.value;
  return (
    <Popover
      label={t('savedViews')}
      buttonClass="select select-small"
      panelClass="saved-views"
      onOpen={() => void ticketList.readViews()}
      button={
        <>
          <Icon name="star" size={14} />
          {t('savedViews')}
          {views.length > 0 && <span class="count">{views.length}</span>}
        </>
      }
    >
      {(close) => (
        <>
          {views.length === 0 && <p class="quiet">{t('noViews')}</p>}
          <ul>
            {views.map((view) => (
              <View key={`${view.shared}-${view.viewId}`} view={view} onChoose={close} />
            ))}
          </ul>
          <Keep onDone={close} />
        </>
      )}
    </Popover>
  );
}
