import { describe, expect, it } from 'vitest';
import type { Card } from '#shared/domain/conversation/entry.ts';
import type { EmergencyCard } from '../../widget/helpers/emergency-cards.ts';
import type { RedFlagCheck } from '../../widget/services/red-flags.ts';
import { memoryStore } from '../../widget/services/storage.ts';
import type { Chat, EmergencyItem } from '../../widget/store/chat.ts';
import {
  createDevice,
  createWorld,
  drawnTexts,
  type Fate,
  NO_FAULTS,
  type PushFate,
} from './chat-harness.ts';
import type { Bot } from './fake-service.ts';

const cardOf = (decision: 'fire' | 'confirm', safetyLine: string): EmergencyCard => ({
  type: 'emergency',
  decision,
  level: 1,
  kinds: ['chest-pain'],
  safetyLine,
  do: [],
  dont: [],
  question: null,
  buttons: [],
  ruleVersion: 'test',
  needsSignOff: false,
});

const redFlags: RedFlagCheck = (text) => {
  if (text.includes('胸口疼')) return cardOf('fire', '本机');
  return text.includes('怎么办') ? cardOf('confirm', '本机') : null;
};

const echo: Bot = (text) => ({ text: `答：${text}`, cards: [] });

const open = async (bot: Bot = echo, options: Parameters<typeof createDevice>[3] = {}) => {
  const world = createWorld(bot);
  const device = createDevice(world.service, world.time, memoryStore(), { redFlags, ...options });
  const page = device.openPage();
  page.chat.start();
  page.chat.attend(true);
  await world.time.settle();
  return { ...world, device, page, chat: page.chat };
};

const agreed = async (...args: Parameters<typeof open>) => {
  const all = await open(...args);
  all.chat.agree();
  return all;
};

const emergencies = (chat: Chat): readonly EmergencyItem[] =>
  chat.items.value.filter((item) => item.type === 'emergency');

describe('the first message', () => {
  it('opens session and conversation only when there is something to say', async () => {
    const { service, device, chat, time } = await agreed();
    expect(device.requests).toEqual(['GET /v1/site', 'GET /v1/hot-questions']);
    chat.say('怎么挂号');
    await time.settle();
    expect(service.only().log.map(({ body }) => body.kind)).toEqual([
      'opened',
      'message',
      'message',
    ]);
    expect(chat.ticketNumber.value).not.toBeNull();
  });

  it('brings the code of its ticket beside the number, and forgets it on leaving', async () => {
    const { chat, time } = await agreed();
    chat.say('我要投诉');
    await time.settle();
    expect(chat.ticketCode.value).toBe('8F3K2M9P');
    await chat.leave();
    expect(chat.ticketCode.value).toBeNull();
  });

  it('asks for the code again when the line is back', async () => {
    let lost = true;
    const { chat, time } = await agreed(echo, {
      faults: () => ({
        ...NO_FAULTS,
        request: (path: string) =>
          lost && path.endsWith('/ticket') ? 'request-lost' : NO_FAULTS.request(path),
      }),
    });
    chat.say('我要投诉');
    await time.settle();
    expect(chat.ticketCode.value).toBeNull();
    lost = false;
    chat.say('还在吗');
    await time.pass(60_000);
    expect(chat.ticketCode.value).toBe('8F3K2M9P');
  });

  it('waits for consent and goes out when it is given', async () => {
    const { service, chat, time } = await open();
    chat.say('怎么挂号');
    await time.settle();
    expect(service.conversations.size).toBe(0);
    expect(chat.awaitingConsent.value).toBe('怎么挂号');
    chat.agree();
    await time.settle();
    expect(drawnTexts(chat)).toEqual(['patient: 怎么挂号', 'bot: 答：怎么挂号']);
  });

  it('comes back into the box when consent is not given', async () => {
    const { service, chat, time } = await open();
    chat.say('怎么挂号');
    expect(chat.decline()).toBe('怎么挂号');
    await time.settle();
    expect(service.conversations.size).toBe(0);
  });

  it('needs no consent when it tells of an emergency', async () => {
    const { service, chat, time } = await open();
    chat.say('我爸胸口疼');
    expect(emergencies(chat)).toHaveLength(1);
    await time.settle();
    expect(service.only().log.at(1)?.body).toMatchObject({ kind: 'message', text: '我爸胸口疼' });
  });
});

describe('an emergency', () => {
  it('shows its card before anything was sent, and without any network', async () => {
    const { chat, time } = await agreed(echo, {
      faults: () => ({ ...NO_FAULTS, request: () => 'request-lost' }),
    });
    chat.say('我爸胸口疼');
    expect(emergencies(chat)).toMatchObject([{ card: { decision: 'fire', safetyLine: '本机' } }]);
    await time.pass(60_000);
    expect(emergencies(chat)).toHaveLength(1);
  });

  const answering =
    (...cards: Card[]): Bot =>
    () => ({ text: '', cards });

  it("shows one card for a message: the service's takes the place of the browser's", async () => {
    const { chat, time } = await agreed(answering(cardOf('fire', '服务')));
    chat.say('我爸胸口疼');
    await time.settle();
    expect(emergencies(chat)).toMatchObject([{ card: { safetyLine: '服务' } }]);
  });

  it("keeps the browser's card beside a milder one of the service", async () => {
    const { chat, time } = await agreed(answering(cardOf('confirm', '服务')));
    chat.say('我爸胸口疼');
    await time.settle();
    expect(emergencies(chat).map(({ card }) => card.decision)).toEqual(['fire', 'confirm']);
  });

  it('keeps its card after the page was killed before the message went out', async () => {
    const { device, page, chat, time } = await agreed(echo, {
      faults: () => ({ ...NO_FAULTS, request: () => 'request-lost' }),
    });
    chat.say('我爸胸口疼');
    page.kill();
    const next = device.openPage();
    next.chat.start();
    await time.settle();
    expect(emergencies(next.chat)).toHaveLength(1);
  });

  it('tells the service the answer that was given before the message was stored', async () => {
    let down = true;
    const { service, chat, time } = await agreed(answering(cardOf('confirm', '服务')), {
      faults: () => ({ ...NO_FAULTS, request: () => (down ? 'request-lost' : 'ok') }),
    });
    chat.say('胸闷怎么办');
    const [asked] = emergencies(chat);
    if (asked === undefined) throw new Error('no card');
    chat.answerEmergency(asked, true);
    expect(emergencies(chat)).toMatchObject([{ happening: true }]);
    down = false;
    await time.pass(40_000);
    expect(service.only().log.at(-1)?.body).toMatchObject({
      kind: 'emergency-answered',
      aboutSeq: 2,
      happening: true,
    });
    expect(emergencies(chat)).toMatchObject([{ card: { safetyLine: '服务' }, happening: true }]);
  });

  it('does not keep a message back if the check itself fails', async () => {
    const { chat, time } = await agreed(echo, {
      redFlags: () => {
        throw new Error('a fault in the check');
      },
    });
    chat.say('怎么挂号');
    await time.settle();
    expect(drawnTexts(chat)).toEqual(['patient: 怎么挂号', 'bot: 答：怎么挂号']);
  });

  it('asks for no rating afterwards', async () => {
    const { service, chat, time } = await agreed(answering(cardOf('fire', '服务')));
    chat.say('我爸胸口疼');
    chat.askForPerson();
    await time.settle();
    service.claim('王护士');
    service.resolve('王护士');
    await time.settle();
    expect(chat.asksRating.value).toBe(false);
  });
});

describe('a message that does not get through', () => {
  it('is told to have failed after a few seconds, goes on trying, and is stored once', async () => {
    let fate: Fate = 'request-lost';
    const { service, chat, time } = await agreed(() => null, {
      faults: () => ({
        ...NO_FAULTS,
        request: (address) => (address.endsWith('/messages') ? fate : 'ok'),
      }),
    });
    const status = () => {
      const [group] = chat.items.value.filter((item) => item.type === 'group');
      return group?.messages[0]?.status;
    };
    chat.say('在吗');
    await time.settle();
    expect(status()).toBe('sending');
    await time.pass(20_000);
    expect(status()).toBe('failed');
    fate = 'answer-lost';
    await time.pass(40_000);
    fate = 'ok';
    await time.pass(60_000);
    expect(status()).toBe('sent');
    expect(service.only().log.filter(({ body }) => body.kind === 'message')).toHaveLength(1);
  });

  it('does not hammer a service that answers everything but this', async () => {
    const { device, chat, time } = await agreed(echo, {
      faults: () => ({
        ...NO_FAULTS,
        request: (address) => (address.endsWith('/messages') ? 'request-lost' : 'ok'),
      }),
    });
    chat.say('在吗');
    await time.pass(60_000);
    expect(device.requests.length).toBeLessThan(80);
  });
});

describe('the session', () => {
  it('is renewed when a token has run out, without losing the message', async () => {
    const { service, chat, time } = await agreed();
    chat.say('一');
    await time.settle();
    service.expireTokens();
    chat.say('二');
    await time.pass(5_000);
    expect(drawnTexts(chat)).toContain('patient: 二');
    expect(service.conversations.size).toBe(1);
  });

  it('that was revoked starts a new conversation, takes the unsent along and says so', async () => {
    const { service, chat, time } = await agreed();
    chat.say('一');
    await time.settle();
    service.revokeAll();
    chat.say('二');
    await time.pass(30_000);
    expect(service.conversations.size).toBe(2);
    expect(drawnTexts(chat)).toEqual(['patient: 二', 'bot: 答：二']);
    expect(chat.notice.value).toBe('session-ended');
  });

  it('leaves nothing of the talk on the device when the patient leaves it', async () => {
    const { device, chat, time } = await agreed();
    chat.say('我的病历号 123');
    await time.settle();
    await chat.leave();
    const left = Array.from({ length: device.store.length }, (_, i) => device.store.key(i));
    expect(left).toEqual([]);
    expect(chat.items.value).toEqual([]);
    expect(chat.hasConversation.value).toBe(false);
  });
});

describe('a person at the desk', () => {
  const withAgent = async (options: Parameters<typeof open>[1] = {}) => {
    const all = await agreed(echo, options);
    all.chat.say('你好');
    all.chat.askForPerson();
    await all.time.settle();
    all.service.claim('王护士');
    await all.time.settle();
    return all;
  };

  it('is announced by name, and the bot is silent from then on', async () => {
    const { service, chat, time } = await withAgent();
    expect(chat.state.value).toMatchObject({ owner: 'agent', agentName: '王护士' });
    chat.say('请问几点下班');
    await time.settle();
    service.agentSays('王护士', '五点半');
    await time.settle();
    expect(drawnTexts(chat).slice(-2)).toEqual(['patient: 请问几点下班', 'agent: 五点半']);
    const lines = chat.items.value.flatMap((item) => (item.type === 'system' ? [item.line] : []));
    expect(lines).toContainEqual({ says: 'joined', name: '王护士' });
  });

  it('is reached by polling where sockets are blocked', async () => {
    const { service, chat, time } = await withAgent({
      faults: () => ({ ...NO_FAULTS, socket: () => 'refused' }),
    });
    await time.pass(5_000);
    service.agentSays('王护士', '看到了');
    await time.pass(5_000);
    expect(drawnTexts(chat)).toContain('agent: 看到了');
    expect(chat.reached.value).toBe(true);
  });

  it('is heard within a minute even if a push was lost on an open line', async () => {
    let fate: PushFate = 'ok';
    const { service, chat, time } = await withAgent({
      faults: () => ({ ...NO_FAULTS, push: () => fate }),
    });
    fate = 'lost';
    service.agentSays('王护士', '看到了');
    await time.pass(61_000);
    expect(drawnTexts(chat)).toContain('agent: 看到了');
  });

  it('shows three dots until the word comes, or for half a minute', async () => {
    const { service, chat, time } = await withAgent();
    service.agentTypes('王护士', true);
    await time.settle();
    expect(chat.agentTyping.value).toBe('王护士');
    await time.pass(31_000);
    expect(chat.agentTyping.value).toBeNull();
    service.agentTypes('王护士', true);
    service.agentSays('王护士', '好了');
    await time.settle();
    expect(chat.agentTyping.value).toBeNull();
  });

  it('is told that the patient writes, at most every three seconds, and that they stopped', async () => {
    const { device, chat, time } = await withAgent();
    for (const text of ['请', '请问', '请问几', '请问几点']) chat.typing(text);
    await time.pass(10_000);
    const typed = device.sent.filter(({ action }) => action === 'typing');
    expect(typed.map((message) => 'on' in message && message.on)).toEqual([true, false]);
  });

  it('shows sent, delivered and read', async () => {
    const { service, chat, time } = await withAgent();
    chat.say('在吗');
    await time.settle();
    const last = () => {
      const groups = chat.items.value.filter((item) => item.type === 'group');
      return groups.at(-1)?.messages.at(-1)?.status;
    };
    expect(last()).toBe('sent');
    service.agentReads(service.only().log.length - 1);
    await time.settle();
    expect(last()).toBe('read');
  });

  it('counts what came while the panel was closed, and forgets it once seen', async () => {
    const { service, chat, time } = await withAgent();
    chat.seen();
    chat.attend(false);
    service.agentSays('王护士', '一');
    service.agentSays('王护士', '二');
    await time.settle();
    expect(chat.unread.value).toBe(2);
    chat.seen();
    expect(chat.unread.value).toBe(0);
    await time.pass(1_000);
    expect(service.only().cursors.patient.read).toBe(service.only().log.length - 1);
  });

  it('is rated once after the end', async () => {
    const { service, chat, time } = await withAgent();
    service.resolve('王护士');
    await time.settle();
    expect(chat.asksRating.value).toBe(true);
    chat.rate(5, true, ' 谢谢 ');
    expect(chat.asksRating.value).toBe(false);
    await time.settle();
    expect(service.only().log.at(-1)?.body).toEqual({
      kind: 'rated',
      score: 5,
      solved: true,
      comment: '谢谢',
    });
    expect(chat.step.value).toBe('rated');
  });
});

describe('two tabs of one patient', () => {
  it('show the same conversation, and a message of the one appears in the other', async () => {
    const { device, chat, time } = await agreed();
    chat.say('一');
    await time.settle();
    const other = device.openPage();
    other.chat.start();
    other.chat.attend(true);
    await time.settle();
    chat.say('二');
    await time.settle();
    other.chat.say('三');
    await time.pass(2_000);
    expect(drawnTexts(other.chat)).toEqual(drawnTexts(chat));
    expect(drawnTexts(chat).filter((text) => text.startsWith('patient'))).toEqual([
      'patient: 一',
      'patient: 二',
      'patient: 三',
    ]);
  });
});
