import type { Localized } from '#shared/kernel/locale.ts';

/** Every door through which a contact comes. Adding one: a row here. */
export const CHANNELS = {
  web: { label: { 'zh-CN': '网站', en: 'Website' }, live: true, textLimit: 2_000 },
  wechat: { label: { 'zh-CN': '微信', en: 'WeChat' }, live: true, textLimit: 2_000 },
  phone: { label: { 'zh-CN': '电话', en: 'Phone' }, live: false, textLimit: 10_000 },
  onsite: { label: { 'zh-CN': '现场接待', en: 'On site' }, live: false, textLimit: 10_000 },
  letter: {
    label: { 'zh-CN': '来信与意见箱', en: 'Letter or box' },
    live: false,
    textLimit: 10_000,
  },
  hotline12345: {
    label: { 'zh-CN': '12345 转办', en: '12345 transfer' },
    live: false,
    textLimit: 10_000,
  },
  'leader-day': {
    label: { 'zh-CN': '领导接听日', en: 'Leader day' },
    live: false,
    textLimit: 10_000,
  },
} as const satisfies Record<string, { label: Localized; live: boolean; textLimit: number }>;

export type ChannelId = keyof typeof CHANNELS;
export const CHANNEL_IDS = Object.keys(CHANNELS) as [ChannelId, ...ChannelId[]];
