import type { Locale, Localized } from '#shared/kernel/locale.ts';

const zh = {
  title: '查工单进度',
  intro: '输入工单号和查询码，随时查看办理情况。',
  number: '工单号',
  numberHint: '例如 261124-79503-7',
  code: '查询码',
  codeHint: '登记时告知您的',
  look: '查询',
  looking: '正在查询…',
  unknown: '没有查到。请核对工单号和查询码。',
  locks:
    '同一单号连续输错 5 次，会暂停网上查询，一小时内自动恢复；着急的话请来电，客服核实身份后可以马上解锁或补发查询码。在线咨询的查询码，回到当时的会话页面顶部就能看到。',
  merged: (number: string) => `已与工单 ${number} 合并办理，以下为合并后的进度。`,
  parts: '您反映的其他事项',
  unreachable: '连不上服务器，请检查网络后再试。',
  askDesk: '也可以拨打服务热线',
  steps: { received: '已受理', 'in-hand': '处理中', answered: '已答复', closed: '已办结' },
  done: '已完成',
  now: '当前',
  opened: '登记时间',
  promised: '答复时间',
  promisedBy: (when: string) => `${when} 前`,
  provisional: '按暂行的工作日历推算，如有变化会通知您',
  comments: '办理情况',
  noComments: '还没有新的情况，我们会尽快办理。',
  another: '查另一张',
  chat: '在线客服',
  emergency: '急症请直接拨打',
  language: 'English',
};

type ProgressStrings = typeof zh;

const en: ProgressStrings = {
  title: 'Ticket progress',
  intro: 'Enter ticket number and code to see where your matter stands.',
  number: 'Ticket number',
  numberHint: 'e.g. 261124-79503-7',
  code: 'Code',
  codeHint: 'You were told it with the number',
  look: 'Look up',
  looking: 'Looking up…',
  unknown: 'Nothing was found. Check number and code.',
  locks:
    'After five wrong codes a number cannot be looked up for up to an hour, then it opens again by itself. If you cannot wait, call us: once we know who you are we unlock it or give you a new code. If you wrote to us online, the code stands at the top of that chat.',
  merged: (number) => `Handled together with ticket ${number}: this is how that one stands.`,
  parts: 'Other matters you told us',
  unreachable: 'The service cannot be reached. Check your connection and try again.',
  askDesk: 'You can also call',
  steps: { received: 'Received', 'in-hand': 'In hand', answered: 'Answered', closed: 'Closed' },
  done: 'done',
  now: 'now',
  opened: 'Recorded',
  promised: 'Answer',
  promisedBy: (when) => `by ${when}`,
  provisional: 'Counted on a provisional working calendar; you will be told if it changes',
  comments: 'What has happened',
  noComments: 'Nothing new yet. We are working on it.',
  another: 'Look up another',
  chat: 'Online service',
  emergency: 'Emergency? Call',
  language: '中文',
};

const STRINGS: Localized<ProgressStrings> = { 'zh-CN': zh, en };
export const progressStrings = (locale: Locale): ProgressStrings => STRINGS[locale];
