import { PRAISE, route } from '../../router.ts';
import { PraisePage } from './PraisePage.tsx';
import { TicketDialogs } from './TicketDialogs.tsx';
import { TicketList } from './TicketList.tsx';
import { TicketPage } from './TicketPage.tsx';

/** The list of tickets, the one that is open, or who was praised. */
export function TicketsView() {
  const here = route.value;
  const id = here.page === 'tickets' ? here.ticketId : null;
  if (id === PRAISE) return <PraisePage />;
  return (
    <>
      {id === null ? <TicketList /> : <TicketPage />}
      <TicketDialogs />
    </>
  );
}
