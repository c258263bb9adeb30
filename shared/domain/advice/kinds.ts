import type { Localized } from '#shared/kernel/locale.ts';

/** Requests that only a clinician may answer. */
export const REQUEST_KINDS = {
  diagnosis: { 'zh-CN': '请求判断是什么病', en: 'asks for a diagnosis' },
  drug_choice: { 'zh-CN': '请求推荐或选择用药', en: 'asks which medicine to take' },
  dose: { 'zh-CN': '请求给出用量', en: 'asks for a dose' },
  stop_change: { 'zh-CN': '询问停药或换药', en: 'asks about stopping or changing a medicine' },
  combine: { 'zh-CN': '询问能否同服同用', en: 'asks whether things may be combined' },
  interpret: { 'zh-CN': '请求解读报告或数值', en: 'asks to read a report or value' },
  prognosis: { 'zh-CN': '询问预后', en: 'asks for a prognosis' },
  surgery_needed: {
    'zh-CN': '询问要不要手术或选哪种治疗',
    en: 'asks whether or which treatment is needed',
  },
  wait_safe: { 'zh-CN': '询问能否不看或再等等', en: 'asks whether it is safe to wait' },
  pregnancy: { 'zh-CN': '孕期哺乳期用药与安全', en: 'asks about safety in pregnancy or nursing' },
  cosmetic: { 'zh-CN': '询问美容治疗效果或选择', en: 'asks for cosmetic effect or choice' },
} as const satisfies Record<string, Localized>;
export type RequestKind = keyof typeof REQUEST_KINDS;

/** Sentences that neither the bot nor an agent may send. */
export const STATEMENT_KINDS = {
  diagnosis: { 'zh-CN': '下诊断', en: 'states a diagnosis' },
  interpret: { 'zh-CN': '解读报告', en: 'reads a report' },
  start_drug: { 'zh-CN': '推荐用药', en: 'recommends a medicine' },
  dose: { 'zh-CN': '给出用量', en: 'gives a dose' },
  stop_drug: { 'zh-CN': '建议停药换药', en: 'tells to stop or change a medicine' },
  combine: { 'zh-CN': '判断能否同服', en: 'judges a combination' },
  no_hospital: { 'zh-CN': '称不必就医或可以等', en: 'says it is safe to wait' },
  prognosis: { 'zh-CN': '预测病情结果', en: 'predicts an outcome' },
  surgery_needed: { 'zh-CN': '判断要不要手术', en: 'judges whether surgery is needed' },
  guarantee: { 'zh-CN': '保证疗效', en: 'guarantees a result' },
  judge_doctor: { 'zh-CN': '评价其他医生', en: 'judges other clinicians' },
  liability: { 'zh-CN': '承认责任或承诺赔偿', en: 'admits liability or promises money' },
} as const satisfies Record<string, Localized>;
export type StatementKind = keyof typeof STATEMENT_KINDS;
