import type { Instant } from '#shared/kernel/clock.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Presence } from './presence.ts';

/** A member of staff as the router sees them. */
export type AgentLoad = {
  readonly staffId: string;
  readonly name: string;
  readonly presence: Presence;
  readonly skills: readonly string[];
  readonly departments: readonly string[];
  /** What they have in hand, and how much at the most. */
  readonly load: number;
  readonly capacity: number;
  /** When the last one was taken or ended: the longest idle wins a tie. */
  readonly idleSince: Instant;
  /** Spared until then, after heated conversations. */
  readonly restUntil: Instant | null;
};

export type AssignmentNeed = {
  readonly skills: readonly string[];
  /** Only its own people take it; null where that does not matter. */
  readonly department: string | null;
  /** Who may not take it: staff named in a complaint, those who declined. */
  readonly exclude: readonly string[];
};

export type Assignment = {
  readonly staffId: string;
  readonly name: string;
  readonly reason: Localized;
};

export type Unassigned =
  | { readonly kind: 'nobody-online' }
  | { readonly kind: 'nobody-skilled'; readonly skills: readonly string[] }
  | { readonly kind: 'all-full'; readonly agents: number };

/** Someone who lost the connection stays a candidate's rival for so long: a short drop re-routes nothing. */
export const GRACE_MS = 60_000;

const isAvailable = (agent: AgentLoad, now: Instant): boolean =>
  agent.presence === 'online' && (agent.restUntil === null || agent.restUntil <= now);

const fits = (agent: AgentLoad, need: AssignmentNeed): boolean =>
  !need.exclude.includes(agent.staffId) &&
  need.skills.every((skill) => agent.skills.includes(skill)) &&
  (need.department === null || agent.departments.includes(need.department));

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
  if (skilled.length === 0) return err({ kind: 'nobody-skilled', skills: need.skills });
  const free = skilled.filter((agent) => agent.load < agent.capacity);
  const [best, second] = free.sort(
    (a, b) =>
      shareOf(a) - shareOf(b) || a.idleSince - b.idleSince || (a.staffId < b.staffId ? -1 : 1),
  );
  if (best === undefined) return err({ kind: 'all-full', agents: skilled.length });
  const tie = second !== undefined && shareOf(second) === shareOf(best);
  return ok({
    staffId: best.staffId,
    name: best.name,
    reason: reasonFor(best, need, { among: free.length, tie }),
  });
};

const shareOf = ({ load, capacity }: AgentLoad): number => load / Math.max(1, capacity);

const reasonFor = (
  { load, capacity }: AgentLoad,
  { skills, department }: AssignmentNeed,
  { among, tie }: { readonly among: number; readonly tie: boolean },
): Localized => {
  const skill = skills.length === 0 ? '' : `具备技能“${skills.join('、')}”，`;
  const place = department === null ? '' : `属于${department}，`;
  const choice =
    among === 1
      ? `目前唯一可接的人（在手 ${load}/${capacity}）`
      : `${among} 位可接的人中${tie ? '负荷同为最低、空闲最久' : '负荷最低'}（在手 ${load}/${capacity}）`;
  const able = skills.length === 0 ? '' : `has the skill ${skills.join(', ')}; `;
  return {
    'zh-CN': `${skill}${place}${choice}`,
    en: `${able}${tie ? 'longest idle of the least loaded' : 'least loaded'} of ${among} who are free (${load}/${capacity})`,
  };
};

/** Why nobody was given it, for whoever looks at it. */
export const whyUnassigned = (unassigned: Unassigned): string => {
  switch (unassigned.kind) {
    case 'nobody-online':
      return '没有可接的人在线';
    case 'nobody-skilled':
      return unassigned.skills.length === 0
        ? '在线的人都须回避或不属于该部门'
        : `在线且可接的人都不具备技能“${unassigned.skills.join('、')}”`;
    case 'all-full':
      return `符合条件的 ${unassigned.agents} 位都已满负荷`;
  }
};

/** True where a conversation must leave its agent: offline for longer than the grace minute. */
export const mustReroute = (
  agent: { readonly presence: Presence; readonly presenceSince: Instant },
  now: Instant,
): boolean => agent.presence === 'offline' && now - agent.presenceSince > GRACE_MS;
