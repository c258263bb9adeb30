import { useSignal } from '@preact/signals';
import type { Response } from '#shared/contract/endpoints.ts';
import { errorText, sayError } from '../../actions.ts';
import { useConsole } from '../../context.ts';
import { fromBase64, toBase64 } from '../../helpers/base64.ts';
import { t } from '../../i18n.ts';
import { say } from '../../store/toasts.ts';
import { mayPublish } from './may-write.ts';

type Report = Response<'importKnowledge'>;
type Format = 'csv' | 'xlsx';
type Chosen = { readonly name: string; readonly format: Format; readonly data: string };

const LIMIT = 3.5 * 1024 * 1024;
function Counts({ counts }: { readonly counts: Report['counts'] }) {
  return (
    <p class="kb-row-chips">
      <span class="chip kb-effect-new">{t('kbCountNew', { count: counts.new })}</span>
      <span class="chip kb-effect-changed">{t('kbCountChanged', { count: counts.changed })}</span>
      <span class="chip chip-plain">{t('kbCountSame', { count: counts.unchanged })}</span>
      {counts.problems > 0 && (
        <span class="chip kb-job-blocked">{t('kbCountProblems', { count: counts.problems })}</span>
      )}
    </p>
  );
}

type Line = {
  readonly row: number;
  readonly column: string;
  readonly text: string;
  readonly kind: string;
};

/** Problems and rows in the order of the file. */
const linesOf = (report: Report): readonly Line[] =>
  [
    ...report.problems.map(({ row, column, reason }) => ({
      row,
      column,
      text: reason,
      kind: 'problem',
    })),
    ...report.rows
      .filter(({ effect, near }) => effect !== 'unchanged' || near.length > 0)
      .map(({ row, question, effect, near }) => ({
        row,
        column: t(`kbEffect_${effect}`),
        text: [question, ...near.map((n) => t('kbNear', { question: n.question }))].join(' · '),
        kind: effect,
      })),
  ].sort((a, b) => a.row - b.row);

function ReportTable({ report }: { readonly report: Report }) {
  const lines = linesOf(report);
  if (lines.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section class="kb-table-scroll" tabIndex={0} aria-label={t('kbWhatHappens')}>
      <table class="kb-table">
        <thead>
          <tr>
            <th scope="col">{t('kbRow')}</th>
            <th scope="col">{t('kbColumn')}</th>
            <th scope="col">{t('kbWhatHappens')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => (
            <tr key={`${line.row}-${line.column}-${i + 1}`} class={`kb-line-${line.kind}`}>
              <td class="number">{line.row}</td>
              <td>{line.column}</td>
              <td>{line.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ImportCard() {
  const { knowledge } = useConsole().desk;
  const chosen = useSignal<Chosen | null>(null);
  const report = useSignal<Report | null>(null);
  const trouble = useSignal('');
  const busy = useSignal(false);
  const send = async (file: Chosen, apply: boolean): Promise<void> => {
    busy.value = true;
    const { format, data } = file;
    const answer = await knowledge.call('importKnowledge', { body: { format, data, apply } });
    busy.value = false;
    if (!answer.ok) {
      const detail = answer.error.kind === 'problem' ? answer.error.problem.detail : undefined;
      trouble.value = detail ?? errorText(answer.error).text;
      return;
    }
    report.value = answer.value;
    if (apply) {
      const { new: added, changed } = answer.value.counts;
      say({ tone: 'good', text: t('kbApplied', { added, changed }) });
      void knowledge.refresh();
    }
  };
  const choose = async (file: File | undefined): Promise<void> => {
    report.value = null;
    trouble.value = '';
    chosen.value = null;
    if (file === undefined) return;
    if (file.size > LIMIT) {
      trouble.value = t('kbTooBig');
      return;
    }
    const format = file.name.toLowerCase().endsWith('.xlsx') ? 'xlsx' : 'csv';
    const data = toBase64(new Uint8Array(await file.arrayBuffer()));
    chosen.value = { name: file.name, format, data };
    await send(chosen.value, false);
  };
  const file = chosen.value;
  const shown = report.value;
  const count = shown === null ? 0 : shown.counts.new + shown.counts.changed;
  return (
    <section class="kb-card">
      <h2>{t('kbImportTitle')}</h2>
      <p class="quiet">{t('kbImportText')}</p>
      <label class="field">
        <span>{t('kbChooseFile')}</span>
        <input
          type="file"
          accept=".csv,.xlsx,text/csv"
          onChange={(e) => void choose(e.currentTarget.files?.[0])}
        />
      </label>
      <div aria-live="polite">
        {busy.value && <p class="quiet">{t('kbReading')}</p>}
        {trouble.value !== '' && <p class="kb-trouble">{trouble.value}</p>}
        {shown !== null && <Counts counts={shown.counts} />}
      </div>
      {shown !== null && <ReportTable report={shown} />}
      {shown !== null && !shown.applied && count > 0 && file !== null && (
        <button
          type="button"
          class="button button-primary"
          disabled={busy.value}
          onClick={() => void send(file, true)}
        >
          {t('kbApply', { count })}
        </button>
      )}
    </section>
  );
}

function ExportCard() {
  const { knowledge } = useConsole().desk;
  const fetchFile = async (format: Format): Promise<void> => {
    const answer = await knowledge.call('exportKnowledge', { query: { format } });
    if (!answer.ok) return sayError(answer.error);
    const { fileName, type, data } = answer.value;
    const url = URL.createObjectURL(new Blob([fromBase64(data)], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <section class="kb-card">
      <h2>{t('kbExportTitle')}</h2>
      <p class="quiet">{t('kbExportText')}</p>
      <p class="kb-row-chips">
        <button type="button" class="button" onClick={() => void fetchFile('xlsx')}>
          Excel（.xlsx）
        </button>
        <button type="button" class="button" onClick={() => void fetchFile('csv')}>
          CSV
        </button>
      </p>
    </section>
  );
}

/** Tables in and out. */
export function TablesPage() {
  const { staff } = useConsole().desk;
  return (
    <div class="kb-tables">
      {mayPublish(staff.tier) && <ImportCard />}
      <ExportCard />
    </div>
  );
}
