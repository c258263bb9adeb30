import type { ComponentChildren } from 'preact';
import { useConsole } from '../context.ts';
import { t } from '../i18n.ts';
import { askPermission, permission } from '../services/notifications.ts';

type ChoiceProps<T extends string> = {
  readonly name: string;
  readonly legend: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChoose: (value: T) => void;
};

function Choice<T extends string>({ name, legend, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset class="choices choices-inline">
      <legend>{legend}</legend>
      {options.map(([option, label]) => (
        <label key={option} class="choice">
          <input
            type="radio"
            name={name}
            checked={value === option}
            onChange={() => onChoose(option)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function Card({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="settings-card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function SettingsView() {
  const { settings, sounds, site } = useConsole();
  const values = settings.values.value;
  return (
    <main class="pane settings">
      <h1>{t('settings')}</h1>
      <Card title={t('appearance')}>
        <Choice
          name="locale"
          legend={t('language')}
          value={values.locale}
          options={[
            ['zh-CN', '简体中文'],
            ['en', 'English'],
          ]}
          onChoose={(locale) => settings.set({ locale })}
        />
        <Choice
          name="theme"
          legend={t('theme')}
          value={values.theme}
          options={[
            ['auto', t('themeAuto')],
            ['light', t('themeLight')],
            ['dark', t('themeDark')],
          ]}
          onChoose={(theme) => settings.set({ theme })}
        />
      </Card>
      <Card title={t('writing')}>
        <Choice
          name="send-key"
          legend={t('sendKey')}
          value={values.sendKey}
          options={[
            ['enter', t('sendKeyEnter')],
            ['ctrl-enter', t('sendKeyCtrl')],
          ]}
          onChoose={(sendKey) => settings.set({ sendKey })}
        />
        <label class="choice">
          <input
            type="checkbox"
            checked={values.shortcuts}
            onChange={(event) => settings.set({ shortcuts: event.currentTarget.checked })}
          />
          {t('shortcutsOn')}
        </label>
      </Card>
      <Card title={t('alerts')}>
        <Choice
          name="sound"
          legend={t('soundFor')}
          value={values.sound}
          options={[
            ['all', t('soundAll')],
            ['mine', t('soundMine')],
            ['none', t('soundNone')],
          ]}
          onChoose={(sound) => {
            settings.set({ sound });
            if (sound !== 'none') sounds.message();
          }}
        />
        <p class="quiet">{t('alarmIgnoresMute')}</p>
        {permission.value === 'default' && (
          <button type="button" class="button" onClick={() => void askPermission()}>
            {t('allowNotifications')}
          </button>
        )}
        {permission.value === 'denied' && <p class="quiet">{t('notificationsDenied')}</p>}
        {permission.value === 'granted' && <p class="quiet">{t('notificationsGranted')}</p>}
      </Card>
      {site !== null && (
        <p class="quiet">
          {t('version')} {site.release}
        </p>
      )}
    </main>
  );
}
