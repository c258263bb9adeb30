import { route } from '../../router.ts';
import { TicketDialogs } from './TicketDialogs.tsx';
import { TicketList } from './TicketList.tsx';
import { TicketPage } from './TicketPage.tsx';

/** The list of tickets, or the one that is open. */
export function TicketsView() {
  const here = route.value;
  const open = here.page === 'tickets' && here.ticketId !== null;
  return (
    <>
      {open ? <TicketPage /> : <TicketList />}
      <TicketDialogs />
    </>
  );
}
