import type { Matter } from '#shared/domain/ticket/open-ticket.ts';

export type RouteInput = {
  readonly category: Matter['category'];
  /** Office that leads a complaint of this topic. */
  readonly leadDepartment: string | null;
  /** Department that can give the kind of help that is asked for. */
  readonly helpingDepartment?: string | null;
  /** Department that is praised, or whose people are. */
  readonly praisedDepartment?: string | null;
  /** Department whose knowledge answered the question. */
  readonly answeringDepartment: string | null;
  /** Clinical department that the complaint of health points to. */
  readonly guidedDepartment: string | null;
};

export type Route = { readonly department: string; readonly reason: string };

/** Where a matter goes that names no department. */
export const FRONT_DESK = '客户服务中心';

/**
 * Which department answers for a matter, first rule that holds: the lead office of a complaint's topic; the department
 * that gives the kind of help that is asked for; the one that is praised; the department whose entry answered; the
 * clinical department that guidance names; else the service centre itself.
 */
export const routeTicket = (input: RouteInput): Route => {
  if (input.category === '投诉' && input.leadDepartment !== null)
    return { department: input.leadDepartment, reason: '投诉主题的归口部门' };
  if (input.category === '求助' && input.helpingDepartment != null)
    return { department: input.helpingDepartment, reason: '求助事项的归口部门' };
  if (input.category === '表扬' && input.praisedDepartment != null)
    return { department: input.praisedDepartment, reason: '受表扬的科室' };
  if (input.answeringDepartment !== null)
    return { department: input.answeringDepartment, reason: '知识库条目的负责部门' };
  if (input.guidedDepartment !== null)
    return { department: input.guidedDepartment, reason: '导诊建议的科室' };
  return { department: FRONT_DESK, reason: '未指明部门，由客户服务中心受理' };
};
