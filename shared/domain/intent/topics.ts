import type { Localized } from '#shared/kernel/locale.ts';

/**
 * Severity of a complaint, S1 the gravest. S1: death or serious harm possible, patient safety now, violence, privacy
 * leak, live media. S2: harm claimed, refusal of care, 5,000 yuan or more, discipline, transfer from an authority,
 * third repeat. S3: attitude, delay, explanation. S4: facilities, suggestion-like.
 */
export const SEVERITIES = ['S1', 'S2', 'S3', 'S4'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface ComplaintTopic {
  readonly label: Localized;
  /** Office that answers for the matter. */
  readonly lead: string;
  /** Offices that must be heard; 科室 stands for the department complained about. */
  readonly support: readonly string[];
  readonly severity: Severity;
  /** Only the named lead and the hospital's leaders may read the ticket. */
  readonly restricted?: true;
}

/** Complaint topics and who leads them. Codes and default severities are proposals that the hospital confirms. */
export const TOPICS = {
  E01: {
    label: { 'zh-CN': '医疗质量与安全', en: 'Medical quality and safety' },
    lead: '质控部',
    support: ['医务部', '护理部', '院感科'],
    severity: 'S2',
  },
  E02: {
    label: { 'zh-CN': '医患沟通与知情告知', en: 'Communication and informed consent' },
    lead: '医务部',
    support: ['科室'],
    severity: 'S3',
  },
  E03: {
    label: { 'zh-CN': '医生服务态度', en: 'Manner of a doctor' },
    lead: '医务部',
    support: ['党委办', '科室'],
    severity: 'S3',
  },
  E04: {
    label: { 'zh-CN': '护理质量与态度', en: 'Nursing quality and manner' },
    lead: '护理部',
    support: ['病区'],
    severity: 'S3',
  },
  E05: {
    label: { 'zh-CN': '候诊、停诊、加号与流程', en: 'Waiting, cancelled clinics, process' },
    lead: '门诊部',
    support: ['科室'],
    severity: 'S4',
  },
  E06: {
    label: { 'zh-CN': '急诊等候、拒诊与推诿', en: 'Emergency waiting or refusal' },
    lead: '医务部',
    support: ['急诊科', '总值班'],
    severity: 'S2',
  },
  E07: {
    label: { 'zh-CN': '检查检验报告延误或错误', en: 'Late or wrong test results' },
    lead: '医务部',
    support: ['放射科', '超声科', '检验科', '病理科'],
    severity: 'S3',
  },
  E08: {
    label: { 'zh-CN': '药房、缺药与发药错误', en: 'Pharmacy, shortages, dispensing errors' },
    lead: '药学部',
    support: ['门诊部'],
    severity: 'S3',
  },
  E09: {
    label: { 'zh-CN': '收费、退费与价格', en: 'Charges, refunds, prices' },
    lead: '财务科',
    support: ['医保办'],
    severity: 'S3',
  },
  E10: {
    label: { 'zh-CN': '医保报销与推诿出院', en: 'Insurance and early discharge' },
    lead: '医保办',
    support: ['医务部'],
    severity: 'S3',
  },
  E11: {
    label: { 'zh-CN': '住院床位与出入院手续', en: 'Beds, admission, discharge' },
    lead: '住院服务中心',
    support: ['医务部', '护理部'],
    severity: 'S4',
  },
  E12: {
    label: { 'zh-CN': '后勤与环境', en: 'Facilities and surroundings' },
    lead: '后勤保障部',
    support: ['保卫科'],
    severity: 'S4',
  },
  E13: {
    label: { 'zh-CN': '安全、失窃与暴力', en: 'Safety, theft, violence' },
    lead: '保卫科',
    support: ['医务部'],
    severity: 'S2',
  },
  E14: {
    label: { 'zh-CN': '信息系统与支付', en: 'Mini program, systems, payment' },
    lead: '信息科',
    support: ['财务科'],
    severity: 'S3',
  },
  E15: {
    label: { 'zh-CN': '隐私泄露', en: 'Privacy leak' },
    lead: '信息科',
    support: ['医务部', '院办', '纪检监察室'],
    severity: 'S1',
  },
  E16: {
    label: { 'zh-CN': '红包、回扣与作风', en: 'Bribes, kickbacks, conduct' },
    lead: '纪检监察室',
    support: [],
    severity: 'S2',
    restricted: true,
  },
  E17: {
    label: { 'zh-CN': '病历复印与封存', en: 'Copying or sealing of records' },
    lead: '病案室',
    support: ['医务部', '质控部'],
    severity: 'S3',
  },
  E18: {
    label: { 'zh-CN': '客服自身', en: 'This service centre' },
    lead: '客服中心',
    support: ['院办'],
    severity: 'S4',
  },
  E19: {
    label: { 'zh-CN': '特殊人群服务', en: 'Elderly, disabled, pregnant, children' },
    lead: '门诊部',
    support: ['科室'],
    severity: 'S3',
  },
  E20: {
    label: { 'zh-CN': '医疗纠纷与索赔', en: 'Dispute and compensation' },
    lead: '医患关系办公室',
    support: ['法务', '质控部'],
    severity: 'S2',
  },
  E21: {
    label: { 'zh-CN': '舆情与媒体', en: 'Publicity and media' },
    lead: '宣传科',
    support: ['院办', '科室'],
    severity: 'S2',
  },
  E22: {
    label: { 'zh-CN': '12345、卫健委与信访转办', en: 'Transferred by an authority' },
    lead: '院办',
    support: ['科室'],
    severity: 'S2',
  },
  E23: {
    label: { 'zh-CN': '整形、眼科术后并发症', en: 'Complication after plastic or eye surgery' },
    lead: '质控部',
    support: ['科室', '医务部'],
    severity: 'S1',
  },
} as const satisfies Record<string, ComplaintTopic>;

export type TopicCode = keyof typeof TOPICS;
export const TOPIC_CODES = Object.keys(TOPICS) as readonly TopicCode[];
export const topicOf = (code: TopicCode): ComplaintTopic => TOPICS[code];
