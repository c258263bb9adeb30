import type { CallError } from '#shared/client/api-client.ts';
import type { EndpointName, Response } from '#shared/contract/endpoints.ts';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import { calendarHealth, type YearTable, yearTable } from '#shared/domain/calendar/calendar.ts';
import { type HoursTable, hoursTable } from '#shared/domain/calendar/hours.ts';
import { readCalendarText } from '#shared/domain/calendar/import.ts';
import { OFFICE_HOURS, officeSchedule } from '#shared/domain/sla/office-hours.ts';
import { previewChat, previewClocks } from '#shared/domain/sla/preview.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { ok, type Result } from '#shared/kernel/result.ts';

type Loose = {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
};
type Notice = Response<'notices'>['notices'][number];

/** Bell, calendar, office hours, sent notices and audit in memory, on the real domain functions. */
export class FakeRecords {
  readonly now: () => number;
  notices: Notice[] = [];
  years: YearTable[] = years.map((year) => yearTable.parse(year));
  hours: {
    table: HoursTable;
    text: string;
    revision: number;
    byName: string;
    at: number | null;
  } = {
    table: OFFICE_HOURS,
    text: '',
    revision: 0,
    byName: '',
    at: null,
  };
  deliveries: Response<'deliveryLog'>['lines'] = [];
  audit: Response<'auditRows'>['rows'] = [];
  verdict: Response<'verifyAudit'> = {
    rows: 0,
    intact: true,
    intactUpTo: null,
    breaks: [],
    ends: [],
  };

  constructor(now: () => number) {
    this.now = now;
  }

  private get unread(): number {
    return this.notices.filter(({ read }) => !read).length;
  }

  answer(
    name: EndpointName,
    { query = {}, body = {} }: Loose,
  ): Result<unknown, CallError> | undefined {
    switch (name) {
      case 'notices':
        return ok({
          notices: this.notices.toSorted((a, b) => b.at - a.at),
          unread: this.unread,
          cursor: null,
        });
      case 'readNotices': {
        const ids = ((body['notices'] ?? []) as { noticeId: string }[]).map((n) => n.noticeId);
        const upTo = (body['upTo'] ?? 0) as number;
        this.notices = this.notices.map((n) =>
          ids.includes(n.noticeId) || n.at <= upTo ? { ...n, read: true } : n,
        );
        return ok({ unread: this.unread });
      }
      case 'deliveryLog':
        return ok({
          lines: this.deliveries.filter(
            ({ channels }) =>
              query['show'] !== 'trouble' || channels.some(({ state }) => state !== 'sent'),
          ),
          cursor: null,
        });
      case 'retryDelivery':
        this.deliveries = this.deliveries.map((line) =>
          line.outboxId === body['outboxId']
            ? {
                ...line,
                channels: line.channels.map((one) => ({ ...one, state: 'sent' as const })),
              }
            : line,
        );
        return ok(undefined);
      case 'auditRows':
        return ok({ rows: this.audit, cursor: null });
      case 'verifyAudit':
        return ok(this.verdict);
      case 'exportAudit':
        return ok({
          fileName: 'audit.csv',
          type: 'text/csv',
          text: '时间\r\n',
          rows: this.audit.length,
          cursor: null,
        });
      case 'calendar':
        return ok(this.calendarView());
      case 'readCalendar':
        return ok({
          ...readCalendarText(body as unknown as Parameters<typeof readCalendarText>[0]),
          standing: this.years.find(({ year }) => year === body['year'])?.status ?? 'missing',
        });
      case 'importCalendar': {
        const table = yearTable.parse(body['table']);
        this.years = [...this.years.filter(({ year }) => year !== table.year), table];
        return ok({ year: table.year, recounted: 12, moved: 3, complete: true });
      }
      case 'officeHours':
        return ok(this.hours);
      case 'changeOfficeHours':
        this.hours = {
          table: hoursTable.parse(body['table']),
          text: String(body['text'] ?? ''),
          revision: this.hours.revision + 1,
          byName: '李敏',
          at: this.now(),
        };
        return ok({ ...this.hours, recounted: 12, moved: 5, complete: true });
      case 'previewClocks':
        return ok({ clocks: this.preview(body) });
      default:
        return undefined;
    }
  }

  private calendarView(): Response<'calendar'> {
    const health = calendarHealth({ years: this.years }, this.now());
    return {
      years: this.years
        .map(({ year, status, source, off, work }) => ({
          year,
          status,
          source,
          daysOff: Object.keys(off).length,
          makeUpDays: Object.keys(work).length,
          table: year >= 2026 ? { off, work } : null,
        }))
        .sort((a, b) => a.year - b.year),
      health:
        health.kind === 'fine'
          ? { kind: 'fine', year: null, status: null, daily: false }
          : { ...health },
    };
  }

  private preview(body: Readonly<Record<string, unknown>>) {
    const calendar = { years: this.years };
    const standing = officeSchedule(calendar, this.hours.table);
    const table = body['hours'] === undefined ? this.hours.table : hoursTable.parse(body['hours']);
    const given = body['year'] === undefined ? [] : [yearTable.parse(body['year'])];
    const proposed = officeSchedule(
      {
        years: [
          ...given,
          ...this.years.filter(({ year }) => !given.some((one) => one.year === year)),
        ],
      },
      table,
    );
    const matter = {
      category: body['category'] as Ticket['category'],
      severity: body['severity'] as Ticket['severity'],
    };
    const at = body['receivedAt'] as number;
    const on = (schedule: typeof standing) =>
      body['of'] === 'desk' ? previewChat(schedule, at) : previewClocks(schedule, matter, at);
    const then = on(proposed);
    return on(standing).map(({ clock, label, ...due }, index) => {
      const later = then[index];
      return { clock, label, standing: due, proposed: later === undefined ? due : { ...later } };
    });
  }
}
