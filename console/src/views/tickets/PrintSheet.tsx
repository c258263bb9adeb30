import type { ComponentChildren } from 'preact';
import type { Evidence, EvidenceKind, Proof } from '#shared/domain/case/case.ts';
import { currentProofs } from '#shared/domain/case/closing.ts';
import { CHANNELS } from '#shared/domain/conversation/channels.ts';
import { HELP_KINDS } from '#shared/domain/ticket/help.ts';
import { clock, useConsole } from '../../context.ts';
import { fullTime } from '../../helpers/dates.ts';
import { localized, t } from '../../i18n.ts';
import type { TicketData } from './ticket-data.ts';
import { clockText, stateText, topicText } from './ticket-words.ts';

type Of<K extends EvidenceKind> = Extract<Evidence, { kind: K }>;

/** Proof of one kind, in the present opening, oldest first. */
const proved = <K extends EvidenceKind>(
  data: TicketData,
  kind: K,
): readonly (Proof & { readonly evidence: Of<K> })[] =>
  data.ticket.case === null
    ? []
    : currentProofs(data.ticket.case).filter(
        (proof): proof is Proof & { evidence: Of<K> } => proof.evidence.kind === kind,
      );

const signed = ({ byName, at }: Proof): string => `（${byName} ${fullTime(at)}）`;

const textsOf = (
  data: TicketData,
  kind: 'finding' | 'measure' | 'quality-opinion' | 'review' | 'improvement' | 'waiver',
): string =>
  proved(data, kind)
    .map((proof) => `${proof.evidence.text}${signed(proof)}`)
    .join('\n');

const toldOf = (data: TicketData): string =>
  proved(data, 'feedback')
    .map(
      (proof) =>
        `${t(`channel_${proof.evidence.channel}`)}：${proof.evidence.text}${signed(proof)}`,
    )
    .join('\n');

const callsOf = (data: TicketData): string =>
  proved(data, 'call-back')
    .map((proof) => {
      const { reached, satisfaction, text } = proof.evidence;
      const score = [1, 2, 3, 4, 5].find((one) => one === satisfaction) as 1 | undefined;
      return [
        t(reached ? 'reachedYes' : 'reachedNo'),
        score === undefined ? '' : t(`satisfaction_${score}`),
        text,
      ]
        .filter((part) => part !== '')
        .join('，')
        .concat(signed(proof));
    })
    .join('\n');

const clocksOf = ({ ticket }: TicketData): string =>
  ticket.caseClocks
    .filter(({ id }) => id !== 'alert')
    .map(({ id, dueAt, stoppedAt }) => {
      const done = stoppedAt === null ? '' : `（${fullTime(stoppedAt)}）`;
      return `${clockText(id)} ${fullTime(dueAt)}${done}`;
    })
    .join('\n');

const helpOf = ({ ticket }: TicketData): string => {
  if (ticket.help === null) return '';
  const row = HELP_KINDS[ticket.help.kind];
  const { details } = ticket.help;
  const told = row.fields
    .filter(({ id }) => details[id] !== undefined)
    .map(({ id, label }) => `${localized(label)}：${details[id]}`);
  return [localized(row.label), ...told].join('；');
};

function Row({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td colSpan={3}>{children}</td>
    </tr>
  );
}

function Two({ cells }: { readonly cells: readonly (readonly [string, string])[] }) {
  return (
    <tr>
      {cells.map(([label, text]) => [
        <th key={`${label}-label`} scope="row">
          {label}
        </th>,
        <td key={label}>{text}</td>,
      ])}
    </tr>
  );
}

/** The registration sheet of a ticket (投诉登记表) for the file: on paper alone, never on screen. */
export function PrintSheet({ data }: { readonly data: TicketData }) {
  const { desk, site } = useConsole();
  const { ticket } = data;
  const contact = desk.ticketPage.revealed.value ?? ticket.contact;
  const record = ticket.case;
  const kind = [ticket.category, ticket.topic === null ? '' : topicText(ticket.topic)]
    .filter((part) => part !== '')
    .join(' · ');
  return (
    <article class="sheet" aria-hidden="true">
      <h1>
        {site === null ? '' : localized(site.hospital.name)}
        {t('sheetTitle', { category: ticket.category })}
      </h1>
      <table>
        <tbody>
          <Two
            cells={[
              [t('number'), ticket.number],
              [t('receivedAt'), fullTime(ticket.openedAt)],
            ]}
          />
          <Two
            cells={[
              [t('door'), localized(CHANNELS[ticket.channel].label)],
              [t('category'), `${kind}${ticket.severity === null ? '' : ` · ${ticket.severity}`}`],
            ]}
          />
          <Two
            cells={[
              [
                t('contactName'),
                contact === null ? '' : [contact.name, contact.relation].filter(Boolean).join('，'),
              ],
              [t('contactPhone'), contact?.phone ?? ''],
            ]}
          />
          <Two
            cells={[
              [t('department'), [ticket.department, ...ticket.departments].join('、')],
              [t('staffNamed'), ticket.staffNamed.join('、')],
            ]}
          />
          <Row label={t('newText')}>{ticket.summary}</Row>
          <Row label={t('wish')}>{ticket.wish}</Row>
          {ticket.help !== null && <Row label={t('helpKind')}>{helpOf(data)}</Row>}
          <Two
            cells={[
              [t('handler'), ticket.handlerName ?? ''],
              [t('status'), record === null ? ticket.status : stateText(record.state)],
            ]}
          />
          <Row label={t('clocks')}>{clocksOf(data)}</Row>
          <Row label={t('findingText')}>
            {proved(data, 'finding')
              .map((proof) => `${proof.evidence.text}（${proof.evidence.unit}）${signed(proof)}`)
              .join('\n')}
          </Row>
          <Row label={t('measureText')}>{textsOf(data, 'measure')}</Row>
          {ticket.topic === 'E01' && (
            <Row label={t('evidence_quality-opinion')}>{textsOf(data, 'quality-opinion')}</Row>
          )}
          <Row label={t('evidence_review')}>{textsOf(data, 'review')}</Row>
          <Row label={t('evidence_feedback')}>{toldOf(data)}</Row>
          <Row label={t('evidence_call-back')}>
            {[callsOf(data), textsOf(data, 'waiver')].filter(Boolean).join('\n')}
          </Row>
          <Row label={t('evidence_improvement')}>{textsOf(data, 'improvement')}</Row>
          <Row label={t('closedOn')}>
            {record?.closedAt == null ? '' : fullTime(record.closedAt)}
          </Row>
          <tr class="sheet-sign">
            <th scope="row">{t('signHandler')}</th>
            <td />
            <th scope="row">{t('signHead')}</th>
            <td />
          </tr>
        </tbody>
      </table>
      <p>{t('printedBy', { name: desk.staff.name, at: fullTime(clock.value) })}</p>
    </article>
  );
}
