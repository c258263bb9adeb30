import type { Localized } from '#shared/kernel/locale.ts';

/** What the person wants done (taxonomy: request type). The id is the word used in records and reports. */
export const CATEGORIES = {
  咨询: { 'zh-CN': '咨询', en: 'Enquiry' },
  投诉: { 'zh-CN': '投诉', en: 'Complaint' },
  意见建议: { 'zh-CN': '意见建议', en: 'Suggestion' },
  求助: { 'zh-CN': '求助', en: 'Request for help' },
  表扬: { 'zh-CN': '表扬', en: 'Praise' },
  其他: { 'zh-CN': '其他', en: 'Other' },
} as const satisfies Record<string, Localized>;

export type Category = keyof typeof CATEGORIES;
export const CATEGORY_IDS = Object.keys(CATEGORIES) as readonly Category[];

/** Which of the hotline's six services the matter belongs to (taxonomy: channel intent). */
export const SERVICE_CLASSES = {
  A: { 'zh-CN': '咨询预约', en: 'Enquiries and booking' },
  B: { 'zh-CN': '急救转诊', en: 'Emergency and referral' },
  C: { 'zh-CN': '号码查询', en: 'Numbers and places' },
  D: { 'zh-CN': '网上客服', en: 'Online service' },
  E: { 'zh-CN': '服务投诉', en: 'Service complaints' },
  F: { 'zh-CN': '建言献策', en: 'Ideas for the hospital' },
} as const satisfies Record<string, Localized>;

export type ServiceClass = keyof typeof SERVICE_CLASSES;
export const SERVICE_CLASS_IDS = Object.keys(SERVICE_CLASSES) as readonly ServiceClass[];

export const isCategory = (value: string): value is Category => value in CATEGORIES;
