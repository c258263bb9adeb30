import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AgentLoad,
  assignAgent,
  GRACE_MS,
  mustReroute,
} from '#shared/domain/routing/assign-agent.ts';

const anAgent = (change: Partial<AgentLoad> = {}): AgentLoad => ({
  staffId: 'stf_1',
  name: '李娜',
  presence: 'online',
  presenceSince: 0,
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

  it('never exceeds capacity and never depends on the order of the list', () => {
    const agent = fc.record({
      staffId: fc.uuid(),
      load: fc.nat(10),
      capacity: fc.integer({ min: 1, max: 10 }),
      idleSince: fc.nat(1_000),
      presence: fc.constantFrom('online' as const, 'away' as const, 'offline' as const),
    });
    fc.assert(
      fc.property(fc.uniqueArray(agent, { selector: (a) => a.staffId, maxLength: 12 }), (list) => {
        const agents = list.map(anAgent);
        const pick = chosen(agents);
        expect(chosen([...agents].reverse())).toBe(pick);
        const found = agents.find(({ staffId }) => staffId === pick);
        if (found !== undefined) expect(found.load).toBeLessThan(found.capacity);
      }),
    );
  });
});
