import Papa from 'papaparse';
import readXlsx from 'read-excel-file/node';
import writeXlsx from 'write-excel-file/node';
import { err, ok, type Result } from '#shared/kernel/result.ts';

export type SheetFormat = 'csv' | 'xlsx';
export type Rows = readonly (readonly string[])[];

/**
 * What Excel would run as a formula, full-width signs and cells of several lines included, is kept as text by a leading
 * apostrophe, which reading takes away again. So is what has apostrophes before such a sign of its own.
 */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;
const GUARDED = /^'(?='*[=+\-@\t\r＝＋－＠])/;

/** UTF-8, or what Excel in China writes. */
const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
};

const readCsv = (bytes: Uint8Array): Result<Rows, string> => {
  const { data, errors } = Papa.parse<string[]>(decode(bytes).replace(/^\uFEFF/, ''), {
    skipEmptyLines: false,
  });
  const fatal = errors.find(({ type }) => type === 'Quotes');
  if (fatal !== undefined) return err(`第 ${(fatal.row ?? 0) + 1} 行：引号没有配对`);
  return ok(data.map((row) => row.map((cell) => cell.replace(GUARDED, ''))));
};

const textOf = (cell: unknown): string => {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell);
};

const readWorkbook = async (bytes: Uint8Array): Promise<Result<Rows, string>> => {
  try {
    const [first] = await readXlsx(Buffer.from(bytes));
    return ok((first?.data ?? []).map((row) => row.map(textOf)));
  } catch {
    return err('不是可以读取的 Excel 文件（.xlsx）');
  }
};

/** The first sheet of a file as text cells; the error is for the person who chose the file. */
export const readSheet = async (
  format: SheetFormat,
  bytes: Uint8Array,
): Promise<Result<Rows, string>> => {
  if (bytes.length === 0) return err('文件是空的');
  return format === 'csv' ? readCsv(bytes) : readWorkbook(bytes);
};

/** A table as a file that Excel opens as it is: CSV with a byte order mark, or a workbook whose cells are all text. */
export const writeSheet = async (format: SheetFormat, rows: Rows): Promise<Uint8Array> => {
  if (format === 'csv')
    return new TextEncoder().encode(
      `\uFEFF${Papa.unparse(
        rows.map((row) => [...row]),
        { escapeFormulae: FORMULA },
      )}`,
    );
  return writeXlsx(
    rows.map((row, i) =>
      row.map((value) => ({
        value,
        type: String,
        wrap: true,
        ...(i === 0 ? { fontWeight: 'bold' as const } : {}),
      })),
    ),
    { stickyRowsCount: 1, columns: (rows[0] ?? []).map(() => ({ width: 24 })) },
  ).toBuffer();
};
