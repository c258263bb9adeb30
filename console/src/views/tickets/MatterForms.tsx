import { useEffect, useState } from 'preact/hooks';
import { CATEGORIES, CATEGORY_IDS, type Category } from '#shared/domain/intent/categories.ts';
import { SEVERITIES, type Severity, TOPICS } from '#shared/domain/intent/topics.ts';
import { parseTicketNumber } from '#shared/domain/ticket/number.ts';
import { Pick, Pills } from '../../components/fields.tsx';
import { useConsole } from '../../context.ts';
import { fenOf } from '../../helpers/amounts.ts';
import { ticketIdFrom } from '../../helpers/ticket-views.ts';
import { localized, t } from '../../i18n.ts';
import { FormDialog, Reason, useChange } from './FormDialog.tsx';
import type { TicketData } from './ticket-data.ts';
import { useDepartments } from './use-departments.ts';

type Props = { readonly data: TicketData; readonly onClose: () => void };

export const TOPIC_OPTIONS = Object.entries(TOPICS).map(([id, { label }]) => [id, label] as const);
const topicOptions = () =>
  TOPIC_OPTIONS.map(([id, label]) => [id, `${id} ${localized(label)}`] as const);
const categoryOptions = () => CATEGORY_IDS.map((id) => [id, localized(CATEGORIES[id])] as const);
const asCategory = (value: string): Category | null =>
  CATEGORY_IDS.find((id) => id === value) ?? null;
const asSeverity = (value: string): Severity | null =>
  SEVERITIES.find((id) => id === value) ?? null;

/** Another category, severity or topic. */
export function MatterForm({ data, onClose }: Props) {
  const send = useChange();
  const { ticket } = data;
  const [category, setCategory] = useState<string>(ticket.category);
  const [severity, setSeverity] = useState<string>(ticket.severity ?? '');
  const [topic, setTopic] = useState(ticket.topic ?? '');
  const [reason, setReason] = useState('');
  const changed = {
    category: category === ticket.category ? null : asCategory(category),
    severity: severity === ticket.severity ? null : asSeverity(severity),
    topic: topic === ticket.topic || topic === '' ? null : topic,
  };
  const some = Object.values(changed).some((value) => value !== null);
  return (
    <FormDialog
      title={t('changeMatter')}
      label={t('save')}
      ready={some && reason.trim() !== ''}
      onClose={onClose}
      onSubmit={() => send({ do: 'matter', ...changed, reason: reason.trim() }, t('saved'))}
    >
      <Pills
        legend={t('category')}
        name="category"
        options={categoryOptions()}
        value={category}
        onChoose={setCategory}
      />
      {category === '投诉' && (
        <>
          <Pills
            legend={t('severity')}
            name="severity"
            options={SEVERITIES.map((id) => [id, `${id} ${t(`severity_${id}`)}`])}
            value={severity}
            onChoose={setSeverity}
          />
          <Pick
            label={t('topic')}
            none={t('chooseTopic')}
            value={topic}
            options={topicOptions()}
            onChoose={setTopic}
          />
        </>
      )}
      <Reason value={reason} onInput={setReason} />
    </FormDialog>
  );
}

/** A second department: the statutory time becomes ten working days. */
export function AddDepartmentForm({ data, onClose }: Props) {
  const departments = useDepartments();
  const send = useChange();
  const [department, setDepartment] = useState('');
  const [reason, setReason] = useState('');
  const taken = [data.ticket.department, ...data.ticket.departments];
  return (
    <FormDialog
      title={t('changeAddDepartment')}
      label={t('changeAddDepartment')}
      ready={department !== '' && reason.trim() !== ''}
      onClose={onClose}
      onSubmit={() => send({ do: 'add-department', department, reason: reason.trim() }, t('saved'))}
    >
      <p class="quiet">{t('addDepartmentText')}</p>
      <Pick
        label={t('department')}
        none={t('chooseDepartment')}
        value={department}
        options={departments.filter((n) => !taken.includes(n)).map((name) => [name, name])}
        onChoose={setDepartment}
      />
      <Reason value={reason} onInput={setReason} />
    </FormDialog>
  );
}

const GRANTS = ['refund', 'courtesy', 'compensation'] as const;

/** A promise of money; beyond the own limit it goes to whoever may. */
export function GrantForm({ onClose }: Pick<Props, 'onClose'>) {
  const send = useChange();
  const [grant, setGrant] = useState<(typeof GRANTS)[number]>('refund');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const amountFen = fenOf(amount);
  return (
    <FormDialog
      title={t('changeGrant')}
      label={t('submit')}
      ready={amountFen !== null && reason.trim() !== ''}
      onClose={onClose}
      onSubmit={() =>
        send({ do: 'grant', grant, amountFen: amountFen ?? 0, reason: reason.trim() }, t('saved'))
      }
    >
      <Pills
        legend={t('grantKind')}
        name="grant"
        options={GRANTS.map((id) => [id, t(`grant_${id}`)])}
        value={grant}
        onChoose={(id) => setGrant(GRANTS.find((one) => one === id) ?? 'refund')}
      />
      <label class="field field-short">
        {t('amountYuan')}
        <input
          class="input"
          inputMode="decimal"
          value={amount}
          placeholder="0.00"
          onInput={(event) => setAmount(event.currentTarget.value)}
        />
      </label>
      <p class="quiet">{t('grantText')}</p>
      <Reason value={reason} onInput={setReason} />
    </FormDialog>
  );
}

/** Says that two tickets belong together, or closes this one as a repetition of the other. */
export function OtherTicketForm({
  kind,
  data,
  onClose,
}: Props & { readonly kind: 'link' | 'merge' }) {
  const { desk } = useConsole();
  const send = useChange();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const near = desk.ticketPage.recurrences.value?.samePatient ?? [];
  const known = [...near, ...desk.ticketList.rows.value].filter(
    ({ ticketId }) => ticketId !== data.ticket.ticketId,
  );
  const [found, setFound] = useState<string | null>(null);
  const other = ticketIdFrom(typed, known) ?? found;
  const whole = parseTicketNumber(typed);
  // A number that is not on screen is asked for: every ticket can be found by it.
  useEffect(() => {
    let stale = false;
    setFound(null);
    if (whole !== undefined)
      void desk.call('searchTickets', { body: { text: whole } }).then((answer) => {
        const row = answer.ok ? answer.value.rows[0] : undefined;
        if (!stale && row !== undefined && row.ticketId !== data.ticket.ticketId)
          setFound(row.ticketId);
      });
    return () => {
      stale = true;
    };
  }, [whole, desk, data.ticket.ticketId]);
  const words = reason.trim();
  const submit = () =>
    kind === 'link'
      ? send({ do: 'link', ticketId: other ?? '', reason: words }, t('saved'))
      : send({ do: 'merge', intoTicketId: other ?? '', reason: words }, t('merged'));
  return (
    <FormDialog
      title={t(kind === 'link' ? 'changeLink' : 'changeMerge')}
      label={t(kind === 'link' ? 'changeLink' : 'changeMerge')}
      ready={other !== null && (kind === 'link' || words !== '')}
      onClose={onClose}
      onSubmit={submit}
    >
      {kind === 'merge' && <p class="quiet">{t('mergeText')}</p>}
      <label class="field">
        {t('otherTicket')}
        <input
          class="input number"
          list="known-tickets"
          value={typed}
          placeholder={t('otherTicketHint')}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <datalist id="known-tickets">
        {known.map((row) => (
          <option key={row.ticketId} value={row.number}>
            {row.summary}
          </option>
        ))}
      </datalist>
      {typed.trim() !== '' && other === null && <p class="warn-line">{t('otherTicketUnknown')}</p>}
      <Reason
        value={reason}
        onInput={setReason}
        optional={kind === 'link'}
        {...(kind === 'link' ? { label: t('reasonOptional') } : {})}
      />
    </FormDialog>
  );
}

/** Several matters in one: the second gets a number of its own. */
export function SplitForm({ onClose }: Pick<Props, 'onClose'>) {
  const send = useChange();
  const [category, setCategory] = useState<Category>('投诉');
  const [summary, setSummary] = useState('');
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={t('changeSplit')}
      label={t('changeSplit')}
      ready={summary.trim() !== '' && reason.trim() !== ''}
      onClose={onClose}
      onSubmit={() =>
        send(
          { do: 'split', category, summary: summary.trim(), reason: reason.trim() },
          t('splitDone'),
        )
      }
    >
      <Pills
        legend={t('category')}
        name="split-category"
        options={categoryOptions()}
        value={category}
        onChoose={(id) => setCategory(asCategory(id) ?? '投诉')}
      />
      <label class="field">
        {t('splitSummary')}
        <textarea
          rows={3}
          required
          maxLength={500}
          value={summary}
          onInput={(event) => setSummary(event.currentTarget.value)}
        />
      </label>
      <Reason value={reason} onInput={setReason} />
    </FormDialog>
  );
}
