import type { Instant } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

/** A member of staff as the router sees them. */
export type AgentLoad = {
  readonly staffId: string;
  readonly name: string;
  readonly presence: 'online' | 'away' | 'offline';
  /** Since when the presence has been so. */
  readonly presenceSince: Instant;
  readonly skills: readonly string[];
  readonly departments: readonly string[];
  /** Conversations in hand, and how many at the most. */
  readonly load: number;
  readonly capacity: number;
  /** When the last conversation was taken or ended: the longest idle wins a tie. */
  readonly idleSince: Instant;
  /** Spared until then, after heated conversations. */
  readonly restUntil: Instant | null;
};

export type AssignmentNeed = {
  readonly skills: readonly string[];
  readonly department: string | null;
  /** Who may not take it: staff named in a complaint, those who declined. */
  readonly exclude: readonly string[];
};

export type Assignment = {
  readonly staffId: string;
  readonly name: string;
  readonly reason: { readonly 'zh-CN': string; readonly en: string };
};

export type Unassigned =
  | { readonly kind: 'nobody-online' }
  | { readonly kind: 'nobody-skilled' }
  | { readonly kind: 'all-full' };

/** Someone who lost the connection stays a candidate's rival for so long: a short drop re-routes nothing. */
export const GRACE_MS = 60_000;

const isAvailable = (agent: AgentLoad, now: Instant): boolean =>
  agent.presence === 'online' && (agent.restUntil === null || agent.restUntil <= now);

const fits = (agent: AgentLoad, need: AssignmentNeed): boolean =>
  !need.exclude.includes(agent.staffId) &&
  need.skills.every((skill) => agent.skills.includes(skill)) &&
  (need.department === null ||
    agent.departments.length === 0 ||
    agent.departments.includes(need.department));

/**
 * Who takes the next conversation: online, with the skills, not excluded, below capacity; of these the least loaded
 * (share of the own capacity), ties to the longest idle, then to the id, so that the choice is reproducible.
 */
export const assignAgent = (
  need: AssignmentNeed,
  agents: readonly AgentLoad[],
  now: Instant,
): Result<Assignment, Unassigned> => {
  const online = agents.filter((agent) => isAvailable(agent, now));
  if (online.length === 0) return err({ kind: 'nobody-online' });
  const skilled = online.filter((agent) => fits(agent, need));
  if (skilled.length === 0) return err({ kind: 'nobody-skilled' });
  const share = (agent: AgentLoad): number => agent.load / Math.max(1, agent.capacity);
  const [best] = skilled
    .filter((agent) => agent.load < agent.capacity)
    .sort(
      (a, b) =>
        share(a) - share(b) || a.idleSince - b.idleSince || (a.staffId < b.staffId ? -1 : 1),
    );
  if (best === undefined) return err({ kind: 'all-full' });
  return ok({
    staffId: best.staffId,
    name: best.name,
    reason: {
      'zh-CN': `${best.name}：${skilled.length} 位符合技能的在线客服中负荷最低（${best.load}/${best.capacity}）`,
      en: `${best.name}: least loaded (${best.load}/${best.capacity}) of ${skilled.length} online with the skill`,
    },
  });
};

/** True where a conversation must leave its agent: offline for longer than the grace minute. */
export const mustReroute = (
  agent: Pick<AgentLoad, 'presence' | 'presenceSince'>,
  now: Instant,
): boolean => agent.presence === 'offline' && now - agent.presenceSince > GRACE_MS;
