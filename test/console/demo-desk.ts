import { MINUTE } from '#shared/kernel/clock.ts';
import { demoRecords } from './demo-records.ts';
import { demoTickets } from './demo-tickets.ts';
import { BOT, FakeDesk, PATIENT } from './fake-desk.ts';

/** A morning at the desk, for screenshots and for working on the console without the stack. */
export const demoDesk = (
  now: () => number,
  options: { readonly empty: boolean; readonly alarm: boolean },
): FakeDesk => {
  const desk = new FakeDesk({
    now,
    me: {
      staffId: 'stf_me',
      name: '李敏',
      tier: 'supervisor',
      departments: ['客户服务中心'],
      skills: [],
    },
    colleagues: [
      {
        staffId: 'stf_wang',
        name: '王芳',
        tier: 'agent',
        departments: ['客户服务中心'],
        skills: [],
        presence: 'online',
      },
      {
        staffId: 'stf_zhao',
        name: '赵磊',
        tier: 'agent',
        departments: ['医保办'],
        skills: [],
        presence: 'away',
      },
      {
        staffId: 'stf_chen',
        name: '陈静',
        tier: 'office',
        departments: ['院办'],
        skills: [],
        presence: 'offline',
      },
    ],
  });
  desk.questions = [
    { articleId: 'kb_101', question: '异地医保怎么直接结算？' },
    { articleId: 'kb_117', question: '异地就医备案怎么办理？' },
    { articleId: 'kb_133', question: '出院结算需要带哪些材料？' },
  ];
  if (options.empty) return desk;
  demoTickets(desk);
  const ago = (minutes: number) => now() - minutes * MINUTE;
  const ask = (id: string, text: string, minutes: number) =>
    desk.say(id, PATIENT, text, ago(minutes));

  desk.start('c1', {
    openedAt: ago(26.2),
    channel: 'wechat',
    category: '咨询',
    department: '医保办',
    routeReason: '问题涉及异地医保结算，归口医保办',
    nextDueAt: ago(-2),
  });
  ask('c1', '异地医保怎么直接结算？', 26);
  desk.append(
    'c1',
    BOT,
    {
      kind: 'message',
      text: '办理过异地就医备案后，住院和门诊都可以在窗口凭医保码或社保卡直接结算。备案可在“国家医保服务平台”App 办理，当天生效。',
      cards: [
        {
          type: 'answer',
          articleId: 'kb_101',
          question: '异地医保怎么直接结算？',
          department: '医保办',
          updated: '2026-10-12',
          effectiveTo: '2026-12-31',
          askSolved: true,
        },
      ],
    },
    { at: ago(26) },
  );
  desk.append('c1', PATIENT, { kind: 'feedback', aboutSeq: 2, helpful: false }, { at: ago(25) });
  ask(
    'c1',
    '我已经备案了，但是窗口说查不到。我是广东的，下周二要出院，能不能帮我看看是哪里的问题？',
    24,
  );
  desk.append('c1', PATIENT, { kind: 'handoff-requested', reason: '备案查不到' }, { at: ago(24) });
  desk.append('c1', desk.author, { kind: 'claimed' }, { at: ago(21) });
  desk.append(
    'c1',
    desk.author,
    {
      kind: 'message',
      text: '您好，我是客服李敏。您前面说的我已经看到了，请稍等，我来帮您核实。',
      cards: [],
    },
    { at: ago(20) },
  );
  desk.append(
    'c1',
    desk.author,
    { kind: 'message', text: '请问备案时选的参保地和就医地分别是哪里？', cards: [] },
    { at: ago(20) },
  );
  ask('c1', '参保地选的广州，就医地选的省会', 3);
  ask('c1', '是不是就医地选错了？', 2.6);
  const c1 = desk.get('c1');
  c1.patient = { delivered: 8, read: 8 };
  c1.viewers = [
    { staffId: 'stf_wang', name: '王芳' },
    { staffId: 'stf_zhao', name: '赵磊' },
  ];
  c1.readings.push({
    seq: 4,
    triage: {
      decision: 'none',
      level: null,
      kinds: [],
      entries: [],
      adviceIds: [],
      target: null,
      greenChannel: null,
      reasons: [],
      path: 'grammar',
      ruleVersion: 'triage-1',
    },
    intent: {
      category: '咨询',
      confidence: 0.83,
      serviceClass: 'A',
      topic: null,
      leadDepartment: null,
      supportDepartments: [],
      severity: null,
      wantsHuman: true,
      implicitComplaint: true,
      reasons: [
        { 'zh-CN': '“帮我看看”：请人核实', en: '“帮我看看” asks a person to check' },
        { 'zh-CN': '上一条答复被评为没有解决', en: 'The answer before was rated not helpful' },
      ],
      version: 'intent-1',
    },
    answer: {
      kind: 'choices',
      hits: [
        { id: 'kb_117', confidence: 0.41 },
        { id: 'kb_101', confidence: 0.33 },
      ],
    },
  });
  c1.timeline.push(
    {
      eventId: 'ev1',
      at: ago(26),
      kind: 'opened',
      actorId: null,
      actorName: null,
      text: '微信进入，登记工单',
      public: true,
      data: {},
    },
    {
      eventId: 'ev2',
      at: ago(24),
      kind: 'routed',
      actorId: null,
      actorName: null,
      text: '转人工，归口医保办',
      public: true,
      data: {},
    },
    {
      eventId: 'ev3',
      at: ago(21),
      kind: 'claimed',
      actorId: 'stf_me',
      actorName: '李敏',
      text: '李敏接手',
      public: true,
      data: {},
    },
    {
      eventId: 'ev4',
      at: ago(12),
      kind: 'note',
      actorId: 'stf_zhao',
      actorName: '赵磊',
      text: '医保平台昨晚维护过，今天上午有几例备案没同步，可以让患者把备案截图发来。',
      public: false,
      data: {},
    },
  );

  desk.start('c2', {
    openedAt: ago(41.2),
    category: '投诉',
    department: '医务部',
    routeReason: '投诉主题：医生服务态度，主责医务部',
    severity: 'S3',
    topic: 'E03',
    escalated: 'escalated',
    nextDueAt: ago(6),
  });
  ask('c2', '骨科门诊等了三个小时，医生看了不到一分钟就让我走，态度还特别差，我要投诉', 41);
  desk.append('c2', PATIENT, { kind: 'handoff-requested', reason: '投诉' }, { at: ago(40) });

  desk.start('c3', {
    openedAt: ago(9.2),
    category: '求助',
    department: '门诊部',
    escalated: 'warned',
    nextDueAt: ago(-1),
  });
  ask('c3', '我妈妈坐轮椅，一个人在门诊大厅，能不能麻烦派个人帮忙推一下去B超室', 9);
  desk.append('c3', PATIENT, { kind: 'handoff-requested', reason: '' }, { at: ago(9) });

  desk.start('c4', { openedAt: ago(3.2), channel: 'wechat', nextDueAt: ago(-8) });
  ask('c4', '儿童保健科周末上班吗？上次打电话没人接', 3);
  desk.append('c4', PATIENT, { kind: 'handoff-requested', reason: '' }, { at: ago(2) });

  desk.start('c5', { openedAt: ago(33.2), category: '咨询', department: '体检中心' });
  ask('c5', '体检报告多久能出来', 33);
  desk.append('c5', PATIENT, { kind: 'handoff-requested', reason: '' }, { at: ago(32) });
  const wang = { kind: 'agent', id: 'stf_wang', name: '王芳' } as const;
  desk.append('c5', wang, { kind: 'claimed' }, { at: ago(30) });
  desk.append(
    'c5',
    wang,
    { kind: 'message', text: '一般三个工作日，您可以在公众号“体检报告”里查看。', cards: [] },
    { at: ago(29) },
  );

  desk.start('c6', { openedAt: ago(130.2), category: '表扬', department: '护理部' });
  ask('c6', '感谢心内科的周护士，夜里一直守着我父亲', 130);

  desk.start('c7', { openedAt: ago(190.2), category: '咨询' });
  ask('c7', '发票丢了可以补吗', 190);
  desk.append('c7', PATIENT, { kind: 'handoff-requested', reason: '' }, { at: ago(188) });
  desk.append('c7', desk.author, { kind: 'claimed' }, { at: ago(187) });
  desk.append(
    'c7',
    desk.author,
    { kind: 'message', text: '可以凭身份证到门诊一楼收费处补打电子票据。', cards: [] },
    { at: ago(186) },
  );
  desk.append('c7', desk.author, { kind: 'resolved', outcome: 'solved' }, { at: ago(180) });
  desk.append(
    'c7',
    PATIENT,
    { kind: 'rated', score: 5, solved: true, comment: '很快' },
    { at: ago(178) },
  );

  if (options.alarm) alarm(desk, now());
  demoRecords(desk.records, 'tkt_c2', desk.row('c2').ticketNumber);
  return desk;
};

/** 我爸突然胸口疼得厉害冒冷汗 */
export const alarm = (desk: FakeDesk, at: number): void => {
  const c = desk.start('c9', {
    openedAt: at - 41_000,
    channel: 'wechat',
    category: '求助',
    department: '急诊医学科',
    routeReason: '急症识别：胸痛，归口急诊医学科',
    alarm: true,
  });
  desk.say('c9', PATIENT, '我爸突然胸口疼得厉害冒冷汗', at - 40_000);
  desk.append(
    'c9',
    BOT,
    {
      kind: 'message',
      text: '',
      cards: [
        {
          type: 'emergency',
          decision: 'fire',
          level: 1,
          kinds: ['chest-pain'],
          safetyLine: '这可能危及生命，请立即拨打 120。',
          do: ['马上拨打 120，说清地址', '让患者坐下或半躺，保持安静', '有人陪着，不要离开'],
          dont: ['不要自己开车来医院', '不要让患者走动或用力', '不要给患者喝水进食'],
          question: null,
          buttons: [
            { label: '拨打 120', action: { do: 'dial', number: '120' }, primary: true },
            { label: '正在发生', action: { do: 'emergency-answer', happening: true } },
          ],
          ruleVersion: 'triage-1',
          needsSignOff: true,
        },
      ],
    },
    { at: at - 39_000 },
  );
  desk.append(
    'c9',
    PATIENT,
    { kind: 'emergency-answered', aboutSeq: 2, happening: true },
    { at: at - 20_000 },
  );
  c.readings.push({
    seq: 1,
    triage: {
      decision: 'fire',
      level: 1,
      kinds: ['chest-pain'],
      reasons: [
        { zh: '“胸口疼得厉害”：胸痛', en: 'chest pain' },
        { zh: '“冒冷汗”：伴随出汗，危险度升高', en: 'with sweating' },
      ],
      path: 'both',
      ruleVersion: 'triage-1',
    },
    intent: { category: '求助', confidence: 0.97, reasons: [] },
    answer: null,
  });
  const row = desk.row('c9');
  desk.onPush({ type: 'inbox', row });
  desk.onPush({ type: 'alarm', row, kinds: ['chest-pain'], level: 1 });
};
