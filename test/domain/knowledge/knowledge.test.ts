import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import faq from '#shared/data/hospital/faq.json' with { type: 'json' };
import { diffEntries, diffText } from '#shared/domain/knowledge/diff.ts';
import { type EntryContent, entryContent, toArticle } from '#shared/domain/knowledge/entry.ts';
import { COLUMNS, exportTable, planImport } from '#shared/domain/knowledge/import.ts';
import { clusterMisses, type Miss, medianDaysToAnswer } from '#shared/domain/knowledge/misses.ts';
import { parseRichText, plainTextOf } from '#shared/domain/knowledge/rich-text.ts';
import { bigrams, likeness, NEAR_DUPLICATE } from '#shared/domain/knowledge/similarity.ts';
import {
  editEntry,
  expiryOf,
  newEntry,
  stepEntry,
  type WorkflowStep,
} from '#shared/domain/knowledge/workflow.ts';
import { DAY } from '#shared/kernel/clock.ts';

const content = (change: Partial<EntryContent> = {}): EntryContent => ({
  category: '医保',
  question: '异地医保怎么直接结算？',
  similar: ['外地医保能直接报吗'],
  answer: '先备案，再持卡结算。',
  department: '医保办',
  keywords: ['异地'],
  audience: 'everyone',
  sensitivity: 'plain',
  effectiveFrom: null,
  effectiveTo: null,
  reviewBy: null,
  source: '',
  images: [],
  buttons: [],
  testQuestions: ['外省医保卡能直接用吗'],
  ...change,
});
const author = { id: 'stf_1', name: '编辑' };
const reviewer = { id: 'stf_2', name: '审核' };

const walk = (entry: ReturnType<typeof newEntry>, steps: [WorkflowStep, typeof author][]) =>
  steps.reduce((current, [step, by]) => {
    const next = stepEntry(current, step, by, { now: 10, reason: '补充来源' });
    if (!next.ok) throw new Error(`${step}: ${next.error.kind}`);
    return next.value;
  }, entry);

describe('the workflow of an entry', () => {
  it('lets the author publish plain content', () => {
    expect(walk(newEntry('kb_1', content(), author, 1), [['publish', author]])).toMatchObject({
      state: 'published',
      live: { version: 1 },
    });
  });

  it('publishes medical and policy content only after another person approved', () => {
    const draft = newEntry(
      'kb_1',
      content({ sensitivity: 'policy', source: '郴医保发〔2026〕3号' }),
      author,
      1,
    );
    expect(stepEntry(draft, 'publish', author, { now: 2 })).toMatchObject({
      error: { kind: 'second-person-needed' },
    });
    const submitted = walk(draft, [['submit', author]]);
    expect(stepEntry(submitted, 'approve', author, { now: 2 })).toMatchObject({
      error: { kind: 'second-person-needed' },
    });
    expect(stepEntry(submitted, 'publish', reviewer, { now: 2 })).toMatchObject({
      error: { kind: 'second-person-needed' },
    });
    expect(
      walk(submitted, [
        ['approve', reviewer],
        ['publish', author],
      ]),
    ).toMatchObject({ state: 'published', approverName: '审核' });
  });

  it('voids the approval when the text changes, and keeps the old text live meanwhile', () => {
    const draft = newEntry(
      'kb_1',
      content({ sensitivity: 'medical', source: '护理部' }),
      author,
      1,
    );
    const published = walk(draft, [
      ['submit', author],
      ['approve', reviewer],
      ['publish', author],
    ]);
    const edited = editEntry(
      published,
      content({ sensitivity: 'medical', source: '护理部', answer: '改过的答案。' }),
      reviewer,
      20,
    );
    expect(edited).toMatchObject({
      state: 'draft',
      version: 2,
      approverId: null,
      authorId: 'stf_2',
    });
    expect(toArticle(edited, '2026-11-24')?.answer).toBe('先备案，再持卡结算。');
    expect(
      stepEntry(walk(edited, [['submit', reviewer]]), 'approve', reviewer, { now: 3 }).ok,
    ).toBe(false);
  });

  it('does not let the author make a live medical answer plain, nor bring back a retired one, alone', () => {
    const medical = content({ sensitivity: 'medical', source: '护理部' });
    const published = walk(newEntry('kb_1', medical, author, 1), [
      ['submit', author],
      ['approve', reviewer],
      ['publish', author],
    ]);
    const plain = editEntry(published, content(), author, 20);
    const refused = { error: { kind: 'second-person-needed' } };
    expect(stepEntry(plain, 'publish', author, { now: 21 })).toMatchObject(refused);
    const again = walk(published, [
      ['retire', author],
      ['restore', author],
      ['submit', author],
    ]);
    expect(stepEntry(again, 'publish', author, { now: 22 })).toMatchObject(refused);
  });

  it('takes a retired entry from patients and lets it come back as a draft', () => {
    const retired = walk(newEntry('kb_1', content(), author, 1), [
      ['publish', author],
      ['retire', author],
    ]);
    expect(toArticle(retired, '2026-11-24')).toBeNull();
    expect(walk(retired, [['restore', author]]).state).toBe('draft');
  });

  it('keeps staff-only entries from patients', () => {
    expect(
      toArticle(
        walk(newEntry('kb_1', content({ audience: 'staff' }), author, 1), [['publish', author]]),
        '2026-11-24',
      ),
    ).toBeNull();
  });

  it('tells the owner before an entry expires', () => {
    expect(expiryOf(content({ effectiveTo: '2026-11-23' }), '2026-11-24', '2026-12-24')).toBe(
      'expired',
    );
    expect(expiryOf(content({ effectiveTo: '2026-12-01' }), '2026-11-24', '2026-12-24')).toBe(
      'expires-soon',
    );
    expect(expiryOf(content({ reviewBy: '2026-11-24' }), '2026-11-24', '2026-12-24')).toBe(
      'review-due',
    );
    expect(expiryOf(content(), '2026-11-24', '2026-12-24')).toBe('fine');
  });

  it('refuses a policy answer without a source and a period that ends before it begins, by field', () => {
    const fields = entryContent
      .safeParse(
        content({ sensitivity: 'policy', effectiveFrom: '2026-02-01', effectiveTo: '2026-01-01' }),
      )
      .error?.issues.map(({ path }) => path.join('.'));
    expect(fields).toEqual(expect.arrayContaining(['effectiveTo', 'source']));
  });
});

describe('importing', () => {
  const table = (...rows: string[][]) => [Object.values(COLUMNS).map(([name]) => name), ...rows];
  const existing = faq.map((row) => ({
    articleId: row.id,
    content: content({
      category: row.category,
      question: row.question,
      similar: row.similar,
      answer: row.answer,
      department: row.department,
      keywords: row.keywords,
      testQuestions: [],
    }),
  }));

  it('changes nothing when an export is imported again', () => {
    const plan = planImport(exportTable(existing), existing);
    expect(plan.problems).toEqual([]);
    expect(plan.rows).toHaveLength(320);
    expect(plan.rows.every(({ effect }) => effect === 'unchanged')).toBe(true);
  });

  it('keeps values that hold the sign which parts values', () => {
    const held = content({
      similar: ['A|B 型', '左｜右'],
      keywords: ['a\\|b'],
      testQuestions: ['|'],
    });
    const kept = [{ articleId: 'kb_1', content: held }];
    expect(planImport(exportTable(kept), kept).rows[0]?.effect).toBe('unchanged');
    const typed = planImport(table(['', '医保', '能刷卡吗', 'A|B｜C', '能。', '医保办']), []);
    expect(typed.rows[0]?.content.similar).toEqual(['A', 'B', 'C']);
  });

  it('refuses an id under which nobody could open the entry', () => {
    const plan = planImport(table(['第1条', '医保', '能刷卡吗', '', '能。', '医保办']), []);
    expect(plan.rows).toEqual([]);
    expect(plan.problems).toMatchObject([{ row: 2, column: '编号' }]);
  });

  it('names row, column and reason of every problem and still plans the other rows', () => {
    const plan = planImport(
      table(
        ['', '医保', '', '', '答案', '医保办'],
        ['', '医保', '能刷卡吗', '', '能。', '医保办', '', '', '', '2026/13/01'],
        ['', '医保', '能用微信付吗', '', '能。', '医保办'],
      ),
      [],
    );
    expect(plan.problems).toEqual([
      { row: 2, column: '问题', reason: '不能为空' },
      { row: 3, column: '生效日期', reason: '日期要写成 2026-01-31 这样' },
    ]);
    expect(plan.rows.map(({ row, effect }) => [row, effect])).toEqual([[4, 'new']]);
  });

  it('gives a question without id the same id each time, so that a repeat doubles nothing', () => {
    const rows = table(['', '医保', '能用微信付吗', '', '能。', '医保办']);
    const first = planImport(rows, []).rows[0];
    if (first === undefined) throw new Error('no row');
    const again = planImport(rows, [{ articleId: first.articleId, content: first.content }]);
    expect(again.rows[0]).toMatchObject({ articleId: first.articleId, effect: 'unchanged' });
  });

  it('flags a question that looks like an existing one', () => {
    const plan = planImport(
      table(['', '医保', '异地医保怎么直接结算呢', '', '先备案。', '医保办']),
      [{ articleId: 'kb_9', content: content() }],
    );
    expect(plan.rows[0]?.near[0]?.articleId).toBe('kb_9');
  });

  it('finds of those that look alike all that comparing each with each finds', () => {
    const questions = existing.map(({ articleId, content: { question } }, i) => ({
      articleId: `kb_n${i}`,
      text: i % 3 === 0 ? question.replace(/.(?=.$)/u, '') : `${question}呢${articleId}`,
    }));
    const rows = questions.map(({ articleId, text }) => [
      articleId,
      '医保',
      text,
      '',
      '能。',
      '医保办',
    ]);
    const { rows: planned } = planImport(table(...rows), existing);
    const met = existing.map(({ articleId, content: { question } }) => ({
      articleId,
      grams: bigrams(question),
    }));
    for (const { content: read, near } of planned.slice(0, 60)) {
      const grams = bigrams(read.question);
      const best = met.filter((other) => likeness(grams, other.grams) >= NEAR_DUPLICATE);
      const old = near.filter(({ articleId }) => !articleId.startsWith('kb_n'));
      expect(new Set(old.map(({ articleId }) => articleId))).toEqual(
        new Set(best.map(({ articleId }) => articleId)),
      );
    }
    expect(planned.some(({ near }) => near.length > 0)).toBe(true);
  });

  it('says which column is missing', () => {
    expect(planImport([['问题', '答案', '类别']], []).problems).toEqual([
      { row: 1, column: '负责科室', reason: '缺少这一列' },
    ]);
  });

  it('reads the dates that spreadsheets write', () => {
    const plan = planImport(
      table(['', '医保', '能刷卡吗', '', '能。', '医保办', '', '', '', '2026/1/5', '2026.12.31']),
      [],
    );
    expect(plan.rows[0]?.content).toMatchObject({
      effectiveFrom: '2026-01-05',
      effectiveTo: '2026-12-31',
    });
  });
});

describe('rich text', () => {
  it('reads paragraphs, lists, bold and links, and nothing else', () => {
    expect(
      parseRichText('先**备案**\n再结算\n\n- 带[身份证](https://a.cn)\n- 带卡\n1. 一\n2. 二'),
    ).toEqual([
      {
        kind: 'paragraph',
        lines: [
          [
            { kind: 'text', text: '先' },
            { kind: 'bold', text: '备案' },
          ],
          [{ kind: 'text', text: '再结算' }],
        ],
      },
      {
        kind: 'list',
        ordered: false,
        items: [
          [
            { kind: 'text', text: '带' },
            { kind: 'link', text: '身份证', href: 'https://a.cn' },
          ],
          [{ kind: 'text', text: '带卡' }],
        ],
      },
      {
        kind: 'list',
        ordered: true,
        items: [[{ kind: 'text', text: '一' }], [{ kind: 'text', text: '二' }]],
      },
    ]);
  });

  it('takes no other scheme for a link', () => {
    expect(plainTextOf('[x](javascript:alert(1)) <b>')).toBe('[x](javascript:alert(1)) <b>');
  });

  it('never throws and keeps every letter of a text without markup', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        (text) => void parseRichText(text),
      ),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[一-龥a-z]{1,80}$/), (text) => {
        expect(plainTextOf(text)).toBe(text);
      }),
    );
  });
});

describe('the difference of two versions', () => {
  it('shows added and removed clauses of the fields that changed', () => {
    const changes = diffEntries(
      content(),
      content({ answer: '先备案，三日后持卡结算。', department: '财务科' }),
    );
    expect(changes.map(({ field }) => field).sort()).toEqual(['answer', 'department']);
    expect(changes.find(({ field }) => field === 'answer')?.parts).toEqual([
      { op: 'same', text: '先备案，' },
      { op: 'removed', text: '再持卡结算。' },
      { op: 'added', text: '三日后持卡结算。' },
    ]);
  });

  it('gives back both texts', () => {
    const text = fc
      .array(fc.constantFrom('甲', '乙，', '丙。', '\n', 'a'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffText(before, after);
        const without = (op: string) =>
          parts
            .filter((p) => p.op !== op)
            .map((p) => p.text)
            .join('');
        expect(without('added')).toBe(before);
        expect(without('removed')).toBe(after);
      }),
    );
  });
});

describe('misses', () => {
  const miss = (
    missId: string,
    text: string,
    at: number,
    department: string | null = null,
  ): Miss => ({ missId, text, at, kind: 'unanswered', department });
  const misses = [
    miss('m1', '医院里的免费wifi密码是多少', 1, '信息科'),
    miss('m2', '病房有没有免费wifi，密码多少', 2, '信息科'),
    miss('m3', '你们wifi密码是多少', 3),
    miss('m4', '招不招护士，大专学历要吗', 4, '人事科'),
    miss('m5', '现在还招护士吗', 5, '人事科'),
  ];

  it('groups questions that ask the same, largest first', () => {
    const clusters = clusterMisses(misses);
    expect(clusters[0]).toMatchObject({
      clusterId: 'm1',
      count: 3,
      department: '信息科',
      firstAt: 1,
      lastAt: 3,
    });
  });

  it('does not depend on the order of the input', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(misses, { minLength: misses.length }), (shuffled) => {
        expect(clusterMisses(shuffled)).toEqual(clusterMisses(misses));
      }),
    );
  });

  it('counts the median days to an answer', () => {
    expect(medianDaysToAnswer([])).toBeNull();
    expect(
      medianDaysToAnswer([1, 2, 9].map((days) => ({ firstAt: 0, publishedAt: days * DAY }))),
    ).toBe(2);
    expect(
      medianDaysToAnswer([1, 2].map((days) => ({ firstAt: 0, publishedAt: days * DAY }))),
    ).toBe(1.5);
  });
});
