import type { Localized } from '#shared/kernel/locale.ts';

type StateRow = {
  readonly label: Localized;
  /** Which of 倾听–道歉–解决–跟进 it belongs to. */
  readonly step: 'listen' | 'acknowledge' | 'solve' | 'follow-up' | 'done';
  /** What the patient is told. */
  readonly patient: Localized;
  readonly final: boolean;
  /** The internal clock stands still here; the legal one never does. */
  readonly pauses: boolean;
};

const accepted: Localized = { 'zh-CN': '已受理', en: 'Received' };
const inHand: Localized = { 'zh-CN': '处理中', en: 'In hand' };
const answered: Localized = { 'zh-CN': '已答复', en: 'Answered' };

/** States of a case as data (taxonomy §7); every state of `final: false` has a way out, which a test proves. */
export const CASE_STATES = {
  new: {
    label: { 'zh-CN': '待受理', en: 'New' },
    step: 'listen',
    patient: accepted,
    final: false,
    pauses: false,
  },
  clarifying: {
    label: { 'zh-CN': '了解情况', en: 'Clarifying' },
    step: 'listen',
    patient: accepted,
    final: false,
    pauses: false,
  },
  acknowledged: {
    label: { 'zh-CN': '已致歉受理', en: 'Acknowledged' },
    step: 'acknowledge',
    patient: accepted,
    final: false,
    pauses: false,
  },
  assigned: {
    label: { 'zh-CN': '已派单', en: 'Assigned' },
    step: 'solve',
    patient: inHand,
    final: false,
    pauses: false,
  },
  returned: {
    label: { 'zh-CN': '已退单', en: 'Returned' },
    step: 'solve',
    patient: inHand,
    final: false,
    pauses: false,
  },
  accepted: {
    label: { 'zh-CN': '科室已接单', en: 'Accepted' },
    step: 'solve',
    patient: inHand,
    final: false,
    pauses: false,
  },
  investigating: {
    label: { 'zh-CN': '调查处理', en: 'Investigating' },
    step: 'solve',
    patient: inHand,
    final: false,
    pauses: false,
  },
  'wait-patient': {
    label: { 'zh-CN': '等待患者材料', en: 'Waiting for the patient' },
    step: 'solve',
    patient: { 'zh-CN': '等待您补充材料', en: 'Waiting for you' },
    final: false,
    pauses: true,
  },
  'wait-external': {
    label: { 'zh-CN': '等待外部机构', en: 'Waiting for an outside body' },
    step: 'solve',
    patient: { 'zh-CN': '等待外部机构意见', en: 'Waiting for an outside body' },
    final: false,
    pauses: true,
  },
  proposed: {
    label: { 'zh-CN': '待审核', en: 'Proposed' },
    step: 'solve',
    patient: inHand,
    final: false,
    pauses: false,
  },
  approved: {
    label: { 'zh-CN': '已审核', en: 'Approved' },
    step: 'solve',
    patient: inHand,
    final: false,
    pauses: false,
  },
  'feedback-sent': {
    label: { 'zh-CN': '已反馈', en: 'Feedback sent' },
    step: 'follow-up',
    patient: answered,
    final: false,
    pauses: false,
  },
  'return-visit': {
    label: { 'zh-CN': '回访中', en: 'Call-back' },
    step: 'follow-up',
    patient: answered,
    final: false,
    pauses: false,
  },
  dispute: {
    label: { 'zh-CN': '纠纷途径', en: 'Dispute path' },
    step: 'solve',
    patient: { 'zh-CN': '已告知依法解决途径', en: 'Referred to the legal ways' },
    final: false,
    pauses: false,
  },
  closed: {
    label: { 'zh-CN': '已办结', en: 'Closed' },
    step: 'done',
    patient: { 'zh-CN': '已办结', en: 'Closed' },
    final: true,
    pauses: false,
  },
  'not-accepted': {
    label: { 'zh-CN': '不予受理', en: 'Not accepted' },
    step: 'done',
    patient: { 'zh-CN': '不予受理（已说明）', en: 'Not accepted (explained)' },
    final: true,
    pauses: false,
  },
  withdrawn: {
    label: { 'zh-CN': '已撤回', en: 'Withdrawn' },
    step: 'done',
    patient: { 'zh-CN': '已撤回', en: 'Withdrawn' },
    final: true,
    pauses: false,
  },
  merged: {
    label: { 'zh-CN': '已合并', en: 'Merged' },
    step: 'done',
    patient: inHand,
    final: true,
    pauses: false,
  },
} as const satisfies Record<string, StateRow>;
