import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AgentLoad,
  assignAgent,
  GRACE_MS,
  mustReroute,
  whyUnassigned,
} from '#shared/domain/routing/assign-agent.ts';

const anAgent = (change: Partial<AgentLoad> = {}): AgentLoad => ({
  staffId: 'stf_1',
  name: '李娜',
  presence: 'online',
  skills: [],
  departments: [],
  load: 0,
  capacity: 10,
  idleSince: 0,
  restUntil: null,
  ...change,
});
const anyone = { skills: [], department: null, exclude: [] };
const chosen = (agents: AgentLoad[], need = anyone, now = 1_000) => {
  const result = assignAgent(need, agents, now);
  return result.ok ? result.value.staffId : result.error.kind;
};

describe('assigning an agent', () => {
  it('prefers the smaller share of the own capacity', () => {
    expect(
      chosen([
        anAgent({ staffId: 'a', load: 2, capacity: 4 }),
        anAgent({ staffId: 'b', load: 3, capacity: 10 }),
      ]),
    ).toBe('b');
  });

  it('gives a tie to the longest idle', () => {
    expect(
      chosen([
        anAgent({ staffId: 'a', idleSince: 500 }),
        anAgent({ staffId: 'b', idleSince: 100 }),
      ]),
    ).toBe('b');
  });

  it('says why nobody was found', () => {
    expect(chosen([])).toBe('nobody-online');
    expect(chosen([anAgent({ presence: 'away' })])).toBe('nobody-online');
    expect(chosen([anAgent()], { ...anyone, skills: ['english'] } as never)).toBe('nobody-skilled');
    expect(chosen([anAgent({ load: 10 })])).toBe('all-full');
  });

  it('spares an agent who rests after heated conversations', () => {
    expect(
      chosen([anAgent({ staffId: 'a', restUntil: 2_000 }), anAgent({ staffId: 'b', load: 5 })]),
    ).toBe('b');
    expect(
      chosen(
        [anAgent({ staffId: 'a', restUntil: 2_000 }), anAgent({ staffId: 'b', load: 5 })],
        anyone,
        2_000,
      ),
    ).toBe('a');
  });

  it('never gives a complaint to someone it names', () => {
    expect(
      chosen([anAgent({ staffId: 'a' }), anAgent({ staffId: 'b', load: 9 })], {
        ...anyone,
        exclude: ['a'],
      } as never),
    ).toBe('b');
  });

  it('waits a minute before it takes a conversation from an agent who dropped out', () => {
    expect(mustReroute({ presence: 'offline', presenceSince: 0 }, GRACE_MS)).toBe(false);
    expect(mustReroute({ presence: 'offline', presenceSince: 0 }, GRACE_MS + 1)).toBe(true);
    expect(mustReroute({ presence: 'away', presenceSince: 0 }, 10 * GRACE_MS)).toBe(false);
  });

  const SKILLS = ['医保', '投诉', '英语'];
  const anyAgent = fc.record({
    staffId: fc.uuid(),
    load: fc.nat(10),
    capacity: fc.integer({ min: 0, max: 10 }),
    idleSince: fc.nat(1_000),
    presence: fc.constantFrom('online' as const, 'away' as const, 'offline' as const),
    skills: fc.subarray(SKILLS),
    departments: fc.subarray(['门诊部', '医保办']),
  });
  const anyList = fc.uniqueArray(anyAgent, { selector: (a) => a.staffId, maxLength: 12 });
  const anyNeed = fc.record({
    skills: fc.subarray(SKILLS),
    department: fc.constantFrom(null, '门诊部', '医保办'),
    exclude: fc.constant([] as string[]),
  });

  it('never exceeds capacity, never lacks a skill or the department, never depends on the order of the list', () => {
    fc.assert(
      fc.property(anyList, anyNeed, fc.nat(11), (list, need, left) => {
        const agents = list.map(anAgent);
        const exclude = agents.slice(0, left % 3).map(({ staffId }) => staffId);
        const wanted = { ...need, exclude };
        const pick = chosen(agents, wanted as never);
        expect(chosen([...agents].reverse(), wanted as never)).toBe(pick);
        const found = agents.find(({ staffId }) => staffId === pick);
        if (found === undefined) return;
        expect(found.presence).toBe('online');
        expect(found.load).toBeLessThan(found.capacity);
        expect(need.skills.every((skill) => found.skills.includes(skill))).toBe(true);
        expect(need.department === null || found.departments.includes(need.department)).toBe(true);
        expect(exclude).not.toContain(found.staffId);
      }),
    );
  });

  it('takes nobody who is busier, and of equals nobody who was idle for less long', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const agents = list.map(anAgent);
        const found = agents.find(({ staffId }) => staffId === chosen(agents));
        if (found === undefined) return;
        const share = ({ load, capacity }: AgentLoad) => load / capacity;
        for (const other of agents) {
          if (other.presence !== 'online' || other.load >= other.capacity) continue;
          expect(share(found)).toBeLessThanOrEqual(share(other));
          if (share(found) === share(other))
            expect(found.idleSince).toBeLessThanOrEqual(other.idleSince);
        }
      }),
    );
  });

  it('gives out one after the other without ever passing anybody’s limit', () => {
    fc.assert(
      fc.property(anyList, fc.nat(60), (list, count) => {
        let agents = list.map(anAgent);
        const room = agents
          .filter(({ presence }) => presence === 'online')
          .reduce((sum, { load, capacity }) => sum + Math.max(0, capacity - load), 0);
        let given = 0;
        for (let n = 0; n < count; n += 1) {
          const pick = chosen(agents);
          if (!agents.some(({ staffId }) => staffId === pick)) break;
          given += 1;
          agents = agents.map((one) =>
            one.staffId === pick ? { ...one, load: one.load + 1, idleSince: 1_000 + n } : one,
          );
        }
        expect(given).toBe(Math.min(count, room));
      }),
    );
  });

  it('says in words why it is this one, and why nobody', () => {
    const able = { ...anyone, skills: ['医保'] } as never;
    const result = assignAgent(
      able,
      [anAgent({ skills: ['医保'], load: 1, capacity: 5 }), anAgent({ staffId: 'b', load: 0 })],
      0,
    );
    expect(result.ok && result.value.reason['zh-CN']).toBe(
      '具备技能“医保”，目前唯一可接的人（在手 1/5）',
    );
    expect(whyUnassigned({ kind: 'nobody-skilled', skills: ['医保'] })).toContain('医保');
    expect(whyUnassigned({ kind: 'all-full', agents: 3 })).toContain('3 位');
  });
});
