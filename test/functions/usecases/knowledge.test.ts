import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSheet, writeSheet } from '#functions/lib/spreadsheet.ts';
import { knowledge as keys } from '#functions/storage/keys.ts';
import { knowledgeStore } from '#functions/storage/knowledge-store.ts';
import {
  changeEntry,
  createEntry,
  diffVersions,
  listEntries,
  readEntry,
  takeStep,
} from '#functions/usecases/knowledge-entries.ts';
import { readOverview } from '#functions/usecases/knowledge-overview.ts';
import { exportEntries, importTable } from '#functions/usecases/knowledge-tables.ts';
import { lookAfterKnowledge, readTasks } from '#functions/usecases/knowledge-tasks.ts';
import { draftFromMiss, readHotQuestions, readMisses } from '#functions/usecases/misses.ts';
import { giveFeedback, requestHandoff } from '#functions/usecases/patient-steps.ts';
import { publishEntries, readPublications, rollBack } from '#functions/usecases/publications.ts';
import { recordMiss } from '#functions/usecases/record-miss.ts';
import { runPublication } from '#functions/usecases/run-publication.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { decideAnswer } from '#shared/domain/retrieval/answer.ts';
import { beijingDate, DAY } from '#shared/kernel/clock.ts';
import type { Result } from '#shared/kernel/result.ts';
import { aClientId, aConversation } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { aContent } from '#test/builders/knowledge.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

const who = (
  id: string,
  tier: 'editor' | 'department' | 'agent',
  departments: string[] = [],
): Actor => ({
  kind: 'staff',
  staffId: `stf_${id}`,
  name: id,
  tier,
  departments,
});
const editor = who('陆青', 'editor');
const second = who('沈岚', 'editor');
const insurance = who('方敏', 'department', ['医疗保险办公室']);
const agent = who('林晓', 'agent');

let tables: TestTables;
let deps: TestDeps;
beforeAll(async () => {
  tables = await openTables();
  deps = testDeps(tables);
  await setUpHospital(deps, aHospital());
});
afterAll(() => tables.stop());

const good = <T>(outcome: Result<T, unknown>): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
};

/** The answer of the entry that comes first, whether it is given or offered. */
const answerTo = async (question: string) => {
  const version = (await deps.knowledgeBase.current()) ?? '';
  const index = await deps.knowledgeBase.load(version);
  const decision = decideAnswer(index, question, { asOf: beijingDate(deps.clock()) });
  const first = decision.kind === 'answer' ? decision.hit : decision.hits[0];
  return first === undefined ? '' : index.article(first.document).answer;
};

const publish = async (articleId: string, actor: Actor = editor) => {
  const { revision } = good(await readEntry(deps, actor, articleId));
  const step = { revision, step: 'publish' as const, reason: '' };
  const { jobId } = good(await takeStep(deps, actor, articleId, step));
  deps.clock.advance(1_000);
  return runPublication(deps, jobId ?? '');
};

describe('a set-up', () => {
  it('makes published entries of the hospital’s articles, once, and leaves later changes alone', async () => {
    const overview = good(await readOverview(deps, editor));
    expect(overview.states).toEqual({ draft: 0, 'in-review': 0, published: 320, retired: 0 });
    const before = await deps.knowledgeBase.current();
    expect((await setUpHospital(deps, aHospital())).snapshot).toBe(before);
  });
});

describe('the list', () => {
  const all = async (filter: Parameters<typeof listEntries>[2] = {}) => {
    const found: string[] = [];
    const pages: number[] = [];
    let cursor: string | null = null;
    do {
      const page: { entries: readonly { articleId: string }[]; cursor: string | null } = good(
        await listEntries(deps, editor, { ...filter, ...(cursor === null ? {} : { cursor }) }),
      );
      found.push(...page.entries.map(({ articleId }) => articleId));
      pages.push(page.entries.length);
      cursor = page.cursor;
    } while (cursor !== null);
    return { found, pages };
  };

  it('comes page by page, latest change first, every entry once', async () => {
    const { found, pages } = await all();
    const stored = await deps.knowledgeBase.entries();
    expect(new Set(found).size).toBe(found.length);
    expect(found).toHaveLength(stored.length);
    expect(Math.max(...pages)).toBe(50);
    const at = new Map(stored.map(({ entry }) => [entry.articleId, entry.updatedAt]));
    const times = found.map((id) => at.get(id) ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it.each([
    ['department', { department: '医疗保险办公室' }],
    ['category', { category: '停车交通' }],
    ['state', { state: 'published' }],
    ['what is late', { expiry: 'overdue' }],
    ['words of question, keywords and answer', { q: '折叠床' }],
    ['several at once', { department: '门诊部', expiry: 'expired' }],
  ] as const)('is narrowed by %s', async (_, filter) => {
    const { found } = await all(filter);
    const listed = await deps.knowledgeBase.allListed();
    const today = beijingDate(deps.clock());
    const wanted = listed.filter(({ brief, words }) => {
      const late =
        (brief.live?.effectiveTo ?? '9999') < today || (brief.live?.reviewBy ?? '9999') <= today;
      return (
        (!('department' in filter) || brief.department === filter.department) &&
        (!('category' in filter) || brief.category === filter.category) &&
        (!('state' in filter) || brief.state === filter.state) &&
        (!('expiry' in filter) || late) &&
        (!('q' in filter) || words.includes(filter.q))
      );
    });
    expect(found.toSorted()).toEqual(wanted.map(({ brief }) => brief.articleId).toSorted());
  });

  it('takes up entries of an earlier release, which are in no list', async () => {
    const { client, name } = tables.knowledge;
    const key = keys.entry('kb-300');
    const remove = { UpdateExpression: 'REMOVE listPk, listSk, brief, words' };
    await client.send(new UpdateCommand({ TableName: name, Key: key, ...remove }));
    expect((await all()).found).not.toContain('kb-300');
    await setUpHospital(deps, aHospital());
    expect((await all()).found).toContain('kb-300');
  });
});

describe('an entry', () => {
  it('reaches patients with its publication, and not before', async () => {
    const question = '医院的乒乓球室对外开放吗？';
    const answer = '乒乓球室在行政楼负一层，只对职工开放。';
    const { entry } = good(
      await createEntry(
        deps,
        editor,
        aContent({
          question,
          answer,
          similar: ['能去医院的乒乓球室打球吗'],
          keywords: ['乒乓球'],
          testQuestions: ['医院乒乓球室开放吗'],
        }),
      ),
    );
    expect(await answerTo(question)).not.toBe(answer);
    expect(await publish(entry.articleId)).toMatchObject({ status: 'published', problems: [] });
    expect(await answerTo(question)).toBe(answer);
    const read = good(await readEntry(deps, agent, entry.articleId));
    expect(read.entry).toMatchObject({ state: 'published', live: { version: 1 } });
    expect(read.may).toEqual({ edit: false, steps: [] });
  });

  it('keeps every version, and shows what changed between two', async () => {
    const { entry, revision } = good(await createEntry(deps, editor, aContent()));
    const content = aContent({ answer: '可以。押金100元，当天归还。' });
    const changed = good(await changeEntry(deps, second, entry.articleId, { revision, content }));
    const read = good(await readEntry(deps, editor, entry.articleId));
    expect(read.versions.map(({ version, by }) => [version, by.name])).toEqual([
      [2, '沈岚'],
      [1, '陆青'],
    ]);
    const { changes } = good(await diffVersions(deps, editor, entry.articleId, { from: 1, to: 2 }));
    expect(changes).toEqual([
      {
        field: 'answer',
        parts: [
          { op: 'same', text: '可以。' },
          { op: 'removed', text: '凭身份证在门诊楼1楼服务台借用轮椅，' },
          { op: 'added', text: '押金100元，' },
          { op: 'same', text: '当天归还。' },
        ],
      },
    ]);
    const late = await changeEntry(deps, editor, entry.articleId, { revision, content });
    expect(late).toEqual({ ok: false, error: { kind: 'stale' } });
    expect(changed.revision).toBe(revision + 1);
  });

  it('of a policy goes out only after a second person approved it', async () => {
    const content = aContent({ sensitivity: 'policy', source: '医保办发〔2026〕8号' });
    const { entry, revision } = good(await createEntry(deps, editor, content));
    const { articleId } = entry;
    const step = (name: 'submit' | 'approve' | 'publish', at: number, actor: Actor) =>
      takeStep(deps, actor, articleId, { revision: at, step: name, reason: '' });
    expect(await step('publish', revision, editor)).toMatchObject({
      error: { kind: 'second-person-needed' },
    });
    const submitted = good(await step('submit', revision, editor));
    expect(await step('approve', submitted.revision, editor)).toMatchObject({
      error: { kind: 'second-person-needed' },
    });
    good(await step('approve', submitted.revision, second));
    expect(await publish(articleId)).toMatchObject({ status: 'published' });
  });

  it('belongs to a department, which writes its own and no other', async () => {
    expect(await createEntry(deps, insurance, aContent())).toMatchObject({
      error: { kind: 'forbidden' },
    });
    const own = aContent({ department: '医疗保险办公室', question: '医保办中午休息吗？' });
    const { entry, revision } = good(await createEntry(deps, insurance, own));
    const away = { revision, content: { ...own, department: '门诊部' } };
    expect(await changeEntry(deps, insurance, entry.articleId, away)).toMatchObject({
      error: { kind: 'forbidden' },
    });
    expect(
      await takeStep(deps, insurance, entry.articleId, { revision, step: 'publish', reason: '' }),
    ).toMatchObject({ error: { kind: 'forbidden' } });
    expect(await createEntry(deps, agent, own)).toMatchObject({ error: { kind: 'forbidden' } });
  });

  it('that was retired is off line with the next snapshot', async () => {
    const { entry } = good(
      await createEntry(
        deps,
        editor,
        aContent({
          question: '可以借用雨伞吗？',
          similar: [],
          keywords: [],
          answer: '服务台有爱心雨伞，扫码借用。',
        }),
      ),
    );
    await publish(entry.articleId);
    expect(await answerTo('可以借用雨伞吗？')).toContain('爱心雨伞');
    const { revision } = good(await readEntry(deps, editor, entry.articleId));
    // Nothing is written after the step: whoever crashes there leaves no retired answer before patients.
    const knowledgeBase = {
      ...deps.knowledgeBase,
      addPublication: () => Promise.reject(new Error('crashed')),
    };
    const step = { revision, step: 'retire', reason: '停办' } as const;
    const { jobId } = good(
      await takeStep({ ...deps, knowledgeBase }, editor, entry.articleId, step),
    );
    await runPublication(deps, jobId ?? '');
    expect(await answerTo('可以借用雨伞吗？')).not.toContain('爱心雨伞');
  });
});

describe('a publication', () => {
  it('is blocked where a stored test question comes out worse, and names it', async () => {
    const { entry } = good(
      await createEntry(deps, editor, aContent({ testQuestions: ['国际航班怎么改签'] })),
    );
    const before = await deps.knowledgeBase.current();
    const job = await publish(entry.articleId);
    expect(job).toMatchObject({
      status: 'blocked',
      problems: [{ articleId: entry.articleId, question: '国际航班怎么改签', kind: 'unanswered' }],
    });
    expect(await deps.knowledgeBase.current()).toBe(before);
    expect(good(await readEntry(deps, editor, entry.articleId)).entry.state).toBe('draft');
  });

  it('is blocked where a neighbour takes the question of an entry that was answered', async () => {
    const asked = '小推车哪里可以领';
    const first = good(
      await createEntry(
        deps,
        editor,
        aContent({
          question: '行李小推车在哪里领？',
          similar: ['小推车哪里领'],
          keywords: ['小推车'],
          answer: '门诊楼1楼东门领取。',
          testQuestions: [asked],
        }),
      ),
    );
    expect(await publish(first.entry.articleId)).toMatchObject({ status: 'published' });
    const thief = good(
      await createEntry(
        deps,
        editor,
        aContent({ question: asked, similar: [], keywords: [], answer: '写错了的答案。' }),
      ),
    );
    const job = await publish(thief.entry.articleId);
    expect(job?.status).toBe('blocked');
    expect(job?.problems).toEqual([
      expect.objectContaining({ articleId: first.entry.articleId, question: asked, kind: 'worse' }),
    ]);
    expect(await answerTo(asked)).toContain('门诊楼1楼东门领取');
  });

  it('is blocked where its dates withhold today what patients could read', async () => {
    const question = '轮椅借用押金要多少？';
    const { entry } = good(
      await createEntry(
        deps,
        editor,
        aContent({ question, similar: [], keywords: [], testQuestions: [question] }),
      ),
    );
    expect(await publish(entry.articleId)).toMatchObject({ status: 'published' });
    const { entry: live, revision } = good(await readEntry(deps, editor, entry.articleId));
    const content = { ...live.content, answer: '明年起500元。', effectiveFrom: '2099-01-01' };
    good(await changeEntry(deps, editor, entry.articleId, { revision, content }));
    expect(await publish(entry.articleId)).toMatchObject({
      status: 'blocked',
      problems: [{ question, kind: 'worse', before: 'answered', after: 'missed' }],
    });
  });

  it('of several entries is all or nothing, and repeats without harm', async () => {
    const one = good(
      await createEntry(
        deps,
        editor,
        aContent({
          question: '母婴室在几楼？',
          similar: [],
          keywords: [],
          answer: '门诊楼2楼、3楼都有母婴室。',
        }),
      ),
    );
    const two = good(
      await createEntry(
        deps,
        editor,
        aContent({
          question: '院内有没有银行取款机？',
          similar: [],
          keywords: [],
          answer: '门诊楼1楼北侧有取款机。',
        }),
      ),
    );
    const ids = [one.entry.articleId, two.entry.articleId];
    const { jobId } = good(await publishEntries(deps, editor, ids));
    const done = await runPublication(deps, jobId);
    expect(done).toMatchObject({ status: 'published' });
    expect(await runPublication(deps, jobId)).toEqual(done);
    expect(await answerTo('院内有没有银行取款机')).toContain('北侧有取款机');
  });

  it('that was wrong is taken back with all its entries', async () => {
    const { entry } = good(
      await createEntry(
        deps,
        editor,
        aContent({
          question: '花店几点关门？',
          similar: [],
          keywords: [],
          answer: '花店18点关门。',
        }),
      ),
    );
    await publish(entry.articleId);
    const good1 = (await deps.knowledgeBase.current()) ?? '';
    const { revision } = good(await readEntry(deps, editor, entry.articleId));
    good(
      await changeEntry(deps, editor, entry.articleId, {
        revision,
        content: { ...entry.content, answer: '花店通宵营业。' },
      }),
    );
    await publish(entry.articleId);
    expect(await answerTo('花店几点关门')).toBe('花店通宵营业。');
    const { jobId } = good(await rollBack(deps, editor, { version: good1, reason: '写错了' }));
    expect(await runPublication(deps, jobId)).toMatchObject({ status: 'published' });
    expect(await answerTo('花店几点关门')).toBe('花店18点关门。');
    expect(good(await readEntry(deps, editor, entry.articleId)).entry).toMatchObject({
      state: 'draft',
      version: 2,
      live: { version: 1 },
    });
    const { current } = good(await readPublications(deps, editor));
    expect(current).toBe(good1);
  });
});

describe('the index that answers', () => {
  it('stays with the version before when the new one is broken, and starts with it, too', async () => {
    const store = knowledgeStore(tables.knowledge, deps.clock);
    const sound = await store.index(deps.clock());
    const { entry } = good(
      await createEntry(
        deps,
        editor,
        aContent({
          question: '理发室在哪里？',
          similar: [],
          keywords: [],
          answer: '内科住院楼1楼。',
        }),
      ),
    );
    await publish(entry.articleId);
    const version = (await deps.knowledgeBase.current()) ?? '';
    await tables.client.send(
      new PutCommand({
        TableName: tables.knowledge.name,
        Item: { ...keys.chunk(version, 0), bytes: new Uint8Array([1, 2, 3]) },
      }),
    );
    deps.clock.advance(30_000);
    const problems: string[] = [];
    expect(await store.index(deps.clock())).toBe(sound);
    const fresh = knowledgeStore(tables.knowledge, deps.clock, (problem) => problems.push(problem));
    expect((await fresh.index(deps.clock()))?.count).toBe(sound?.count);
    expect(problems).toEqual([`knowledge-snapshot ${version} cannot be used`]);
    // The next publication mends it.
    const next = good(
      await createEntry(
        deps,
        editor,
        aContent({
          question: '哪里可以寄存行李？',
          similar: [],
          keywords: [],
          answer: '服务台可以寄存。',
        }),
      ),
    );
    expect(await publish(next.entry.articleId)).toMatchObject({ status: 'published' });
    deps.clock.advance(30_000);
    expect((await store.index(deps.clock()))?.count).toBe((sound?.count ?? 0) + 2);
  });
});

describe('misses', () => {
  it('become a draft of the owner department and are answered by its publication', async () => {
    const chat = await aConversation(deps);
    await chat.say('医院有没有宠物寄养的地方，电话打13812345678');
    for (const [seq, text] of ['医院有没有宠物寄养', '请问医院有宠物寄养的地方吗'].entries())
      await recordMiss(deps, {
        conversationId: 'cnv_other',
        seq,
        at: deps.clock(),
        text,
        kind: 'unanswered',
        department: null,
        articleId: null,
      });
    const found = good(await readMisses(deps, editor)).clusters.find(({ text }) =>
      text.includes('宠物'),
    );
    expect(found).toMatchObject({ count: 3, due: true, draft: null });
    expect(JSON.stringify(found)).not.toContain('13812345678');
    const drafted = good(
      await draftFromMiss(deps, editor, found?.clusterId ?? '', {
        department: '门诊部',
        category: '便民服务',
      }),
    );
    const { articleId } = drafted.entry;
    expect(drafted.entry.content.testQuestions).toHaveLength(3);
    // Whoever owns the answer is told, and finds the task with its due time.
    const { tasks } = good(await readTasks(deps, editor));
    const task = tasks.find((one) => one.articleId === articleId);
    expect(task).toMatchObject({ kind: 'draft', department: '门诊部', overdue: false, mine: true });
    const row = await deps.tickets.outboxRow(null, `kb:${task?.taskId}:raised`);
    // Nobody of the department signs in here: the editors hear for it.
    expect(row).toMatchObject({ audience: 'editors', title: '有问题等科室写答案' });
    const { revision } = drafted;
    expect(
      await takeStep(deps, editor, articleId, { revision, step: 'publish', reason: '' }),
    ).toMatchObject({ error: { kind: 'invalid-request' } });
    expect(await publishEntries(deps, editor, [articleId])).toMatchObject({
      error: { kind: 'invalid-request', detail: articleId },
    });
    // Asked once more while the answer is being written.
    await recordMiss(deps, {
      conversationId: 'cnv_later',
      seq: 1,
      at: deps.clock(),
      text: '请问医院有没有宠物寄养的地方',
      kind: 'unanswered',
      department: null,
      articleId: null,
    });
    const content = {
      ...drafted.entry.content,
      question: '医院里有宠物寄养吗？',
      similar: ['宠物可以寄养吗'],
      keywords: ['宠物', '寄养'],
      answer: '院内不提供宠物寄养。',
    };
    good(await changeEntry(deps, editor, articleId, { revision, content }));
    deps.clock.advance(2 * DAY);
    expect(await publish(articleId)).toMatchObject({ status: 'published' });
    const after = good(await readMisses(deps, editor));
    expect(after.clusters.some(({ text }) => text.includes('宠物'))).toBe(false);
    expect(after).toMatchObject({ answered: 1 });
    expect(after.medianDays).toBeCloseTo(2, 1);
  });

  it('hold no part of a number where a long question is cut, and stand on one line', async () => {
    const long = `${'我想问自助咖啡机，'.repeat(21)}\n`.slice(0, 193);
    await recordMiss(deps, {
      conversationId: 'cnv_long',
      seq: 1,
      at: deps.clock(),
      text: `${long}13812345678`,
      kind: 'unanswered',
      department: null,
      articleId: null,
    });
    const { clusters } = good(await readMisses(deps, editor));
    const kept = clusters.find(({ text }) => text.includes('咖啡机'))?.text ?? '';
    expect(kept).not.toMatch(/\d{3}|\n/);
    expect(kept.length).toBeLessThanOrEqual(200);
  });

  it('count a question that none of the offered ones was meant by, once', async () => {
    const chat = await aConversation(deps);
    const asked = '探视';
    const said = await chat.say(asked);
    expect(said.entries.at(-1)?.body).toMatchObject({ outcome: 'offered' });
    const step = {
      conversationId: chat.conversationId,
      clientId: aClientId(),
      base: chat.seen(),
      reason: '',
    };
    good(await requestHandoff(deps, chat.visitor, step));
    good(await requestHandoff(deps, chat.visitor, step));
    const { clusters } = good(await readMisses(deps, editor));
    expect(clusters.find(({ text }) => text === asked)).toMatchObject({ count: 1 });
  });

  it('name the entry whose answer did not help, and count what was answered', async () => {
    const chat = await aConversation(deps);
    const said = await chat.say('第一次来医院看病，整个流程怎么走');
    const answer = said.entries.at(-1);
    const { conversationId } = chat;
    good(
      await giveFeedback(deps, chat.visitor, {
        conversationId,
        clientId: aClientId(),
        base: answer?.seq ?? 0,
        aboutSeq: answer?.seq ?? 0,
        helpful: false,
      }),
    );
    const cluster = good(await readMisses(deps, editor)).clusters.find(
      ({ articleId }) => articleId === 'kb-001',
    );
    expect(cluster).toMatchObject({ department: '门诊部', kinds: { 'not-helpful': 1 } });
    const hot = good(await readHotQuestions(deps));
    expect(hot.questions[0]).toMatchObject({ articleId: 'kb-001', count: 1 });
  });
});

describe('the tasks of the base', () => {
  it('are told when the sweep looks, once', async () => {
    const told = await lookAfterKnowledge(deps);
    expect(told).toBeGreaterThan(0);
    expect(await lookAfterKnowledge(deps)).toBe(0);
    const due: unknown[] = [];
    for await (const item of deps.tickets.due(deps.clock() + 2 * DAY)) due.push(item);
    expect(due).toContainEqual({ kind: 'knowledge' });
  });

  it('of another department are everybody’s to read and nobody else’s to do', async () => {
    const { tasks } = good(await readTasks(deps, insurance));
    expect(tasks.length).toBeGreaterThan(0);
    for (const task of tasks) expect(task.mine).toBe(task.department === '医疗保险办公室');
    expect(good(await readOverview(deps, agent)).tasks.mine).toBe(0);
  });
});

describe('a table', () => {
  it.each(['csv', 'xlsx'] as const)(
    'as %s comes back as it went out, and changes nothing',
    async (format) => {
      const rows = good(await exportEntries(deps, editor));
      const read = good(await readSheet(format, await writeSheet(format, rows)));
      const report = good(await importTable(deps, editor, { table: read, apply: true }));
      expect(report.counts).toMatchObject({ new: 0, changed: 0, problems: 0 });
      expect(report.counts.unchanged).toBe(rows.length - 1);
    },
  );

  it('is tried before it is applied: every problem with row, column and reason', async () => {
    const table = [
      ['问题', '答案', '类别', '负责科室', '失效日期'],
      ['开水间在哪里？', '每层楼电梯旁。', '便民服务', '门诊部', '2026/12/31'],
      ['', '没有问题', '便民服务', '门诊部', ''],
      ['厕所在哪里？', '每层楼都有。', '便民服务', '门诊部', '下个月'],
    ];
    const tried = good(await importTable(deps, editor, { table, apply: false }));
    expect(tried.counts).toEqual({ new: 1, changed: 0, unchanged: 0, problems: 2 });
    expect(tried.problems.map(({ row, column }) => [row, column])).toEqual([
      [3, '问题'],
      [4, '失效日期'],
    ]);
    const applied = good(await importTable(deps, editor, { table, apply: true }));
    expect(applied.applied).toBe(true);
    expect(applied.counts).toMatchObject({ new: 1, problems: 2 });
    const again = good(await importTable(deps, editor, { table, apply: true }));
    expect(again.counts).toMatchObject({ new: 0, unchanged: 1 });
    expect(await importTable(deps, insurance, { table, apply: false })).toMatchObject({
      error: { kind: 'forbidden' },
    });
  });

  it('in the encoding of a Chinese Excel is understood, and a file that is none is refused in words', async () => {
    const gbk = new Uint8Array([0xce, 0xca, 0xcc, 0xe2, 0x2c, 0xb4, 0xf0, 0xb0, 0xb8]);
    expect(await readSheet('csv', gbk)).toEqual({ ok: true, value: [['问题', '答案']] });
    expect(await readSheet('xlsx', gbk)).toMatchObject({ ok: false });
  });
});
