import { useConsole } from '../context.ts';
import { t } from '../i18n.ts';
import { presenceText, tierText } from '../words.ts';
import { StaffAvatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';
import { Popover } from './Popover.tsx';

export function TeamPanel() {
  const { team } = useConsole().desk;
  return (
    <Popover
      label={t('team')}
      buttonClass="rail-item"
      panelClass="rail-panel"
      onOpen={() => void team.refresh()}
      button={
        <>
          <span class="rail-icon">
            <Icon name="team" size={22} />
          </span>
          <span class="rail-label">{t('team')}</span>
        </>
      }
    >
      {() => (
        <>
          <h2>{t('teamOnline', { count: team.online.value })}</h2>
          {team.colleagues.value.length === 0 && <p class="quiet">{t('noColleagues')}</p>}
          <ul class="people">
            {team.colleagues.value.map((person) => (
              <li key={person.staffId}>
                <StaffAvatar id={person.staffId} name={person.name} presence={person.presence} />
                <span>
                  <strong>{person.name}</strong>
                  <span class="quiet">
                    {presenceText(person.presence)} · {tierText(person.tier)}
                    {person.departments.length > 0 && ` · ${person.departments.join('、')}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}
