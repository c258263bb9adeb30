import { useState } from 'preact/hooks';
import { openConversation } from '../actions.ts';
import { type ConsoleContext, useConsole } from '../context.ts';
import { isComposing } from '../helpers/composer-rules.ts';
import { shortNumber } from '../helpers/faces.ts';
import { keyName, SHORTCUTS, type ShortcutId } from '../helpers/shortcuts.ts';
import { t } from '../i18n.ts';
import { go } from '../router.ts';
import { runShortcut } from '../shortcuts-run.ts';
import { Dialog } from './Dialog.tsx';

type Item = {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly run: () => void;
};
const LISTED = 9;
const NOT_LISTED: readonly ShortcutId[] = ['palette', 'close', 'acknowledge'];

const itemsOf = (console: ConsoleContext): readonly Item[] => [
  ...SHORTCUTS.filter((s) => !NOT_LISTED.includes(s.id)).map((shortcut) => ({
    id: shortcut.id,
    label: t(shortcut.label),
    note: keyName(shortcut.id),
    run: () => runShortcut(console, shortcut.id),
  })),
  { id: 'settings', label: t('settings'), note: '', run: () => go({ page: 'settings' }) },
  ...console.desk.inbox.listed.value.map((row) => ({
    id: row.conversationId,
    label: `${t('visitor')} ${shortNumber(row.ticketNumber)} · ${row.preview}`,
    note: row.category,
    run: () => openConversation(row.conversationId),
  })),
];

/** Every command and every listed conversation, by a few letters. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const console = useConsole();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const words = query.trim().toLowerCase();
  const found = itemsOf(console)
    .filter((item) => `${item.label} ${item.note}`.toLowerCase().includes(words))
    .slice(0, LISTED);
  const run = (item: Item | undefined): void => {
    if (item === undefined) return;
    onClose();
    // After the dialog has given the focus back, so that a command may take it.
    setTimeout(item.run, 0);
  };
  return (
    <Dialog title={t('palette')} onClose={onClose}>
      <input
        class="input"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[chosen] ? `palette-${found[chosen].id}` : undefined}
        aria-label={t('palette')}
        placeholder={t('paletteHint')}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined)
            setChosen((chosen + step + found.length) % Math.max(1, found.length));
          else if (event.key === 'Enter') run(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <div class="palette-list" id="palette-list" role="listbox" aria-label={t('palette')}>
        {found.length === 0 && <p class="quiet">{t('nothingFound', { query })}</p>}
        {found.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the box above, which keeps the focus
          <div
            key={item.id}
            id={`palette-${item.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onMouseEnter={() => setChosen(index)}
            onClick={() => run(item)}
          >
            <span>{item.label}</span>
            {item.note !== '' && <kbd>{item.note}</kbd>}
          </div>
        ))}
      </div>
    </Dialog>
  );
}
