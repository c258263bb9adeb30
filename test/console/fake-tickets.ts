import { listTickets, searchTickets } from '#functions/usecases/list-tickets.ts';
import { detailOf, rowOf } from '#functions/usecases/ticket-view.ts';
import type { CallError } from '#shared/client/api-client.ts';
import type { EndpointName, Input, Response } from '#shared/contract/endpoints.ts';
import type { ProblemCode } from '#shared/contract/problem.ts';
import type { StaffView } from '#shared/contract/sessions.ts';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import type { Actor } from '#shared/domain/access/policy.ts';
import { type Calendar, yearTable } from '#shared/domain/calendar/calendar.ts';
import { officeSchedule } from '#shared/domain/sla/office-hours.ts';
import { decided, requestApproval } from '#shared/domain/ticket/approvals.ts';
import { withCase } from '#shared/domain/ticket/case-work.ts';
import type { Changed } from '#shared/domain/ticket/change.ts';
import { allowanceOf } from '#shared/domain/ticket/change-rights.ts';
import { changeTicket } from '#shared/domain/ticket/change-ticket.ts';
import { facetsOf } from '#shared/domain/ticket/facets.ts';
import { type SavedView, ticketsQuery } from '#shared/domain/ticket/list-query.ts';
import { ticketNumber } from '#shared/domain/ticket/number.ts';
import { NO_WORK, type Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import { type TicketChange, ticketChange } from '#shared/domain/ticket/work.ts';
import { MINUTE } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

const calendar: Calendar = { years: years.map((table) => yearTable.parse(table)) };

type Answer = Result<unknown, CallError>;
type Refuse = (code: ProblemCode, fields?: readonly string[], detail?: string) => CallError;
type Loose = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
};

const DEPARTMENTS = ['客户服务中心', '医务部', '护理部', '门诊部', '质控部', '医保办', '药学部'];

type Search = Parameters<typeof searchTickets>[0];
/** The parts of the stores that the lists of the real use cases ask. */
type Passed = {
  readonly clock: Search['clock'];
  readonly ticketIndex: Pick<Search['ticketIndex'], 'page' | 'byDigits'>;
  readonly tickets: Pick<Search['tickets'], 'lookup' | 'many'>;
  readonly tokens: Pick<Search['tokens'], 'keyed'>;
};

/** Tickets of the desk in memory, on the real rules of the domain: steps, limits, clocks and proof are not imitated. */
export class FakeTickets {
  readonly tickets = new Map<string, Ticket>();
  readonly events = new Map<string, TicketEvent[]>();
  /** Tickets whose record cannot be read. */
  readonly broken = new Set<string>();
  readonly views: SavedView[] = [];
  readonly colleagues: readonly StaffView[];
  me: StaffView;
  readonly now: () => number;
  private count = 0;

  constructor(options: {
    readonly me: StaffView;
    readonly colleagues: readonly StaffView[];
    readonly now: () => number;
  }) {
    this.me = options.me;
    this.colleagues = options.colleagues;
    this.now = options.now;
  }

  private get actor(): Extract<Actor, { kind: 'staff' }> {
    const { staffId, name, tier, departments } = this.me;
    return { kind: 'staff', staffId, name, tier, departments };
  }

  /** A ticket with its case, as the service would have opened it. */
  add(about: Partial<Ticket> & { readonly openedAt?: number } = {}): Ticket {
    this.count += 1;
    const openedAt = about.openedAt ?? this.now();
    const plain: Ticket = {
      ...NO_WORK,
      ticketId: `tkt_demo${this.count}`,
      number: ticketNumber('2026-11-24', this.count),
      conversationId: null,
      visitorId: null,
      channel: 'phone',
      category: '投诉',
      serviceClass: 'E',
      topic: 'E03',
      severity: 'S3',
      urgent: false,
      status: 'waiting',
      department: '医务部',
      routeReason: '投诉主题的归口部门',
      ownerId: null,
      ownerName: null,
      summary: '门诊医生态度不好，问了两句就让出去',
      updatedAt: openedAt,
      waitingSince: null,
      nextDueAt: null,
      clocks: [],
      escalated: 'none',
      alarm: null,
      followedSeq: 0,
      version: 1,
      code: '482913',
      ...about,
      openedAt,
    };
    const { ticket } = withCase(officeSchedule(calendar), plain, openedAt);
    this.tickets.set(ticket.ticketId, ticket);
    this.event(ticket.ticketId, 'opened', `已登记：${ticket.category}`, openedAt);
    return ticket;
  }

  event(ticketId: string, kind: TicketEvent['kind'], text: string, at = this.now()): void {
    const list = this.events.get(ticketId) ?? [];
    list.push({
      eventId: `evt_${ticketId}_${list.length}`,
      at,
      kind,
      actorId: this.me.staffId,
      actorName: this.me.name,
      text,
      data: {},
    });
    this.events.set(ticketId, list);
  }

  /** Makes a change as somebody, past limits: for setting a scene. */
  make(ticketId: string, change: Input<'changeTicket'>['body']['change']): Ticket {
    const done = this.applied(ticketId, ticketChange.parse(change));
    if (!done.ok) throw new Error(`refused: ${JSON.stringify(done.error)}`);
    return this.keep(done.value);
  }

  private applied(ticketId: string, change: TicketChange) {
    const ticket = this.get(ticketId);
    const handlerId = 'handlerId' in change ? change.handlerId : null;
    const handler = [this.me, ...this.colleagues].find((one) => one.staffId === handlerId);
    const department = 'department' in change ? change.department : null;
    const otherId =
      change.do === 'link' ? change.ticketId : change.do === 'merge' ? change.intoTicketId : null;
    return changeTicket(
      ticket,
      change,
      {
        id: this.me.staffId,
        name: this.me.name,
        tier: this.me.tier,
        departments: this.me.departments,
      },
      {
        now: this.now(),
        schedule: officeSchedule(calendar),
        freshId: `tsk_${this.count}_${this.now()}`,
        department: department !== null && DEPARTMENTS.includes(department) ? department : null,
        handler: handler === undefined ? null : { id: handler.staffId, name: handler.name },
        other: otherId === null ? null : (this.tickets.get(otherId) ?? null),
      },
    );
  }

  private keep(changed: Changed): Ticket {
    const next = { ...changed.ticket, version: changed.ticket.version + 1 };
    this.tickets.set(next.ticketId, next);
    this.event(next.ticketId, changed.event.kind, changed.event.text);
    if (changed.other !== undefined)
      this.tickets.set(changed.other.ticket.ticketId, changed.other.ticket);
    return next;
  }

  get(ticketId: string): Ticket {
    const found = this.tickets.get(ticketId);
    if (found === undefined) throw new Error(`no ticket ${ticketId}`);
    return found;
  }

  private async detail(ticketId: string): Promise<Response<'ticket'>> {
    const detail = await detailOf(
      {
        tickets: { timeline: async () => this.events.get(ticketId) ?? [] },
        clock: this.now,
      } as unknown as Parameters<typeof detailOf>[0],
      this.actor,
      this.get(ticketId),
    );
    return { ...detail, why: [] } as unknown as Response<'ticket'>;
  }

  private get passed(): Passed {
    return {
      clock: this.now,
      ticketIndex: {
        page: async ({ cursor, limit, keep, from, to, newestFirst }) => {
          const placed = [...this.tickets.values()].map((ticket) => ({
            ticket,
            row: facetsOf(ticket),
          }));
          const place = ({ ticket, row }: (typeof placed)[number]) =>
            newestFirst ? ticket.openedAt : (row.dueAt ?? ticket.openedAt);
          const all = placed
            .filter((one) => keep(one.row))
            .filter(
              (one) => newestFirst || (place(one) >= (from ?? 0) && place(one) <= (to ?? Infinity)),
            )
            .sort((a, b) => (newestFirst ? place(b) - place(a) : place(a) - place(b)));
          const start = Number(cursor ?? 0);
          const size = Math.min(limit, 25);
          return {
            listed: all
              .slice(start, start + size)
              .map(({ ticket }) =>
                this.broken.has(ticket.ticketId)
                  ? { kind: 'unreadable', ticketId: ticket.ticketId, number: ticket.number }
                  : { kind: 'ticket', ticket },
              ),
            cursor: all.length > start + size ? String(start + size) : null,
          };
        },
        byDigits: async (digits) =>
          [...this.tickets.values()]
            .filter(({ number }) => number.replaceAll('-', '').includes(digits))
            .map((ticket) => ({ kind: 'ticket', ticket })),
      },
      tickets: {
        lookup: async (number) => {
          const found = [...this.tickets.values()].find((ticket) => ticket.number === number);
          return found === undefined ? undefined : { ticketId: found.ticketId, tries: 0, since: 0 };
        },
        many: async (ids) => ids.flatMap((id) => this.tickets.get(id) ?? []),
      },
      tokens: { keyed: async (text) => text },
    };
  }

  private async change(ticketId: string, raw: unknown, refuse: Refuse): Promise<Answer> {
    const change = ticketChange.parse(raw);
    const ticket = this.get(ticketId);
    const allowance = allowanceOf(this.me.tier, ticket, change);
    if (allowance.kind === 'refused') return err(refuse('forbidden'));
    const done = this.applied(ticketId, change);
    if (!done.ok) {
      const { error } = done;
      if (error.kind === 'evidence-missing') return err(refuse('evidence-missing', error.missing));
      if (error.kind === 'closing-gaps') return err(refuse('evidence-missing', error.gaps));
      return err(refuse('transition-refused', [], error.kind));
    }
    if (allowance.kind === 'needs-approval') {
      this.keep(
        requestApproval(
          ticket,
          change,
          {
            id: this.me.staffId,
            name: this.me.name,
            tier: this.me.tier,
            departments: this.me.departments,
          },
          {
            now: this.now(),
            schedule: officeSchedule(calendar),
            freshId: String(this.now()),
            department: null,
            handler: null,
            other: null,
          },
          allowance,
        ),
      );
      return ok({ ...(await this.detail(ticketId)), outcome: 'awaiting-approval' });
    }
    this.keep(done.value);
    return ok({ ...(await this.detail(ticketId)), outcome: 'done' });
  }

  private async decide(ticketId: string, approvalId: string, body: Loose['body']): Promise<Answer> {
    const ticket = this.get(ticketId);
    const approval = ticket.approvals.find((one) => one.approvalId === approvalId);
    if (approval === undefined) throw new Error('no such approval');
    const approve = body?.['approve'] === true;
    const verdict = { approve, reason: String(body?.['reason'] ?? '') };
    const actor = {
      id: this.me.staffId,
      name: this.me.name,
      tier: this.me.tier,
      departments: this.me.departments,
    };
    this.tickets.set(ticketId, {
      ...decided(ticket, approval, actor, verdict, this.now()),
      version: ticket.version + 1,
    });
    if (approve) {
      const done = this.applied(ticketId, approval.change);
      if (done.ok) this.keep(done.value);
    }
    return ok({ ...(await this.detail(ticketId)), outcome: 'done' });
  }

  private create(body: Input<'createTicket'>['body']): Answer {
    const contact = body.contact ?? {};
    const ticket = this.add({
      channel: body.channel,
      category: body.category ?? '投诉',
      severity:
        body.severity ?? (body.category === undefined || body.category === '投诉' ? 'S3' : null),
      summary: body.text,
      wish: body.wish ?? '',
      contact: {
        name: (contact.name ?? '').replace(/^(.).*/, '$1**'),
        phone: (contact.phone ?? '').replace(/^(\d{3}).*(\d{4})$/, '$1****$2'),
        relation: contact.relation ?? '',
      },
      ...(body.department === undefined ? {} : { department: body.department }),
    });
    return ok({
      ticketId: ticket.ticketId,
      number: ticket.number,
      code: ticket.code,
      row: rowOf(ticket, this.now()),
    });
  }

  private approvals() {
    return [...this.tickets.values()].flatMap((ticket) =>
      ticket.approvals
        .filter(
          ({ state, requestedById }) => state === 'pending' && requestedById !== this.me.staffId,
        )
        .map((approval) => ({ row: rowOf(ticket, this.now()), approval })),
    );
  }

  /** The answer to a call about tickets; undefined for all others. */
  async answer(name: EndpointName, input: Loose, refuse: Refuse): Promise<Answer | undefined> {
    const ticketId = input.params?.['ticketId'] ?? '';
    if (input.params?.['ticketId'] !== undefined && !this.tickets.has(ticketId)) return undefined;
    switch (name) {
      case 'tickets':
        return listTickets(
          this.passed as Search,
          this.actor,
          ticketsQuery.parse(input.query ?? {}),
        ) as Promise<Answer>;
      case 'searchTickets':
        return searchTickets(this.passed as Search, this.actor, {
          text: String(input.body?.['text']),
        }) as Promise<Answer>;
      case 'ticketViews':
        return ok({ views: this.views });
      case 'saveTicketView': {
        const view = {
          ...(input.body as Pick<SavedView, 'name' | 'shared' | 'filters'>),
          viewId: input.params?.['viewId'] ?? '',
          byName: this.me.name,
          at: this.now(),
        };
        this.views.push(view);
        return ok(view);
      }
      case 'dropTicketView':
        this.views.splice(0, this.views.length);
        return ok(undefined);
      case 'openLookup':
        return ok({
          number: this.get(ticketId).number,
          code: input.body?.['renew'] === true ? 'NEWCODE1' : null,
        });
      case 'praise':
        return ok({
          total: 3,
          departments: [{ department: '护理部', count: 3 }],
          people: [{ staffId: 'stf_wang', name: '王芳', count: 2 }],
        });
      case 'ticket':
        return ok(await this.detail(ticketId));
      case 'changeTicket':
        return this.change(ticketId, input.body?.['change'], refuse);
      case 'createTicket':
        return this.create(input.body as Input<'createTicket'>['body']);
      case 'approvals':
        return ok({ approvals: this.approvals() });
      case 'decideApproval':
        return this.decide(ticketId, input.params?.['approvalId'] ?? '', input.body);
      case 'recurrences':
        return ok({ samePatient: [], sameTopic: 4, praise: 2 });
      case 'revealContact':
        this.event(ticketId, 'contact-revealed', `查看联系方式：${String(input.body?.['reason'])}`);
        return ok({
          name: '王建国',
          phone: '13900001234',
          relation: '本人',
          expiresAt: this.now() + 5 * MINUTE,
        });
      case 'deliveries':
        return ok({ deliveries: [] });
      case 'addNote':
        this.event(ticketId, 'note', String(input.body?.['text']));
        return ok({ ...this.events.get(ticketId)?.at(-1), public: false });
      case 'departments':
        return ok({
          departments: DEPARTMENTS.map((department) => ({
            id: department,
            name: department,
            aliases: [],
            kind: 'office',
            floor: '',
            phone: '',
            hours: '',
            handles: [],
          })),
        });
      default:
        return undefined;
    }
  }
}
