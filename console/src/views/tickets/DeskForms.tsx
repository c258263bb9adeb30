import { useState } from 'preact/hooks';
import type { TicketRow } from '#shared/contract/tickets.ts';
import type { Help } from '#shared/domain/ticket/help.ts';
import { ok } from '#shared/kernel/result.ts';
import { Input } from '../../components/fields.tsx';
import { useConsole } from '../../context.ts';
import { t } from '../../i18n.ts';
import { FormDialog, Reason, useChange } from './FormDialog.tsx';
import { HelpFields } from './HelpFields.tsx';
import type { TicketData } from './ticket-data.ts';

type CloseProps = { readonly onClose: () => void };
type Props = CloseProps & { readonly data: TicketData };

/** Names as people write them down: separated by commas, 、 or blanks. */
export const namesIn = (text: string): string[] =>
  [...new Set(text.split(/[、，,;；\s]+/).filter((name) => name !== ''))].slice(0, 10);

/** Words of the desk's own to find a ticket by. */
export function LabelsForm({ data, onClose }: Props) {
  const send = useChange();
  const { labels } = data.ticket;
  const [text, setText] = useState(labels.join('、'));
  const wanted = namesIn(text);
  const add = wanted.filter((one) => !labels.includes(one)).slice(0, 5);
  const remove = labels.filter((one) => !wanted.includes(one)).slice(0, 5);
  return (
    <FormDialog
      title={t('changeLabels')}
      label={t('save')}
      ready={add.length + remove.length > 0 && wanted.every((one) => one.length <= 12)}
      onClose={onClose}
      onSubmit={() => send({ do: 'label', add, remove }, t('saved'))}
    >
      <Input
        label={t('labels')}
        value={text}
        limit={120}
        placeholder={t('labelHint')}
        onInput={setText}
      />
    </FormDialog>
  );
}

/** Staff whom the patient named. */
export function NamedForm({ data, onClose }: Props) {
  const send = useChange();
  const [text, setText] = useState(data.ticket.staffNamed.join('、'));
  const names = namesIn(text);
  return (
    <FormDialog
      title={t('changeNamed')}
      label={t('save')}
      ready={names.join() !== data.ticket.staffNamed.join()}
      onClose={onClose}
      onSubmit={() => send({ do: 'named', names }, t('saved'))}
    >
      <p class="quiet">{t('namedText')}</p>
      <Input
        label={t('staffNamed')}
        value={text}
        limit={200}
        placeholder={t('staffNamedHint')}
        onInput={setText}
      />
    </FormDialog>
  );
}

export function HelpForm({ data, onClose }: Props) {
  const send = useChange();
  const [help, setHelp] = useState<Help | null>(data.ticket.help);
  return (
    <FormDialog
      title={t('changeHelp')}
      label={t('save')}
      ready={help !== null}
      onClose={onClose}
      onSubmit={() =>
        help === null
          ? Promise.resolve({ ok: true, value: '' })
          : send({ do: 'help', help }, t('saved'))
      }
    >
      <HelpFields help={help} onChange={setHelp} />
    </FormDialog>
  );
}

/** A department sends a ticket back that is not its own; whoever assigned it reads why. */
export function ReturnForm({ row, onClose }: CloseProps & { readonly row: TicketRow }) {
  const { desk } = useConsole();
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={`${t('returnHere')} · ${row.number}`}
      label={t('returnHere')}
      ready={reason.trim() !== ''}
      onClose={onClose}
      onSubmit={async () => {
        const answer = await desk.ticketPage.changeOf(row.ticketId, {
          do: 'step',
          step: 'return',
          reason: reason.trim(),
        });
        if (!answer.ok) return answer;
        void desk.ticketList.refresh();
        return ok(t('stepDone', { step: t('returnHere') }));
      }}
    >
      <Reason value={reason} onInput={setReason} />
    </FormDialog>
  );
}

export function RemindForm({ onClose }: CloseProps) {
  const send = useChange();
  const [text, setText] = useState('');
  return (
    <FormDialog
      title={t('bulk_remind')}
      label={t('bulk_remind')}
      ready
      onClose={onClose}
      onSubmit={() => send({ do: 'remind', text: text.trim() }, t('reminded'))}
    >
      <p class="quiet">{t('remindText')}</p>
      <Input label={t('remindWords')} value={text} limit={200} onInput={setText} />
    </FormDialog>
  );
}
