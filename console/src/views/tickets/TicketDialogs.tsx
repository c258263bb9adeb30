import type { ComponentChild } from 'preact';
import { useConsole } from '../../context.ts';
import type { TicketForm } from '../../helpers/ticket-forms.ts';
import { BulkForm } from './BulkForms.tsx';
import { ClockForm } from './ClockForm.tsx';
import { HelpForm, LabelsForm, NamedForm, RemindForm, ReturnForm } from './DeskForms.tsx';
import {
  AddDepartmentForm,
  GrantForm,
  MatterForm,
  OtherTicketForm,
  SplitForm,
} from './MatterForms.tsx';
import { AssignForm, DecideForm, LookupForm, NoteForm, RevealForm } from './PeopleForms.tsx';
import { NotYet, ProofForm } from './ProofForms.tsx';
import { StepForm } from './StepForm.tsx';
import { TaskForm, TaskStepForm } from './TaskForms.tsx';
import type { TicketData } from './ticket-data.ts';

type Close = () => void;

/** Forms that do not hang on a ticket that is open. */
const anywhere = (form: TicketForm, onClose: Close): ComponentChild => {
  switch (form.kind) {
    case 'bulk':
      return <BulkForm bulk={form.bulk} onClose={onClose} />;
    case 'return':
      return <ReturnForm row={form.row} onClose={onClose} />;
    case 'decide':
      return <DecideForm {...form} onClose={onClose} />;
    default:
      return null;
  }
};

const work = (form: TicketForm, data: TicketData, onClose: Close): ComponentChild => {
  switch (form.kind) {
    case 'step':
      return <StepForm data={data} step={form.step} onClose={onClose} />;
    case 'not-yet':
      return <NotYet data={data} onClose={onClose} />;
    case 'proof':
      return form.evidence === null ? null : (
        <ProofForm key={form.evidence} evidence={form.evidence} onClose={onClose} />
      );
    case 'clock':
      return <ClockForm clock={form.clock} change={form.change} onClose={onClose} />;
    case 'task':
      return <TaskForm onClose={onClose} />;
    case 'task-step':
      return <TaskStepForm task={form.task} step={form.step} onClose={onClose} />;
    default:
      return null;
  }
};

const matter = (form: TicketForm, data: TicketData, onClose: Close): ComponentChild => {
  switch (form.kind) {
    case 'matter':
      return <MatterForm data={data} onClose={onClose} />;
    case 'assign':
      return <AssignForm data={data} onClose={onClose} />;
    case 'add-department':
      return <AddDepartmentForm data={data} onClose={onClose} />;
    case 'grant':
      return <GrantForm onClose={onClose} />;
    case 'link':
    case 'merge':
      return <OtherTicketForm kind={form.kind} data={data} onClose={onClose} />;
    case 'split':
      return <SplitForm onClose={onClose} />;
    case 'note':
      return <NoteForm ticketId={data.ticket.ticketId} onClose={onClose} />;
    case 'reveal':
      return <RevealForm onClose={onClose} />;
    case 'lookup':
      return <LookupForm data={data} onClose={onClose} />;
    default:
      return null;
  }
};

const desk = (form: TicketForm, data: TicketData, onClose: Close): ComponentChild => {
  switch (form.kind) {
    case 'labels':
      return <LabelsForm data={data} onClose={onClose} />;
    case 'named':
      return <NamedForm data={data} onClose={onClose} />;
    case 'help':
      return <HelpForm data={data} onClose={onClose} />;
    case 'remind':
      return <RemindForm onClose={onClose} />;
    default:
      return null;
  }
};

/** The form that is open on the ticket pages. */
export function TicketDialogs() {
  const { desk: stores, ui } = useConsole();
  const dialog = ui.dialog.value;
  const data = stores.ticketPage.detail.value;
  if (dialog?.kind !== 'ticket') return null;
  const { form } = dialog;
  const onClose = () => {
    // A form that has opened another one in its place must not close that.
    if (ui.dialog.peek() === dialog) ui.dialog.value = null;
  };
  const free = anywhere(form, onClose);
  if (free !== null || data === null) return <>{free}</>;
  return (
    <>{work(form, data, onClose) ?? matter(form, data, onClose) ?? desk(form, data, onClose)}</>
  );
}
