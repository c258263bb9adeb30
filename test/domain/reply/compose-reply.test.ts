import { describe, expect, it } from 'vitest';
import type { RequestCheck } from '#shared/domain/advice/guard.ts';
import type { Guidance } from '#shared/domain/guidance/guide-department.ts';
import type { IntentReading } from '#shared/domain/intent/intent.ts';
import {
  composeReply,
  type EmergencyCard,
  missesIn,
  type ReplyInput,
} from '#shared/domain/reply/compose-reply.ts';
import { directoryAnswer } from '#shared/domain/reply/directory.ts';
import { smallTalkOf } from '#shared/domain/reply/small-talk.ts';
import { LABELS, TEXTS } from '#shared/domain/reply/texts.ts';

const intent: IntentReading = {
  category: '咨询',
  confidence: 0.9,
  serviceClass: 'A',
  topic: null,
  leadDepartment: null,
  supportDepartments: [],
  severity: null,
  wantsHuman: false,
  implicitComplaint: false,
  reasons: [],
  version: 'test',
};
const advice: RequestCheck = {
  bait: false,
  kind: null,
  departmentHint: null,
  reasons: [],
  version: 'test',
};
const guidance: Guidance = {
  departments: [],
  confident: false,
  abstains: false,
  ask: null,
  version: 'test',
};
const cardiology = {
  id: 'd1',
  name: '心血管内科',
  aliases: ['心内科'],
  kind: 'clinical',
  floor: '3楼',
  phone: '0735-0000111',
  hours: '周一至周五',
  handles: [],
};
const towardsCardiology: Guidance = {
  ...guidance,
  confident: true,
  departments: [
    { name: '心内科', score: 0.9, reasons: [{ zh: '您提到“心慌”', en: 'You mentioned “心慌”' }] },
  ],
};
const answer = {
  kind: 'answer' as const,
  answer: {
    id: 'kb-1',
    question: '怎么预约？',
    answer: '公众号预约。',
    department: '门诊部',
    updated: '2026-01-01',
    effectiveTo: null,
  },
  others: [],
};
const emergency = (decision: EmergencyCard['decision']): EmergencyCard => ({
  type: 'emergency',
  decision,
  level: 1,
  kinds: ['chest-pain'],
  safetyLine: '请立即拨打120',
  do: [],
  dont: [],
  question: null,
  buttons: [],
  ruleVersion: 'test',
  needsSignOff: true,
});

const reply = (given: Partial<ReplyInput>) =>
  composeReply({
    text: '随便问问',
    locale: 'zh-CN',
    emergency: undefined,
    intent,
    advice,
    lookup: { kind: 'none' },
    guidance,
    departments: [cardiology],
    desk: { staffed: true, opens: null, hours: '每天8:00—20:00' },
    misses: 0,
    ticketNumber: '261124-00000-0',
    ...given,
  });

const person = { ...intent, wantsHuman: true };
const complaint = { ...intent, category: '投诉' as const, severity: 'S3' as const };
const dose: RequestCheck = { ...advice, bait: true, kind: 'dose' };

describe('the order of the rules', () => {
  it.each<[string, Partial<ReplyInput>, string, boolean]>([
    [
      'an emergency before everything',
      { emergency: emergency('fire'), intent: person, lookup: answer },
      'emergency',
      false,
    ],
    ['a person before any answer', { intent: person, lookup: answer }, 'handed-off', true],
    ['a complaint before an answer', { intent: complaint, lookup: answer }, 'noted', false],
    [
      'a grave complaint gets a person at once',
      { intent: { ...complaint, severity: 'S2' } },
      'handed-off',
      true,
    ],
    [
      'a grievance told as thanks is a complaint',
      { intent: { ...intent, category: '表扬', implicitComplaint: true } },
      'noted',
      false,
    ],
    [
      'what only a clinician may say before an answer',
      { advice: dose, lookup: answer },
      'deferred',
      false,
    ],
    ['an answer', { lookup: answer }, 'answered', false],
    [
      'a department where no entry answers',
      { guidance: towardsCardiology, lookup: { kind: 'choices', questions: ['甲'] } },
      'guided',
      false,
    ],
    [
      'an answer rather than a department that nobody asked for',
      { guidance: towardsCardiology, lookup: answer },
      'answered',
      false,
    ],
    [
      'the department that was asked for rather than an entry',
      { text: '心慌挂什么科', guidance: towardsCardiology, lookup: answer },
      'guided',
      false,
    ],
    ['choices', { lookup: { kind: 'choices', questions: ['甲', '乙'] } }, 'offered', false],
    ['praise', { intent: { ...intent, category: '表扬' }, lookup: answer }, 'noted', false],
    ['a request for help', { intent: { ...intent, category: '求助' } }, 'noted', false],
    ['nothing known', {}, 'missed', false],
    ['an expired entry', { lookup: { kind: 'expired' } }, 'missed', false],
    ['a knowledge base that does not answer', { lookup: { kind: 'unavailable' } }, 'missed', false],
    ['a greeting', { text: '您好!', lookup: answer }, 'small-talk', false],
    ['a question for a phone', { text: '心内科电话多少' }, 'answered', false],
  ])('%s', (_, given, outcome, handoff) => {
    expect(reply(given)).toMatchObject({ outcome, handoff });
  });

  it('puts the question 正在发生吗 above the ordinary reply', () => {
    const both = reply({ emergency: emergency('confirm'), lookup: answer });
    expect(both.cards.map(({ type }) => type)).toEqual(['emergency', 'answer']);
    expect(both.outcome).toBe('answered');
  });

  it('never shows the words of an expired entry', () => {
    expect(reply({ lookup: { kind: 'expired' } }).text).toBe(TEXTS.expired['zh-CN']);
  });

  it('offers a person with every miss, and first after two in a row', () => {
    const first = reply({});
    const second = reply({ misses: missesIn(['answered', 'missed']) });
    expect(first.cards).toMatchObject([{ buttons: [{ action: { do: 'handoff' } }] }]);
    expect(second.cards).toMatchObject([{ buttons: [{ primary: true }] }]);
    expect(missesIn(['missed', 'missed', 'answered'])).toBe(0);
  });

  it('defers to the department that the check or the guidance names', () => {
    const hinted = reply({ advice: { ...dose, departmentHint: '心血管内科' } });
    expect(hinted.text).toContain('心血管内科');
    expect(hinted.cards).toMatchObject([{ departments: [{ name: '心血管内科', floor: '3楼' }] }]);
  });

  it('says when somebody will be there, and promises nothing before', () => {
    const desk = {
      staffed: false,
      opens: { 'zh-CN': '明天8:00', en: 'tomorrow at 8:00' },
      hours: '每天8:00—20:00',
    };
    expect(reply({ intent: person, desk }).text).toContain('明天8:00上班后');
    expect(reply({ intent: person }).text).toBe(TEXTS.handoffOpen['zh-CN']);
  });

  it('speaks English to those who chose it', () => {
    expect(reply({ locale: 'en' }).text).toBe(TEXTS.missed.en);
    expect(reply({ locale: 'en', lookup: answer }).text).toContain('公众号预约。');
  });
});

describe('small talk', () => {
  it.each([
    '你好',
    '您好！',
    'hello',
    'Good morning',
    '谢谢',
    '好的，谢谢您',
    '嗯嗯',
    '拜拜',
    '在吗？',
  ])('%s is nothing else', (text) => expect(smallTalkOf(text)).toBeDefined());
  it.each(['你好，挂号怎么挂', '谢谢你们的医生态度真差', '在吗我胸口疼', '再见面要挂号吗'])(
    '%s is not only that',
    (text) => expect(smallTalkOf(text)).toBeUndefined(),
  );
});

describe('the directory', () => {
  it('answers questions for place, phone and hours of one department, and no other', () => {
    const ask = (text: string) => directoryAnswer([cardiology], text)?.name;
    expect(ask('请问心内科在几楼？')).toBe('心血管内科');
    expect(ask('心血管内科几点上班')).toBe('心血管内科');
    expect(ask('心内科复查要空腹吗，几点开始')).toBeUndefined();
    expect(ask('电话多少')).toBeUndefined();
  });
});

describe('texts', () => {
  it('exist in both languages and diagnose nothing', () => {
    for (const [name, text] of Object.entries({ ...TEXTS, ...LABELS })) {
      expect(text.en.length + text['zh-CN'].length, name).toBeGreaterThan(0);
      expect(text['zh-CN']).not.toMatch(/您得了|就是.{0,4}(病|炎)|吃.{0,3}(片|粒)|保证/);
    }
  });
});

describe('an answer with more than words', () => {
  const rich = {
    ...answer,
    answer: {
      ...answer.answer,
      answer: '**公众号**预约。\n\n- 提前7天放号',
      pictures: [
        { url: '/pictures/AbCdEfGhIjKlMnOpQrStUv-640x480.webp', alt: '预约页面' },
        { url: 'https://elsewhere.example/spy.png', alt: '别家的图' },
      ],
      buttons: [
        { label: '问门诊部', action: { do: 'dial' as const, number: '0735-0000000' } },
        { label: '怎么退号', action: { do: 'send' as const, text: '怎么退号' } },
      ],
    },
  };
  it('carries its markup beside readable words, pictures of ours, and its buttons', () => {
    const { text, cards } = reply({ lookup: rich });
    expect(text).toBe('公众号预约。\n\n· 提前7天放号');
    expect(cards[0]).toMatchObject({
      rich: '**公众号**预约。\n\n- 提前7天放号',
      pictures: [{ alt: '预约页面' }],
      buttons: [{ label: '问门诊部' }, { label: '怎么退号', action: { do: 'send' } }],
    });
  });

  it('says in English first that what follows is Chinese, with markup, too', () => {
    const [card] = reply({ lookup: rich, locale: 'en' }).cards;
    expect(card).toMatchObject({
      rich: expect.stringMatching(/^From the hospital’s guide .*\n\n\*\*/),
    });
  });

  it('is written down as before where it is words alone', () => {
    const [card] = reply({ lookup: answer }).cards;
    expect(Object.keys(card ?? {})).toEqual([
      'type',
      'articleId',
      'question',
      'department',
      'updated',
      'effectiveTo',
      'askSolved',
    ]);
  });
});

describe('a question for opening hours', () => {
  const calendar = {
    years: [
      {
        year: 2026,
        status: 'official' as const,
        source: '国务院办公厅通知',
        off: { '2026-12-30': '元旦', '2026-12-31': '元旦' },
        work: {},
      },
    ],
  };
  const hours = {
    id: 'h',
    seasons: [
      {
        from: '01-01',
        week: {
          workday: [['08:00', '12:00'] as [string, string], ['14:00', '17:30'] as [string, string]],
          restday: [],
          weekday: {},
        },
      },
    ],
    exceptions: [],
  };
  const house = { ...cardiology, id: 'd9', name: '门诊部', aliases: [] };
  const ask = (text: string, time = '12:30') =>
    reply({
      text,
      departments: [cardiology, house],
      people: [
        {
          id: 'p1',
          name: '贺兰舟',
          department: '心血管内科',
          title: '主任医师',
          specialty: '',
          schedule: [{ weekday: 4, period: 'AM' }],
        },
      ],
      opening: {
        calendar,
        hours: ['d1', 'd9'].map((departmentId) => ({
          departmentId,
          services: [{ name: '门诊', hours }],
        })),
        overrides: [],
      },
      // A Wednesday.
      now: Date.parse(`2026-11-25T${time}:00+08:00`),
    });

  it.each([
    ['心内科现在上班吗', '心血管内科：现在（12:30）休息，下次开门：今天14:00。'],
    ['心内科明天开门吗', '心血管内科：11月26日（周四）8:00—12:00、14:00—17:30开放。'],
    [
      '心内科周末开吗',
      '心血管内科：11月28日（周六）至11月29日（周日）休息，下次开门：11月30日8:00。',
    ],
    [
      '元旦心内科上班吗',
      '心血管内科：12月30日（周三）至12月31日（周四）元旦，休息，下次开门：1月1日8:00（放假安排以正式通知为准）。',
    ],
    ['xinneike xianzai shangban ma', '心血管内科：现在（12:30）休息，下次开门：今天14:00。'],
    // The house itself.
    ['你们明天上班吗', '门诊部：11月26日（周四）8:00—12:00、14:00—17:30开放。'],
    ['门诊周日开门吗', '门诊部：11月29日（周日）休息，下次开门：11月30日8:00。'],
    // A person.
    ['贺兰舟医生明天出诊吗', '贺兰舟：11月26日（周四）上午出诊。'],
    ['贺兰舟后天坐诊吗', '贺兰舟：11月27日（周五）不出诊。'],
  ])('%s', (text, expected) => {
    const said = ask(text);
    expect(said.text).toBe(expected);
    expect(said.cards[0]).toMatchObject({
      type: 'departments',
      departments: [{ reason: expect.any(String) }],
    });
  });

  it.each([
    ['现在几点了', 'no hours of ours'],
    ['王主任今天上午坐诊吗', 'a doctor whom nobody lists'],
    ['心内科明天的号怎么改约', 'more than hours'],
    ['诊断证明能开吗', 'what a word of opening is not'],
  ])('%s is none: %s', (text) => {
    expect(ask(text).outcome).not.toBe('answered');
  });

  it('for the phone alone says no hours', () => {
    expect(ask('心内科电话').text).toBe(TEXTS.directory['zh-CN']);
  });
});
