import type { CallError } from '#shared/client/api-client.ts';
import type { RoutingView, StaffRow } from '#shared/contract/routing.ts';
import { DEFAULT_ROUTING, type StaffAbilities } from '#shared/domain/routing/settings.ts';
import { ok, type Result } from '#shared/kernel/result.ts';

type Input = {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
};

const person = (staffId: string, name: string, tier: StaffRow['tier']): StaffRow => ({
  staffId,
  name,
  tier,
  departments: ['客户服务中心'],
  skills: name === '王芳' ? ['医保'] : [],
  capacity: 5,
  ticketCapacity: 20,
  presence: 'online',
  chats: 2,
  tickets: 3,
});

/** How work is given out, in memory. */
export class FakeRouting {
  view: RoutingView = { settings: DEFAULT_ROUTING, skills: ['医保', '投诉', '英语'] };
  staff: StaffRow[] = [person('stf_me', '李敏', 'supervisor'), person('stf_wang', '王芳', 'agent')];

  answer(name: string, { params, body }: Input): Result<unknown, CallError> | undefined {
    switch (name) {
      case 'routing':
        return ok(this.view);
      case 'setRouting':
        this.view = { ...this.view, settings: body as RoutingView['settings'] };
        return ok(this.view);
      case 'staffList':
        return ok({ staff: this.staff });
      case 'setAbilities': {
        const change = body as StaffAbilities;
        this.staff = this.staff.map((one) =>
          one.staffId === params?.['staffId'] ? { ...one, ...change } : one,
        );
        return ok(this.staff.find(({ staffId }) => staffId === params?.['staffId']));
      }
      default:
        return undefined;
    }
  }
}
