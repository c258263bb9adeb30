import { useState } from 'preact/hooks';
import type { StaffRow } from '#shared/contract/routing.ts';
import { errorText } from '../../actions.ts';
import { StaffAvatar } from '../../components/Avatar.tsx';
import { useConsole } from '../../context.ts';
import { listText, wordList } from '../../helpers/word-list.ts';
import { t } from '../../i18n.ts';
import { say } from '../../store/toasts.ts';
import { presenceText, tierText } from '../../words.ts';

type RowProps = { readonly person: StaffRow; readonly onSaved: (person: StaffRow) => void };

function PersonRow({ person, onSaved }: RowProps) {
  const { desk } = useConsole();
  const [skills, setSkills] = useState(listText(person.skills));
  const [capacity, setCapacity] = useState(person.capacity);
  const [ticketCapacity, setTicketCapacity] = useState(person.ticketCapacity);
  const [busy, setBusy] = useState(false);
  const wanted = wordList(skills);
  const changed =
    listText(wanted) !== listText(person.skills) ||
    capacity !== person.capacity ||
    ticketCapacity !== person.ticketCapacity;
  const save = async (): Promise<void> => {
    setBusy(true);
    const answer = await desk.call('setAbilities', {
      params: { staffId: person.staffId },
      body: { skills: wanted, capacity, ticketCapacity },
    });
    setBusy(false);
    if (!answer.ok) return say({ tone: 'bad', ...errorText(answer.error) });
    say({ tone: 'good', text: t('routingSaved') });
    onSaved(answer.value);
  };
  const limit = (label: string, value: number, most: number, set: (value: number) => void) => (
    <label class="routing-limit">
      <span>{label}</span>
      <input
        class="input"
        type="number"
        inputMode="numeric"
        min={0}
        max={most}
        required
        value={value}
        aria-label={`${person.name} ${label}`}
        onInput={(e) =>
          set(Math.min(most, Math.max(0, Math.trunc(e.currentTarget.valueAsNumber || 0))))
        }
      />
    </label>
  );
  return (
    <li class="routing-person">
      <StaffAvatar id={person.staffId} name={person.name} presence={person.presence} />
      <p class="routing-who">
        <strong>{person.name}</strong>
        <span class="quiet">
          {presenceText(person.presence)} · {tierText(person.tier)}
          {person.departments.length > 0 && ` · ${person.departments.join('、')}`}
        </span>
        <span class="quiet number">
          {t('routingChats')} {person.chats}/{person.capacity} · {t('routingTickets')}{' '}
          {person.tickets}/{person.ticketCapacity}
        </span>
      </p>
      <label class="routing-skills">
        <span>{t('routingSkills')}</span>
        <input
          class="input"
          type="text"
          maxLength={300}
          value={skills}
          aria-label={`${person.name} ${t('routingSkills')}`}
          onInput={(e) => setSkills(e.currentTarget.value)}
        />
      </label>
      {limit(t('routingChatLimit'), capacity, 30, setCapacity)}
      {limit(t('routingTicketLimit'), ticketCapacity, 200, setTicketCapacity)}
      <button
        type="button"
        class={changed ? 'button button-primary' : 'button'}
        disabled={!changed || busy}
        aria-label={t('routingSavePerson', { name: person.name })}
        onClick={() => void save()}
      >
        {t('save')}
      </button>
    </li>
  );
}

type TableProps = {
  readonly people: readonly StaffRow[];
  readonly onSaved: (person: StaffRow) => void;
};

/** Everybody with what they can do, how much of it, and what they have now. */
export function PeopleTable({ people, onSaved }: TableProps) {
  if (people.length === 0) return <p class="quiet">{t('routingNobody')}</p>;
  return (
    <ul class="routing-people">
      {people.map((person) => (
        <PersonRow key={person.staffId} person={person} onSaved={onSaved} />
      ))}
    </ul>
  );
}
