import type { EntryContent } from '#shared/domain/knowledge/entry.ts';

/** A plain answer that nobody asked for yet. */
export const aContent = (over: Partial<EntryContent> = {}): EntryContent => ({
  category: '便民服务',
  question: '医院里可以借用轮椅吗？',
  similar: ['轮椅怎么借'],
  answer: '可以。凭身份证在门诊楼1楼服务台借用轮椅，当天归还。',
  department: '门诊部',
  keywords: ['轮椅'],
  audience: 'everyone',
  sensitivity: 'plain',
  effectiveFrom: null,
  effectiveTo: null,
  reviewBy: null,
  source: '',
  images: [],
  buttons: [],
  testQuestions: [],
  ...over,
});
