import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSheet, writeSheet } from '#functions/lib/spreadsheet.ts';

const csvOf = async (cell: string): Promise<string> =>
  new TextDecoder().decode(await writeSheet('csv', [['问题'], [cell]]));

describe('a table as CSV', () => {
  it.each([
    '=1+1',
    '=HYPERLINK("https://example.org")\n第二行',
    '-a\n-b',
    '+86 735',
    '@SUM(A1)',
    '\t=1',
    '＝1+1',
  ])('gives Excel nothing to run: %j', async (cell) => {
    expect(await csvOf(cell)).toContain(`"'${cell.replaceAll('"', '""')}"`);
  });

  it('comes back as it went out, whatever its cells begin with', async () => {
    const cell = fc
      .tuple(
        fc.constantFrom('', "'", "''", '=', '-', '+', '@', '＝', '- '),
        fc.string({ unit: 'grapheme' }),
      )
      .map(([head, rest]) => head + rest);
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 2, maxLength: 4 }), async (cells) => {
        const rows = [cells.map((_, i) => `列${i}`), cells];
        const read = await readSheet('csv', await writeSheet('csv', rows));
        expect(read).toEqual({ ok: true, value: rows });
      }),
    );
  });
});
