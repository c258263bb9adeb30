import type { Localized } from '#shared/kernel/locale.ts';

export type CannedReply = {
  readonly id: string;
  /** Typed after `/`: first letters of the pinyin. */
  readonly short: string;
  readonly title: Localized;
  /** 【…】 marks what the agent must fill in; a reply with an open blank is not sent. */
  readonly text: Localized;
};

/** The built-in replies. They state no facts of a hospital: those come from its knowledge base. */
export const CANNED_REPLIES: readonly CannedReply[] = [
  {
    id: 'hello',
    short: 'nh',
    title: { 'zh-CN': '问候', en: 'Greeting' },
    text: {
      'zh-CN': '您好，我是医院客服，很高兴为您服务。您前面说的我已经看到了，请稍等，我来帮您处理。',
      en: 'Hello, this is the hospital service desk. I have read what you wrote. One moment please, I am looking into it.',
    },
  },
  {
    id: 'wait',
    short: 'sd',
    title: { 'zh-CN': '请稍等', en: 'One moment' },
    text: {
      'zh-CN': '请您稍等【几】分钟，我去核实一下，马上回复您。',
      en: 'Please give me 【how many】 minutes to check this. I will be right back.',
    },
  },
  {
    id: 'sorry',
    short: 'dq',
    title: { 'zh-CN': '致歉', en: 'Apology' },
    text: {
      'zh-CN': '给您带来不好的体验，非常抱歉。您说的情况我已如实记录，我们会认真核实并给您答复。',
      en: 'I am sorry that this happened to you. I have recorded what you told me; we will look into it and answer you.',
    },
  },
  {
    id: 'details',
    short: 'xx',
    title: { 'zh-CN': '请补充信息', en: 'Ask for details' },
    text: {
      'zh-CN':
        '为了尽快帮您核实，请告诉我：就诊日期、科室，以及具体经过。请不要在这里发送身份证号或银行卡号。',
      en: 'To check this quickly, please tell me the date of your visit, the department and what happened. Please do not send identity or bank card numbers here.',
    },
  },
  {
    id: 'refer',
    short: 'zj',
    title: { 'zh-CN': '转交科室', en: 'Passed to a department' },
    text: {
      'zh-CN':
        '您的问题需要【科室】处理，我已为您转交，工单号在聊天窗口上方。【时间】前会有工作人员联系您。',
      en: 'Your matter is for 【department】. I have passed it on; the ticket number is at the top of the chat. Someone will contact you before 【time】.',
    },
  },
  {
    id: 'no-advice',
    short: 'jz',
    title: { 'zh-CN': '建议就诊，不做诊断', en: 'Please see a doctor' },
    text: {
      'zh-CN':
        '诊断和用药需要医生当面看过才能判断，我不能在这里替医生回答。建议您挂【科室】的号，让医生为您详细检查。',
      en: 'Diagnosis and medication need a doctor who sees you in person; I must not answer for them here. Please book with 【department】.',
    },
  },
  {
    id: 'urgent',
    short: 'jj',
    title: { 'zh-CN': '急症：请拨 120', en: 'Emergency: call 120' },
    text: {
      'zh-CN':
        '您说的情况可能很紧急，请不要等待，立即拨打 120，或马上到最近医院的急诊。身边有人请让他陪着您。',
      en: 'This may be an emergency. Do not wait: call 120 now or go to the nearest emergency department. Ask someone to stay with you.',
    },
  },
  {
    id: 'anything-else',
    short: 'hy',
    title: { 'zh-CN': '还有别的吗', en: 'Anything else' },
    text: {
      'zh-CN': '请问还有其他可以帮您的吗？',
      en: 'Is there anything else I can do for you?',
    },
  },
  {
    id: 'bye',
    short: 'js',
    title: { 'zh-CN': '结束语', en: 'Goodbye' },
    text: {
      'zh-CN': '感谢您的咨询，祝您和家人健康平安。本次服务结束后请您评价，之后有问题随时再来。',
      en: 'Thank you for writing to us. Please rate this service when it ends, and come back any time.',
    },
  },
];

export const findCanned = (query: string): readonly CannedReply[] => {
  const words = query.toLowerCase();
  const fits = (reply: CannedReply) =>
    reply.short.startsWith(words) ||
    Object.values(reply.title).some((title) => title.toLowerCase().includes(words));
  return words === '' ? CANNED_REPLIES : CANNED_REPLIES.filter(fits);
};
