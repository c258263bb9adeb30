import { setPresence } from '../actions.ts';
import { useConsole } from '../context.ts';
import { t } from '../i18n.ts';
import { PRESENCES } from '../store/team.ts';
import { presenceText, tierText } from '../words.ts';
import { StaffAvatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';
import { Popover } from './Popover.tsx';

export function PresenceMenu() {
  const console = useConsole();
  const { staff, team } = console.desk;
  return (
    <Popover
      label={`${staff.name} · ${presenceText(team.mine.value)}`}
      buttonClass="rail-item rail-me"
      panelClass="rail-panel rail-panel-me"
      button={<StaffAvatar id={staff.staffId} name={staff.name} presence={team.mine.value} />}
    >
      {(close) => (
        <>
          <h2>{staff.name}</h2>
          <p class="quiet">
            {tierText(staff.tier)}
            {staff.departments.length > 0 && ` · ${staff.departments.join('、')}`}
          </p>
          <fieldset class="choices">
            <legend class="sr-only">{t('presence')}</legend>
            {PRESENCES.map((presence) => (
              <label key={presence} class="choice">
                <input
                  type="radio"
                  name="presence"
                  checked={team.mine.value === presence}
                  onChange={() => void setPresence(console, presence)}
                />
                <span class={`presence-dot presence-${presence}`} />
                {presenceText(presence)}
              </label>
            ))}
          </fieldset>
          <button
            type="button"
            class="button wide"
            onClick={() => {
              close();
              console.signOut();
            }}
          >
            <Icon name="out" size={16} />
            {t('signOut')}
          </button>
        </>
      )}
    </Popover>
  );
}
