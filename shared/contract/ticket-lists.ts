import { z } from 'zod';
import { LIST_FILTERS, savedView } from '#shared/domain/ticket/list-query.ts';
import { clientId, plainText } from './values.ts';

export const savedViews = z.object({ views: z.array(savedView) });
export const savedViewParams = z.strictObject({ viewId: clientId });
export const saveViewBody = z.strictObject({
  name: plainText(20),
  shared: z.boolean().default(false),
  filters: z.strictObject(LIST_FILTERS),
});
export const dropViewQuery = z.strictObject({ shared: z.enum(['yes', 'no']).default('no') });

/** A ticket number, a part of one, or a phone number; in the body, so that no address log holds it. */
export const ticketSearchBody = z.strictObject({ text: plainText(60) });

export const praiseQuery = z.strictObject({ from: z.iso.date(), to: z.iso.date() });
