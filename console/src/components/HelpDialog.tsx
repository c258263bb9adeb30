import { useConsole } from '../context.ts';
import { keyName, SHORTCUTS, type ShortcutGroup } from '../helpers/shortcuts.ts';
import { t } from '../i18n.ts';
import { Dialog } from './Dialog.tsx';

const GROUPS: readonly ShortcutGroup[] = ['everywhere', 'lists', 'conversation', 'ticket'];

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { settings } = useConsole();
  return (
    <Dialog title={t('shortcuts')} onClose={onClose} wide>
      <div class="help-groups">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`group_${group}`)}</h3>
            <dl class="help-keys">
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
                <div key={shortcut.id}>
                  <dt>{t(shortcut.label)}</dt>
                  <dd>
                    <kbd>{keyName(shortcut.id)}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={settings.values.value.shortcuts}
          onChange={(event) => settings.set({ shortcuts: event.currentTarget.checked })}
        />
        {t('shortcutsOn')}
      </label>
    </Dialog>
  );
}
