import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knowledge as keys } from '#functions/storage/keys.ts';
import { aContent } from '#test/builders/knowledge.ts';
import { clientFor } from '#test/doubles/database.ts';
import {
  freshId,
  type Person,
  staff,
  startTestStack,
  type TestStack,
  until,
  value,
  visitor,
} from '#test/support/stack.ts';

let stack: TestStack;
let editor: Person;
let supervisor: Person;
beforeAll(async () => {
  stack = await startTestStack();
  [editor, supervisor] = await Promise.all([
    staff(stack, 'demo-editor'),
    staff(stack, 'demo-supervisor'),
  ]);
});
afterAll(() => stack?.end());

type Step = 'submit' | 'approve' | 'publish' | 'retire';

const step = async (who: Person, articleId: string, wanted: Step) => {
  const { revision } = value(await who.api.call('knowledgeEntry', { params: { articleId } }));
  return value(
    await who.api.call('stepKnowledgeEntry', {
      params: { articleId },
      body: { revision, step: wanted, reason: '' },
    }),
  );
};

const finished = (jobId: string | null) =>
  until(`publication ${jobId}`, async () => {
    const job = value(await editor.api.call('publication', { params: { jobId: jobId ?? '' } }));
    return job.status === 'queued' || job.status === 'running' ? undefined : job;
  });

/** Everything the bot shows for a question: text and choices. */
const said = async (question: string): Promise<string> => {
  const patient = await visitor(stack.url);
  const { conversationId } = value(
    await patient.api.call('startConversation', {
      body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
    }),
  );
  const { entries } = value(
    await patient.api.call('postMessage', {
      params: { conversationId },
      body: { clientId: freshId(), base: 0, text: question },
    }),
  );
  return JSON.stringify(entries.filter(({ by }) => by.kind === 'bot').map(({ body }) => body));
};

const QUESTION = '职工医保普通门诊能报多少？';
const NEW = '新口径：年度起付线200元';

describe('an answer on its way to patients', () => {
  it('is written, reviewed by a second person, tested and given within 30 seconds; and taken back', async () => {
    const params = { articleId: 'kb-152' };
    expect(await said(QUESTION)).toContain('年度起付线300元');
    const { entry, revision } = value(await editor.api.call('knowledgeEntry', { params }));
    const before = value(await editor.api.call('publications', {})).current ?? '';
    const content = {
      ...entry.content,
      answer: `本市职工医保普通门诊${NEW}，三级医院在职报60%、退休70%。`,
    };
    value(await editor.api.call('editKnowledgeEntry', { params, body: { revision, content } }));
    await step(editor, 'kb-152', 'submit');
    expect(
      await editor.api.call('stepKnowledgeEntry', {
        params,
        body: { revision: revision + 2, step: 'approve', reason: '' },
      }),
    ).toMatchObject({ ok: false, error: { problem: { code: 'second-person-needed' } } });
    await step(supervisor, 'kb-152', 'approve');
    const { jobId } = await step(editor, 'kb-152', 'publish');
    expect(await finished(jobId)).toMatchObject({ status: 'published', tested: 21, problems: [] });
    const published = performance.now();
    await until('the new answer', async () => (await said(QUESTION)).includes(NEW), 30_000);
    expect(performance.now() - published).toBeLessThan(30_000);

    const job = value(
      await supervisor.api.call('rollbackKnowledge', {
        body: { version: before, reason: '口径有误' },
      }),
    );
    expect(await finished(job.jobId)).toMatchObject({ status: 'published' });
    await until(
      'the old answer',
      async () => (await said(QUESTION)).includes('起付线300元'),
      30_000,
    );
  }, 90_000);

  it('is held back where stored test questions come out worse', async () => {
    const before = value(await editor.api.call('publications', {})).current;
    const thief = aContent({
      question: '晚上陪护有没有折叠床租',
      similar: [],
      keywords: [],
      answer: '写错了。',
    });
    const { entry } = value(
      await editor.api.call('createKnowledgeEntry', { body: { content: thief } }),
    );
    const { jobId } = await step(editor, entry.articleId, 'publish');
    expect(await finished(jobId)).toMatchObject({
      status: 'blocked',
      problems: [{ articleId: 'kb-127', kind: 'worse', instead: { articleId: entry.articleId } }],
    });
    expect(value(await editor.api.call('publications', {})).current).toBe(before);
  });

  it('stays as it was while the published snapshot is broken', async () => {
    const client = clientFor(stack.databaseEndpoint);
    const name = stack.tableName('Knowledge');
    const fresh = aContent({ question: '哪里可以借轮椅？', similar: [], keywords: [] });
    const { entry } = value(
      await editor.api.call('createKnowledgeEntry', { body: { content: fresh } }),
    );
    const { jobId } = await step(editor, entry.articleId, 'publish');
    const { snapshot } = await finished(jobId);
    await client.send(
      new PutCommand({
        TableName: name,
        Item: { ...keys.chunk(snapshot ?? '', 0), bytes: new Uint8Array([1, 2, 3]) },
      }),
    );
    client.destroy();
    // Longer than a function trusts the pointer it has read.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await said(QUESTION)).toContain('年度起付线300元');
  }, 60_000);
});
