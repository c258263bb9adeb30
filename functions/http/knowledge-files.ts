import { deps } from '#functions/lib/deps.ts';
import { endpoint, serve } from '#functions/lib/endpoint.ts';
import { readSheet, writeSheet } from '#functions/lib/spreadsheet.ts';
import { mayKeep } from '#functions/usecases/knowledge-access.ts';
import { keepPicture } from '#functions/usecases/knowledge-pictures.ts';
import { exportEntries, importTable } from '#functions/usecases/knowledge-tables.ts';
import { IMPORT_LIMIT_BYTES, PICTURE_BODY_BYTES } from '#shared/contract/knowledge.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export const handler = serve(
  endpoint(
    'importKnowledge',
    async ({ actor, body: { format, data, apply } }) => {
      // Before the file is opened: reading it is work.
      if (!mayKeep(actor, 'knowledge.publish')) return err({ kind: 'forbidden' });
      const table = await readSheet(format, Buffer.from(data, 'base64'));
      if (!table.ok)
        return err({
          kind: 'invalid-request',
          detail: table.error,
          fields: [{ field: 'body.data', message: table.error }],
        });
      return importTable(deps, actor, { table: table.value, apply });
    },
    { bodyLimitBytes: IMPORT_LIMIT_BYTES },
  ),
  endpoint(
    'uploadPicture',
    ({ actor, body: { data } }) => keepPicture(deps, actor, Buffer.from(data, 'base64')),
    { bodyLimitBytes: PICTURE_BODY_BYTES + 100 },
  ),
  endpoint('exportKnowledge', async ({ actor, query: { format } }) => {
    const table = await exportEntries(deps, actor);
    if (!table.ok) return table;
    return ok({
      fileName: `knowledge-${beijingDate(deps.clock())}.${format}`,
      type: TYPES[format],
      data: Buffer.from(await writeSheet(format, table.value)).toString('base64'),
    });
  }),
);
