import { DAY, HOUR, MINUTE } from '#shared/kernel/clock.ts';
import type { FakeDesk } from './fake-desk.ts';

/** Tickets in every state that a list shows, for screenshots and for work on looks. */
export const demoTickets = (desk: FakeDesk): void => {
  const { tickets } = desk;
  const now = desk.now();
  const quality = tickets.add({
    openedAt: now - 6 * DAY,
    topic: 'E01',
    severity: 'S2',
    department: '质控部',
    channel: 'hotline12345',
    summary: '手术后伤口反复感染，家属认为换药不及时，要求说明原因并承担后续治疗费用',
    wish: '书面说明，减免换药费用',
    staffNamed: ['刘医生'],
    contact: { name: '王**', phone: '139****1234', relation: '家属' },
    escalation: 'office',
  });
  tickets.make(quality.ticketId, {
    do: 'step',
    step: 'acknowledge',
    evidence: [
      {
        kind: 'summary',
        text: '术后第 3 天伤口红肿，第 5 天才换药；希望书面说明',
        confirmedByPatient: true,
      },
      { kind: 'acknowledgement', channel: 'phone' },
    ],
  });
  tickets.make(quality.ticketId, {
    do: 'step',
    step: 'assign',
    department: '质控部',
    handlerId: 'stf_me',
  });
  tickets.make(quality.ticketId, { do: 'step', step: 'accept' });
  tickets.make(quality.ticketId, { do: 'step', step: 'investigate' });

  const manner = tickets.add({
    openedAt: now - 2 * DAY,
    conversationId: 'c1',
    channel: 'wechat',
    summary: '内科门诊医生态度不好，问了两句就让出去，老人很委屈',
    wish: '希望医生道歉',
    contact: { name: '李**', phone: '138****5678', relation: '本人' },
  });
  tickets.make(manner.ticketId, {
    do: 'step',
    step: 'acknowledge',
    evidence: [
      { kind: 'summary', text: '就诊时医生没有解释检查结果', confirmedByPatient: true },
      { kind: 'acknowledgement', channel: 'thread' },
    ],
  });
  tickets.make(manner.ticketId, {
    do: 'step',
    step: 'send-feedback',
    evidence: [
      { kind: 'feedback', channel: 'phone', text: '医务部已约谈当事医生，医生已致电道歉' },
    ],
  });
  tickets.make(manner.ticketId, {
    do: 'task',
    department: '门诊部',
    title: '核对当天排班与就诊时长',
    days: 2,
  });
  tickets.me = { ...desk.me, staffId: 'stf_wang', name: '王芳', tier: 'agent' };
  const change = {
    do: 'grant',
    grant: 'refund',
    amountFen: 12_000,
    reason: '挂号费与重复检查费',
  } as const;
  void tickets.answer(
    'changeTicket',
    { params: { ticketId: manner.ticketId }, body: { change } },
    () => ({ kind: 'network', status: null }),
  );
  tickets.me = desk.me;

  const waiting = tickets.add({
    openedAt: now - 30 * HOUR,
    topic: 'E05',
    severity: 'S4',
    department: '门诊部',
    channel: 'letter',
    summary: '意见箱来信：抽血窗口早上只开两个，排队一个多小时',
  });
  tickets.make(waiting.ticketId, { do: 'step', step: 'clarify' });
  tickets.add({
    openedAt: now - 20 * MINUTE,
    category: '求助',
    topic: null,
    severity: null,
    department: '客户服务中心',
    channel: 'onsite',
    summary: '八十岁老人独自看病，需要陪诊',
  });
  tickets.add({
    openedAt: now - 3 * HOUR,
    category: '表扬',
    topic: null,
    severity: null,
    department: '护理部',
    summary: '感谢十二病区护士长耐心照顾母亲',
  });
  tickets.add({
    openedAt: now - 26 * HOUR,
    category: '意见建议',
    topic: null,
    severity: null,
    department: '门诊部',
    channel: 'web',
    summary: '建议在三楼候诊区增加叫号屏，老人听不清广播',
  });
  tickets.add({
    openedAt: now - 5 * HOUR,
    topic: 'E16',
    severity: 'S2',
    department: '纪委办',
    channel: 'leader-day',
    summary: '反映收受红包问题',
  });
};
