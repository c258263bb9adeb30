import type { ProblemCode } from '#shared/contract/problem.ts';
import type { Localized } from '#shared/kernel/locale.ts';

/** What each problem means to an agent and what to do next. A new code does not compile until it stands here. */
export const PROBLEM_TEXTS: Readonly<Record<ProblemCode, Localized>> = {
  'malformed-json': {
    'zh-CN': '请求内容有误，请刷新页面后再试',
    en: 'The request was damaged. Reload and try again',
  },
  'invalid-request': {
    'zh-CN': '有内容不符合要求，请修改后再发',
    en: 'Something in it is not accepted. Change it and send again',
  },
  unauthenticated: {
    'zh-CN': '登录已过期，请重新登录',
    en: 'Your session has expired. Sign in again',
  },
  forbidden: {
    'zh-CN': '您的账号没有这项权限，可请主管处理',
    en: 'Your account may not do that. Ask a supervisor',
  },
  'not-found': {
    'zh-CN': '找不到这条记录，可能已转走或无权查看',
    en: 'There is no such record, or it is not yours to see',
  },
  'method-not-allowed': {
    'zh-CN': '页面版本过旧，请刷新',
    en: 'This page is out of date. Reload it',
  },
  'too-large': { 'zh-CN': '内容太长，请分几条发送', en: 'Too long. Send it in parts' },
  'duplicate-id-other-body': {
    'zh-CN': '这条消息与已发送的编号冲突，请复制后重新发送',
    en: 'This message clashes with one sent before. Copy it and send it anew',
  },
  'base-ahead': {
    'zh-CN': '页面与服务器不同步，请刷新',
    en: 'The page is out of step with the server. Reload it',
  },
  'already-claimed': {
    'zh-CN': '{owner} 已接手这个会话',
    en: '{owner} has taken this conversation',
  },
  'not-yours': {
    'zh-CN': '会话现在由 {owner} 负责，请先接手',
    en: '{owner} owns this conversation. Take it first',
  },
  'conversation-resolved': { 'zh-CN': '会话已办结', en: 'The conversation is resolved' },
  'not-resolved': { 'zh-CN': '会话还在进行中', en: 'The conversation is still going on' },
  'stale-version': {
    'zh-CN': '别人刚改过，已为您刷新',
    en: 'Someone changed it just now. It has been refreshed',
  },
  'transition-refused': {
    'zh-CN': '工单现在不能进行这一步',
    en: 'The ticket cannot take this step now',
  },
  'second-person-needed': {
    'zh-CN': '政策类和医疗类内容需要另一位同事审核通过',
    en: 'Policy and medical content needs the approval of another person',
  },
  'evidence-missing': {
    'zh-CN': '还缺必要的记录，补齐后再办',
    en: 'Something is still missing before this step',
  },
  'advice-needs-reason': {
    'zh-CN': '内容像医疗建议：请改写，或写明理由',
    en: 'It reads like medical advice: reword it or give a reason',
  },
  'token-replayed': {
    'zh-CN': '登录凭证已被使用，请重新登录',
    en: 'The sign-in was used before. Sign in again',
  },
  'too-many-requests': {
    'zh-CN': '操作太频繁，请稍等片刻',
    en: 'Too many requests. Wait a moment',
  },
  unavailable: { 'zh-CN': '服务繁忙，请再试一次', en: 'The service is busy. Try again' },
  internal: {
    'zh-CN': '服务器出错，请把编号告诉管理员',
    en: 'Something failed on our side. Give the code to the operator',
  },
};
