import { describe, expect, it } from 'vitest';
import { BOT, PATIENT, problem } from './fake-desk.ts';
import { aFakeDesk, ME, memoryStore, openStores, settle } from './open-console.tsx';

const claimed = () => {
  const fake = aFakeDesk();
  fake.start('c1');
  fake.say('c1', PATIENT, '你好');
  fake.append('c1', PATIENT, { kind: 'handoff-requested', reason: '' });
  fake.append('c1', fake.author, { kind: 'claimed' });
  return fake;
};
const texts = (fake: ReturnType<typeof aFakeDesk>) =>
  fake.get('c1').entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
const reply = (text: string, base: number) =>
  ({ conversationId: 'c1', mode: 'reply', ticketId: 'tkt_c1', base, text }) as const;

describe('the outbox', () => {
  it('stores a reply once although its answer was lost twice', async () => {
    const fake = claimed();
    const { desk, timers } = openStores(fake);
    await desk.thread.open('c1');
    fake.lostAnswers.set('reply', 2);
    fake.onPush = () => undefined;
    desk.outbox.add(reply('请稍等', desk.thread.base()));
    await settle();
    expect(desk.outbox.pending.value[0]?.status).toBe('queued');
    for (let i = 0; i < 2; i += 1) {
      timers.splice(0).forEach(({ run }) => {
        run();
      });
      await settle();
    }
    expect(texts(fake)).toEqual(['你好', '请稍等']);
    expect(desk.outbox.pending.value).toEqual([]);
    expect(desk.thread.entries.value.at(-1)?.body).toMatchObject({ text: '请稍等' });
  });

  it('repeats with the id and base that were frozen when it was written', async () => {
    const fake = claimed();
    const { desk, timers } = openStores(fake);
    await desk.thread.open('c1');
    fake.failures.set('reply', [{ kind: 'network', status: null }]);
    desk.outbox.add(reply('一', 3));
    await settle();
    fake.say('c1', PATIENT, '还在吗');
    timers.splice(0).forEach(({ run }) => {
      run();
    });
    await settle();
    const sent = fake.calls.filter((c) => c.name === 'reply').map((c) => c.input);
    expect(sent).toHaveLength(2);
    expect(sent[0]).toEqual(sent[1]);
  });

  it('keeps what was not sent for the next visit and sends it then', async () => {
    const fake = claimed();
    const storage = memoryStore();
    const before = openStores(fake, storage);
    fake.failures.set('reply', [{ kind: 'network', status: null }]);
    before.desk.outbox.add(reply('断网时写的', 3));
    await settle();
    const after = openStores(fake, storage);
    await after.desk.catchUp();
    await settle();
    expect(texts(fake)).toEqual(['你好', '断网时写的']);
    expect(after.desk.outbox.pending.value).toEqual([]);
  });

  it('shows a refusal with its code and lets later replies pass', async () => {
    const fake = claimed();
    const { desk } = openStores(fake);
    fake.failures.set('reply', [problem('advice-needs-reason')]);
    desk.outbox.add(reply('吃两片', 3));
    desk.outbox.add(reply('请到门诊', 3));
    await settle();
    expect(desk.outbox.pending.value).toMatchObject([
      { text: '吃两片', status: 'failed', trouble: { code: 'advice-needs-reason' } },
    ]);
    expect(texts(fake)).toEqual(['你好', '请到门诊']);
  });

  it('sends a refused one again with the reason that was given', async () => {
    const fake = claimed();
    const { desk } = openStores(fake);
    fake.failures.set('reply', [problem('advice-needs-reason')]);
    desk.outbox.add(reply('吃两片', 3));
    await settle();
    desk.outbox.retry(desk.outbox.pending.value[0]?.clientId ?? '', '转述医嘱');
    await settle();
    expect(fake.calls.at(-1)?.input).toMatchObject({
      body: { text: '吃两片', adviceReason: '转述医嘱' },
    });
    expect(desk.outbox.pending.value).toEqual([]);
  });

  it('takes the push of its own entry as the acknowledgement', async () => {
    const fake = claimed();
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    fake.lostAnswers.set('reply', 1);
    desk.outbox.add(reply('推送先到', desk.thread.base()));
    await settle();
    expect(desk.outbox.pending.value).toEqual([]);
    expect(texts(fake)).toEqual(['你好', '推送先到']);
  });
});

describe('the thread', () => {
  it('fetches what a gap in the pushes shows to be missing', async () => {
    const fake = claimed();
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    const push = fake.onPush;
    fake.onPush = () => undefined;
    fake.say('c1', PATIENT, '丢了的');
    fake.onPush = push;
    fake.say('c1', PATIENT, '到了的');
    await settle();
    expect(desk.thread.entries.value.map((e) => e.seq)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('never shows an entry before the one that precedes it', async () => {
    const fake = claimed();
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    fake.onPush = () => undefined;
    fake.failures.set('deskEntries', [{ kind: 'network', status: null }]);
    fake.say('c1', PATIENT, '四');
    fake.say('c1', PATIENT, '五');
    const five = fake.get('c1').entries[5];
    if (five) desk.thread.received('c1', [five]);
    await settle();
    expect(desk.thread.entries.value.at(-1)?.seq).toBe(3);
    await desk.thread.catchUp();
    expect(desk.thread.entries.value.at(-1)?.seq).toBe(5);
  });

  it('reads a long log page by page', async () => {
    const fake = claimed();
    for (let i = 0; i < 130; i += 1) fake.say('c1', PATIENT, `第 ${i} 条`);
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    expect(desk.thread.entries.value).toHaveLength(134);
  });

  it('catches up by itself after the line was down', async () => {
    const fake = claimed();
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    const push = fake.onPush;
    fake.onPush = () => undefined;
    fake.say('c1', PATIENT, '断线时说的');
    fake.append('c1', fake.author, { kind: 'released', reason: '' });
    fake.onPush = push;
    desk.opened();
    await settle();
    expect(desk.thread.entries.value.at(-1)?.body.kind).toBe('released');
    expect(desk.thread.state.value?.owner).toBe('queue');
  });

  it('tells the server what was read, once per number', async () => {
    const fake = claimed();
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    desk.reportRead();
    desk.reportRead();
    await settle();
    expect(fake.calls.filter((c) => c.name === 'deskCursor')).toHaveLength(1);
    expect(fake.get('c1').agent.read).toBe(3);
  });

  it('lets the typing sign go out when the words come', async () => {
    const fake = claimed();
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    desk.pushed({ type: 'typing', conversationId: 'c1', side: 'patient', name: null, on: true });
    expect(desk.thread.typing.value?.side).toBe('patient');
    fake.say('c1', PATIENT, '好的');
    expect(desk.thread.typing.value).toBeNull();
  });
});

describe('the inbox and its alarms', () => {
  const withAlarm = () => {
    const fake = aFakeDesk();
    const c = fake.start('c9');
    fake.say('c9', PATIENT, '胸口疼');
    c.alarm = true;
    return fake;
  };

  it('finds an alarm of another list without any socket', async () => {
    const fake = withAlarm();
    const { desk } = openStores(fake);
    fake.onPush = () => undefined;
    desk.inbox.choose('resolved');
    await settle();
    expect(desk.inbox.alarms.value.map((r) => r.conversationId)).toEqual(['c9']);
  });

  it('is silent at once when acknowledged, and rings again if that could not be stored', async () => {
    const fake = withAlarm();
    const { desk } = openStores(fake);
    await desk.catchUp();
    fake.failures.set('acknowledgeAlarm', [{ kind: 'network', status: null }]);
    const answer = desk.acknowledge('c9');
    expect(desk.inbox.alarms.value).toEqual([]);
    expect(await answer).toEqual({ kind: 'network', status: null });
    expect(desk.inbox.alarms.value).toHaveLength(1);
    expect(await desk.acknowledge('c9')).toBeNull();
    expect(desk.inbox.alarms.value).toEqual([]);
  });

  it('says once that somebody waits, and names who wrote', async () => {
    const fake = aFakeDesk();
    fake.start('c1');
    const { desk, heard } = openStores(fake);
    await desk.catchUp();
    fake.append('c1', PATIENT, { kind: 'handoff-requested', reason: '' });
    fake.say('c1', PATIENT, '有人吗');
    fake.say('c1', BOT, '不该说话');
    expect(heard).toEqual(['waiting c1', 'message c1']);
  });

  it('keeps a notice once although it was sent twice', () => {
    const { desk, heard } = openStores(aFakeDesk());
    const notice = {
      type: 'notice',
      noticeId: 'n1',
      ticketId: null,
      ticketNumber: null,
      title: '超时',
      text: '',
      at: 1,
    } as const;
    desk.pushed(notice);
    desk.pushed(notice);
    expect(desk.notices.notices.value).toHaveLength(1);
    expect(heard).toEqual(['notice 超时']);
  });
});

describe('a step', () => {
  it('is taken once although the answer was lost', async () => {
    const fake = aFakeDesk();
    fake.start('c1');
    fake.append('c1', PATIENT, { kind: 'handoff-requested', reason: '' });
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    fake.lostAnswers.set('claim', 2);
    const answer = await desk.step('claim', 'c1', {});
    expect(answer.ok).toBe(true);
    expect(fake.get('c1').entries.filter((e) => e.body.kind === 'claimed')).toHaveLength(1);
    expect(desk.thread.state.value?.agentId).toBe(ME.staffId);
  });

  it('names the colleague who was faster', async () => {
    const fake = aFakeDesk();
    fake.start('c1');
    const { desk } = openStores(fake);
    await desk.thread.open('c1');
    fake.onPush = () => undefined;
    fake.append('c1', { kind: 'agent', id: 'stf_wang', name: '王芳' }, { kind: 'claimed' });
    const answer = await desk.step('claim', 'c1', {});
    expect(answer).toMatchObject({
      ok: false,
      error: { problem: { code: 'already-claimed', ownerName: '王芳' } },
    });
    await settle();
    expect(desk.thread.state.value?.agentName).toBe('王芳');
  });
});
