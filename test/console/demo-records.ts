import { HOUR, MINUTE } from '#shared/kernel/clock.ts';
import type { FakeRecords } from './fake-records.ts';

const HASH = '9f2c41d07be35a1864e0c2d9f7ab3381c05de6127749fa20b8d1e3f5a6c70912';

/** A bell, a log of sent notices and an audit as a busy day leaves them. */
export const demoRecords = (records: FakeRecords, ticketId: string, number: string): void => {
  const now = records.now();
  const about = { ticketId, ticketNumber: number };
  records.notices = [
    {
      ...about,
      noticeId: 'n1',
      at: now - 4 * MINUTE,
      title: '法定反馈时限将至',
      text: `工单 ${number} 还剩一个工作日，请准备阶段性反馈`,
      read: false,
    },
    {
      noticeId: 'n2',
      at: now - HOUR,
      ticketId: null,
      ticketNumber: null,
      title: '请录入 2027 年放假安排',
      text: '2027 年的工作日历还是预计的，不是正式通知。进入该年的时限暂按推算。',
      read: false,
    },
    {
      ...about,
      noticeId: 'n3',
      at: now - 3 * HOUR,
      title: '等您审批：退费 200.00 元',
      text: `工单 ${number} 的申请`,
      read: true,
    },
  ];
  const sent = { attempts: 1, state: 'sent', result: 'sent', at: now - HOUR } as const;
  records.deliveries = [
    {
      ...about,
      outboxId: 'o1',
      audience: 'supervisors',
      title: '法定反馈时限已到',
      at: now - 20 * MINUTE,
      channels: [
        { channel: 'console', ...sent },
        {
          channel: 'webhook',
          attempts: 4,
          state: 'waiting',
          result: 'status 503',
          at: now - MINUTE,
        },
        { channel: 'robot', ...sent },
      ],
    },
    {
      ...about,
      outboxId: 'o2',
      audience: 'desk',
      title: '人工接待升级',
      at: now - 5 * HOUR,
      channels: [
        { channel: 'console', ...sent },
        { channel: 'webhook', ...sent },
      ],
    },
  ];
  const line = (position: number, action: string, over: object = {}) => ({
    at: now - position * 7 * MINUTE,
    actorId: 'stf_wang',
    actorName: '王芳',
    tier: 'agent',
    action,
    ticketId,
    reason: '',
    data: {},
    place: `2026-11-25/1/${40 - position}`,
    hash: HASH,
    ...over,
  });
  records.audit = [
    line(1, 'reveal-contact', { reason: '回电核实收费明细' }),
    line(2, 'event:escalated', {
      actorId: 'service',
      actorName: '系统',
      tier: 'system',
      data: { clock: 'legal', step: 'due', eventId: 'sweep:legal#1#due' },
    }),
    line(3, 'approval.request:grant', { reason: '核实多收', data: { amountFen: 20_000 } }),
    line(4, 'step:acknowledge'),
    line(5, 'hours.change', {
      actorName: '李敏',
      ticketId: null,
      reason: '冬季作息',
      data: { revision: 1 },
    }),
  ];
  records.verdict = {
    rows: 1_284,
    intact: true,
    intactUpTo: now - 2 * MINUTE,
    breaks: [],
    ends: [],
  };
};
