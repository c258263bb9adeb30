import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CallError } from '#shared/client/api-client.ts';
import type { Response } from '#shared/contract/endpoints.ts';
import { CHANNELS, type ChannelId } from '#shared/domain/conversation/channels.ts';
import { CATEGORIES, CATEGORY_IDS, type Category } from '#shared/domain/intent/categories.ts';
import { SEVERITIES, type Severity } from '#shared/domain/intent/topics.ts';
import type { Help } from '#shared/domain/ticket/help.ts';
import { copy, errorText } from '../../actions.ts';

import { Input, Pick, Pills, TextArea, When } from '../../components/fields.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useConsole } from '../../context.ts';
import { fromLocalTime } from '../../helpers/local-time.ts';
import { localized, t } from '../../i18n.ts';
import { hrefOf } from '../../router.ts';
import { namesIn } from './DeskForms.tsx';
import { HelpFields } from './HelpFields.tsx';
import { useDepartments } from './use-departments.ts';

const DOORS = [
  'phone',
  'onsite',
  'letter',
  'hotline12345',
  'leader-day',
] as const satisfies readonly ChannelId[];
type Door = (typeof DOORS)[number];
type Created = Response<'createTicket'>;

/** Alt and a digit choose the door while the cursor stays in the words. */
const doorOf = (code: string): Door | undefined =>
  DOORS[Number(/^Digit([1-9])$/.exec(code)?.[1] ?? 0) - 1];

type Values = {
  readonly door: Door;
  readonly category: Category | '';
  readonly severity: Severity | '';
  readonly text: string;
  readonly wish: string;
  readonly name: string;
  readonly phone: string;
  readonly relation: string;
  readonly department: string;
  readonly staffNamed: string;
  readonly help: Help | null;
  readonly externalDue: string;
  readonly received: string;
};

const emptyValues = (door: Door): Values => ({
  door,
  category: '',
  severity: '',
  text: '',
  wish: '',
  name: '',
  phone: '',
  relation: '本人',
  department: '',
  staffNamed: '',
  help: null,
  externalDue: '',
  received: '',
});

const RELATIONS = ['本人', '家属', '同事朋友', '其他'] as const;
const TEXT_LIMIT = 4_000;

type FieldsProps = {
  readonly values: Values;
  readonly set: (change: Partial<Values>) => void;
};

function Person({ values, set }: FieldsProps) {
  return (
    <div class="field-three">
      <Input
        label={t('contactPhone')}
        value={values.phone}
        limit={30}
        inputMode="tel"
        onInput={(phone) => set({ phone })}
      />
      <Input
        label={t('contactName')}
        value={values.name}
        limit={60}
        onInput={(name) => set({ name })}
      />
      <Pick
        label={t('relation')}
        value={values.relation}
        options={RELATIONS.map((relation) => [relation, relation])}
        onChoose={(relation) => set({ relation })}
      />
    </div>
  );
}

/** What is rarely known at once; nothing of it must be filled in. */
function More({ values, set }: FieldsProps) {
  const departments = useDepartments();
  return (
    <details class="new-more" open={values.door === 'letter'}>
      <summary>{t('moreFields')}</summary>
      <div class="field-pair">
        <Pick
          label={t('department')}
          none={t('routedByItself')}
          value={values.department}
          options={departments.map((name) => [name, name])}
          onChoose={(department) => set({ department })}
        />
        <Input
          label={t('staffNamed')}
          value={values.staffNamed}
          limit={200}
          placeholder={t('staffNamedHint')}
          onInput={(staffNamed) => set({ staffNamed })}
        />
        <When
          label={t('receivedAt')}
          value={values.received}
          onInput={(received) => set({ received })}
        />
        {values.door !== 'hotline12345' && (
          <When
            label={t('externalDueAt')}
            value={values.externalDue}
            onInput={(externalDue) => set({ externalDue })}
          />
        )}
      </div>
    </details>
  );
}

const bodyOf = (values: Values, clientId: string) => ({
  clientId,
  channel: values.door,
  ...(values.category === '' ? {} : { category: values.category }),
  ...(values.severity === '' || values.category !== '投诉' ? {} : { severity: values.severity }),
  ...(values.department === '' ? {} : { department: values.department }),
  text: values.text.trim(),
  wish: values.wish.trim(),
  contact: {
    name: values.name.trim(),
    phone: values.phone.trim(),
    relation: values.name.trim() + values.phone.trim() === '' ? '' : values.relation,
  },
  ...(values.help === null || values.category !== '求助' ? {} : { help: values.help }),
  staffNamed: namesIn(values.staffNamed),
  externalDueAt: fromLocalTime(values.externalDue),
  receivedAt: fromLocalTime(values.received),
});

function Done({ created, onNext }: { readonly created: Created; readonly onNext: () => void }) {
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const line = t('handOut', { number: created.number, code: created.code });
  return (
    <section class="block new-done" role="status">
      <p class="new-done-title">
        <Icon name="done" size={22} />
        {t('recorded')}
      </p>
      <p class="new-number number">{created.number}</p>
      <p class="new-code">
        {t('progressCode')} <strong class="number">{created.code}</strong>
      </p>
      <p class="quiet">{t('handOutHint')}</p>
      <p class="new-done-foot">
        <button
          type="button"
          class="button"
          onClick={() => void copy(line, t('copiedNumber', { number: created.number }))}
        >
          <Icon name="copy" size={16} />
          {t('copyBoth')}
        </button>
        <a class="button" href={hrefOf({ page: 'tickets', ticketId: created.ticketId })}>
          {t('openTicket')}
        </a>
        <button type="button" class="button button-primary" ref={next} onClick={onNext}>
          {t('nextOne')}
        </button>
      </p>
    </section>
  );
}

function Form({
  door,
  onCreated,
}: {
  readonly door: Door;
  readonly onCreated: (created: Created, door: Door) => void;
}) {
  const { desk } = useConsole();
  const [values, setValues] = useState<Values>(emptyValues(door));
  const busy = useSignal(false);
  const error = useSignal<CallError | null>(null);
  const words = useRef<HTMLTextAreaElement>(null);
  /** One id for one matter: sending it again after a lost answer makes no second ticket. */
  const clientId = useRef(desk.newClientId());
  useEffect(() => words.current?.focus(), []);
  const set = (change: Partial<Values>) => setValues({ ...values, ...change });
  const ready = values.text.trim() !== '' && !busy.value;
  const submit = async (): Promise<void> => {
    if (!ready) return;
    busy.value = true;
    const answer = await desk.call('createTicket', { body: bodyOf(values, clientId.current) });
    busy.value = false;
    if (answer.ok) onCreated(answer.value, values.door);
    else error.value = answer.error;
  };
  return (
    <form
      class="block new-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        const door = event.altKey ? doorOf(event.code) : undefined;
        if (door !== undefined) {
          event.preventDefault();
          set({ door });
          return;
        }
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void submit();
      }}
    >
      <Pills
        legend={`${t('door')} · Alt 1–${DOORS.length}`}
        name="door"
        options={DOORS.map((id) => [id, localized(CHANNELS[id].label)])}
        value={values.door}
        onChoose={(id) => set({ door: DOORS.find((door) => door === id) ?? 'phone' })}
      />
      <TextArea
        label={t('newText')}
        inputRef={words}
        rows={5}
        required
        limit={TEXT_LIMIT}
        value={values.text}
        placeholder={t('summaryHint')}
        onInput={(text) => set({ text })}
      />
      <Person values={values} set={set} />
      {values.door === 'hotline12345' && (
        <When
          label={t('externalDueAt')}
          value={values.externalDue}
          onInput={(externalDue) => set({ externalDue })}
        />
      )}
      <Pills
        legend={t('category')}
        name="new-category"
        options={[
          ['', t('readByItself')],
          ...CATEGORY_IDS.map((id) => [id, localized(CATEGORIES[id])] as const),
        ]}
        value={values.category}
        onChoose={(id) => set({ category: CATEGORY_IDS.find((one) => one === id) ?? '' })}
      />
      {values.category === '投诉' && (
        <Pills
          legend={t('severity')}
          name="new-severity"
          options={[
            ['', t('readByItself')],
            ...SEVERITIES.map((id) => [id, `${id} ${t(`severity_${id}`)}`] as const),
          ]}
          value={values.severity}
          onChoose={(id) => set({ severity: SEVERITIES.find((one) => one === id) ?? '' })}
        />
      )}
      {values.category === '求助' && (
        <HelpFields help={values.help} mayBeOpen onChange={(help) => set({ help })} />
      )}
      {values.category === '表扬' && (
        <Input
          label={t('praised')}
          value={values.staffNamed}
          limit={200}
          placeholder={t('staffNamedHint')}
          onInput={(staffNamed) => set({ staffNamed })}
        />
      )}
      <Input
        label={t('wish')}
        value={values.wish}
        limit={500}
        placeholder={t('wishHint')}
        onInput={(wish) => set({ wish })}
      />
      <More values={values} set={set} />
      {error.value !== null && (
        <p class="form-refusal" role="alert">
          <Icon name="alert" size={16} />
          {errorText(error.value).text} <code>{errorText(error.value).code}</code>
        </p>
      )}
      <footer class="new-foot">
        <span class="quiet">{t('ctrlEnterRecords')}</span>
        <button type="submit" class="button button-primary" disabled={!ready}>
          {t('record')}
          <kbd>Ctrl ⏎</kbd>
        </button>
      </footer>
    </form>
  );
}

/** Phone, counter, letter, 12345, leader's day: the same kind of ticket, written down while the person speaks. */
export function NewTicketView() {
  const created = useSignal<Created | null>(null);
  /** Letters come in heaps: the next one comes by the same door. */
  const last = useSignal<Door>('phone');
  return (
    <main class="pane new-ticket" aria-label={t('newTicket')}>
      <header class="tickets-head">
        <h1>{t('keyNewTicket')}</h1>
      </header>
      <div class="tickets-scroll">
        {created.value === null ? (
          <Form
            door={last.value}
            onCreated={(ticket, door) => {
              last.value = door;
              created.value = ticket;
            }}
          />
        ) : (
          <Done
            created={created.value}
            onNext={() => {
              created.value = null;
            }}
          />
        )}
      </div>
    </main>
  );
}
