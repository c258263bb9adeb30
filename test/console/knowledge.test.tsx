// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import axe from 'axe-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  changeEntry,
  createEntry,
  PENDING_ANSWER,
  readEntry,
  takeStep,
} from '#functions/usecases/knowledge-entries.ts';
import { recordMiss } from '#functions/usecases/record-miss.ts';
import { runPublication } from '#functions/usecases/run-publication.ts';
import type { Tier } from '#shared/contract/sessions.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import type { EntryContent } from '#shared/domain/knowledge/entry.ts';
import type { Result } from '#shared/kernel/result.ts';
import { aContent } from '#test/builders/knowledge.ts';
import { locale } from '../../console/src/i18n.ts';
import { followHash } from '../../console/src/router.ts';
import { dismissToast, toasts } from '../../console/src/store/toasts.ts';
import { type KnowledgeDesk, openKnowledgeDesk } from './knowledge-desk.ts';
import { aFakeDesk, openConsole } from './open-console.tsx';

const EDITOR: Actor = {
  kind: 'staff',
  staffId: 'stf_ed',
  name: '陆青',
  tier: 'editor',
  departments: [],
};

let base: KnowledgeDesk;
beforeAll(async () => {
  base = await openKnowledgeDesk();
  // The page is a part that comes later: here it is there before anyone looks.
  await import('../../console/src/views/knowledge/KnowledgeView.tsx');
}, 30_000);
afterAll(() => base?.stop());

let unfollow: () => void;
beforeEach(() => {
  unfollow = followHash();
});
afterEach(() => {
  cleanup();
  unfollow();
  for (const toast of toasts.value) dismissToast(toast.id);
  locale.value = 'zh-CN';
  vi.restoreAllMocks();
});

const good = <T,>(outcome: Result<T, unknown>): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
};

/** The console of somebody, on a page of the base. Timers of the stores run at once: they only wait. */
const open = async (id: string | null, tier: Tier = 'editor', departments: string[] = []) => {
  const fake = aFakeDesk();
  Object.assign(fake, { me: { ...fake.me, tier, departments } });
  base.serve(fake, tier, departments);
  const opened = await openConsole(fake, id === null ? '#/knowledge' : `#/knowledge/${id}`);
  return { ...opened, fake };
};

const type = (label: string | RegExp, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
const press = (name: string | RegExp, inside: HTMLElement = document.body) =>
  fireEvent.click(within(inside).getByRole('button', { name }));
const wait = { timeout: 8_000 };
const section = async (name: string): Promise<HTMLElement> => {
  const heading = await screen.findByRole('heading', { name }, wait);
  return heading.closest('section') as HTMLElement;
};

/** An entry that is live. */
const live = async (over: Partial<EntryContent>): Promise<string> => {
  const { entry } = good(await createEntry(base.deps, EDITOR, aContent(over)));
  await publish(entry.articleId);
  return entry.articleId;
};
const publish = async (articleId: string): Promise<void> => {
  const { revision } = good(await readEntry(base.deps, EDITOR, articleId));
  const { jobId } = good(
    await takeStep(base.deps, EDITOR, articleId, { revision, step: 'publish', reason: '' }),
  );
  base.deps.clock.advance(1_000);
  const job = await runPublication(base.deps, jobId ?? '');
  expect(job?.status).toBe('published');
  base.deps.clock.advance(10_000);
};

describe('the editor', () => {
  it('shows while somebody writes what patients will see: markup, pictures, buttons', async () => {
    await open('new');
    type('问题', '母婴室在哪里？');
    type(
      '答案',
      '在**门诊楼2楼**。\n\n- 有热水\n- 见[公告](https://hospital.example/a)\n\n<b>不是标记</b>',
    );
    press('加按钮');
    type('按钮文字', '问服务台');
    const preview = await section('患者看到的样子');
    expect(within(preview).getByText('门诊楼2楼').tagName).toBe('STRONG');
    expect(within(preview).getAllByRole('listitem')).toHaveLength(2);
    expect(within(preview).getByRole('link', { name: '公告' }).getAttribute('rel')).toContain(
      'noopener',
    );
    expect(within(preview).getByText('<b>不是标记</b>')).toBeTruthy();
    expect(within(preview).getByText('问服务台')).toBeTruthy();
    expect(within(preview).getByText('母婴室在哪里？')).toBeTruthy();
  });

  it('says what is still needed before a draft can be saved, then saves it as version 1', async () => {
    const { fake } = await open('new');
    type('问题', '开水间在哪里？');
    expect(await screen.findByText(/还缺：.*答案.*负责科室/)).toBeTruthy();
    type('答案', '每层楼电梯旁。');
    type('负责科室', '门诊部');
    type('类别', '便民服务');
    await waitFor(() =>
      expect((screen.getByRole('button', { name: '保存草稿' }) as HTMLButtonElement).disabled).toBe(
        false,
      ),
    );
    press('保存草稿');
    await waitFor(() => expect(window.location.hash).toMatch(/#\/knowledge\/kb_/), wait);
    expect(fake.calls.some(({ name }) => name === 'createKnowledgeEntry')).toBe(true);
    const history = await section('版本与经过');
    expect(within(history).getByText('第 1 版')).toBeTruthy();
  });

  it('keeps a picture that was chosen, asks for its words, and shows it in the preview', async () => {
    const pixel = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    // What a browser makes of the file; the drawing itself needs one.
    vi.stubGlobal('createImageBitmap', async () => ({
      width: 1,
      height: 1,
      close: () => undefined,
    }));
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) =>
      done(new Blob([pixel], { type: 'image/webp' })),
    );
    await open('new');
    const file = new File([pixel], 'map.png', { type: 'image/png' });
    fireEvent.change(screen.getByLabelText(/加图片/), { target: { files: [file] } });
    const words = await screen.findByLabelText(/图片说明/, undefined, wait);
    fireEvent.input(words, { target: { value: '平面图' } });
    const preview = await section('患者看到的样子');
    const shown = await within(preview).findByAltText('平面图');
    expect(shown.getAttribute('src')).toMatch(/^\/pictures\/[\w-]{22}-1x1\.png$/);
    expect(shown.getAttribute('loading')).toBe('lazy');
  });

  it('is closed to an agent, and to a department where the entry is not its own', async () => {
    await open('kb-001', 'agent');
    expect(await screen.findByText('只读：这条归门诊部管', undefined, wait)).toBeTruthy();
    expect(screen.queryByRole('button', { name: '保存草稿' })).toBeNull();
    expect(screen.queryByRole('button', { name: '发布' })).toBeNull();
    cleanup();
    await open('kb-001', 'department', ['医疗保险办公室']);
    expect(await screen.findByText('只读：这条归门诊部管', undefined, wait)).toBeTruthy();
  });
});

describe('这样问现在会答什么？', () => {
  it('asks the published base with the draft in it, and without', async () => {
    await open('new');
    type('问题', '医院里可以充电吗？');
    type('答案', '门诊楼1楼有充电柜。');
    type('负责科室', '门诊部');
    type('类别', '便民服务');
    type('这样问现在会答什么？', '医院里可以充电吗');
    const box = await section('这样问现在会答什么？');
    expect(await within(box).findByText('直接回答', undefined, wait)).toBeTruthy();
    expect(within(box).getByText('门诊楼1楼有充电柜。')).toBeTruthy();
    expect(within(box).getByText('（本条）')).toBeTruthy();
    fireEvent.click(within(box).getByLabelText('按正在写的草稿回答'));
    await waitFor(() => expect(within(box).queryByText('（本条）')).toBeNull(), wait);
    expect(within(box).queryByText('门诊楼1楼有充电柜。')).toBeNull();
  });

  it('says that an expired answer is withheld', async () => {
    const question = '暑期夏令营怎么报名？';
    const articleId = await live({
      question,
      similar: [],
      keywords: [],
      answer: '已截止。',
      effectiveTo: '2026-08-31',
    });
    await open(articleId);
    await screen.findByText('已过期', undefined, wait);
    type('这样问现在会答什么？', question);
    const box = await section('这样问现在会答什么？');
    expect(await within(box).findByText('条目已过期，不作答', undefined, wait)).toBeTruthy();
  });
});

describe('the history of an entry', () => {
  it('shows what changed between two versions, and takes an older one back into the fields', async () => {
    const { entry, revision } = good(await createEntry(base.deps, EDITOR, aContent()));
    const content = aContent({ answer: '可以。押金100元，当天归还。' });
    good(await changeEntry(base.deps, EDITOR, entry.articleId, { revision, content }));
    await open(entry.articleId);
    const history = await section('版本与经过');
    press('与上一版比较', history);
    expect((await within(history).findByText('押金100元，', undefined, wait)).tagName).toBe('INS');
    expect(within(history).getByText('凭身份证在门诊楼1楼服务台借用轮椅，').tagName).toBe('DEL');
    press('用这一版重新编辑', history);
    await waitFor(
      () =>
        expect((screen.getByLabelText('答案') as HTMLTextAreaElement).value).toContain('凭身份证'),
      wait,
    );
    expect(screen.getByText('有未保存的修改')).toBeTruthy();
  });
});

describe('a publication', () => {
  it('that breaks a stored test question is blocked, and says which and by what', async () => {
    const { entry } = good(
      await createEntry(
        base.deps,
        EDITOR,
        aContent({
          question: '头一次到你们医院看病，先干什么后干什么',
          similar: [],
          keywords: [],
          answer: '写错了。',
        }),
      ),
    );
    await open(entry.articleId);
    fireEvent.click(await screen.findByRole('button', { name: '发布' }, wait));
    const report = await screen.findByRole('alert', undefined, wait);
    expect(within(report).getByText('没有发布：1 个问题比原来答得差')).toBeTruthy();
    expect(
      within(report).getByText('头一次到你们医院看病，先干什么后干什么', { selector: 'q' }),
    ).toBeTruthy();
    expect(within(report).getByRole('link', { name: 'kb-001' }).getAttribute('href')).toBe(
      '#/knowledge/kb-001',
    );
    expect(within(report).getByText(/原来.+，现在.+/)).toBeTruthy();
  });

  it('waits for its answer, and says so', async () => {
    const { entry } = good(
      await createEntry(base.deps, EDITOR, aContent({ answer: PENDING_ANSWER })),
    );
    await open(entry.articleId);
    fireEvent.click(await screen.findByRole('button', { name: '发布' }, wait));
    await waitFor(
      () => expect(toasts.value.map(({ text }) => text).join()).toContain('答案还没写'),
      wait,
    );
  });

  it('of policy waits for a second person', async () => {
    const { entry } = good(
      await createEntry(
        base.deps,
        { ...EDITOR, staffId: 'stf_me' } as Actor,
        aContent({ sensitivity: 'policy', source: '医保办发〔2026〕8号' }),
      ),
    );
    await open(entry.articleId);
    fireEvent.click(await screen.findByRole('button', { name: '提交审核' }, wait));
    await screen.findByText('待审核', undefined, wait);
    expect(screen.queryByRole('button', { name: '审核通过' })).toBeNull();
    expect(screen.queryByRole('button', { name: '发布' })).toBeNull();
  });

  it('of several drafts goes out together from the list', async () => {
    for (const n of [1, 2])
      good(
        await createEntry(
          base.deps,
          EDITOR,
          aContent({
            question: `第${n}食堂几点开饭？`,
            similar: [],
            keywords: [`第${n}食堂`],
            answer: `第${n}食堂11点开饭。`,
          }),
        ),
      );
    const { desk } = await open(null);
    fireEvent.click(await screen.findByLabelText('选择：第1食堂几点开饭？', undefined, wait));
    fireEvent.click(screen.getByLabelText('选择：第2食堂几点开饭？'));
    press('一起发布 2 条');
    await waitFor(
      () =>
        expect(
          desk.knowledge.list.value?.entries
            .filter(({ question }) => question.includes('食堂'))
            .map(({ state }) => state),
        ).toEqual(['published', 'published']),
      wait,
    );
  });

  it('can be gone back from, with a reason', async () => {
    const articleId = await live({
      question: '花店几点关门？',
      similar: [],
      keywords: ['花店'],
      answer: '花店18点关门。',
    });
    const { entry, revision } = good(await readEntry(base.deps, EDITOR, articleId));
    const content = { ...entry.content, answer: '花店通宵营业。' };
    good(await changeEntry(base.deps, EDITOR, articleId, { revision, content }));
    await publish(articleId);
    const before = await base.deps.knowledgeBase.current();
    await open('publications');
    const kept = await section('可以回退的版本');
    expect(within(kept).getByText('当前')).toBeTruthy();
    const [latest] = within(kept).getAllByRole('button', { name: '回退到这一版' });
    fireEvent.click(latest as HTMLElement);
    const dialog = await screen.findByRole('dialog', undefined, wait);
    const submit = within(dialog).getByRole('button', { name: '回退到这一版' });
    expect((submit as HTMLButtonElement).disabled).toBe(true);
    fireEvent.input(within(dialog).getByLabelText('原因'), { target: { value: '写错了' } });
    await waitFor(() => expect((submit as HTMLButtonElement).disabled).toBe(false));
    fireEvent.click(submit);
    await waitFor(
      async () => expect(await base.deps.knowledgeBase.current()).not.toBe(before),
      wait,
    );
    await waitFor(
      async () =>
        expect(good(await readEntry(base.deps, EDITOR, articleId)).entry.live?.content.answer).toBe(
          '花店18点关门。',
        ),
      wait,
    );
  });
});

describe('an import', () => {
  it('is tried first: every row with its problem, near-duplicates named; then it is applied', async () => {
    await open('tables');
    const rows = [
      '问题,答案,类别,负责科室,失效日期',
      '饮水机在哪里？,每层楼电梯旁。,便民服务,门诊部,2026/12/31',
      '第一次来医院看病，整个流程怎么走,先建档。,就医流程,门诊部,',
      ',没有问题,便民服务,门诊部,',
      '厕所在哪里？,每层楼都有。,便民服务,门诊部,下个月',
    ];
    const file = new File([rows.join('\n')], 'faq.csv', { type: 'text/csv' });
    fireEvent.change(await screen.findByLabelText('选择文件', undefined, wait), {
      target: { files: [file] },
    });
    expect(await screen.findByText('有问题 2', undefined, wait)).toBeTruthy();
    const table = screen.getByRole('table');
    const cells = (row: HTMLElement) =>
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent);
    const lines = within(table).getAllByRole('row').slice(1).map(cells);
    expect(lines).toContainEqual(['4', '问题', '不能为空']);
    expect(lines).toContainEqual(['5', '失效日期', '日期要写成 2026-01-31 这样']);
    expect(lines.find(([row]) => row === '3')?.[2]).toContain('很像：');
    press('导入 2 行');
    await waitFor(
      () => expect(toasts.value.map(({ text }) => text)).toContain('已导入：新增 2，修改 0'),
      wait,
    );
  });
});

describe('open questions', () => {
  it('become a draft of the department with a due time, and the task shows on its list', async () => {
    for (const [seq, text] of [
      '医院能办宽带吗',
      '医院里能不能办宽带',
      '医院可以办宽带吗',
    ].entries())
      await recordMiss(base.deps, {
        conversationId: 'cnv_1',
        seq,
        at: base.deps.clock(),
        text,
        kind: 'unanswered',
        department: '医疗保险办公室',
        articleId: null,
      });
    await open('misses');
    expect(await screen.findByText('3 次', undefined, wait)).toBeTruthy();
    press('交给科室写答案');
    const dialog = await screen.findByRole('dialog');
    fireEvent.input(within(dialog).getByLabelText('类别'), { target: { value: '便民服务' } });
    press('交给科室写答案', dialog);
    await waitFor(() => expect(window.location.hash).toMatch(/#\/knowledge\/kb_/), wait);
    cleanup();
    await open('tasks', 'department', ['医疗保险办公室']);
    const task = await screen.findByRole('link', { name: /办宽带/ }, wait);
    expect(within(task).getByText('等着写答案')).toBeTruthy();
    expect(within(task).getByText(/前办完/)).toBeTruthy();
  });
});

describe('the first page', () => {
  it('shows the base at a glance, and narrows what it lists', async () => {
    const { fake } = await open(null);
    const cards = await screen.findByRole('list', { name: '知识库概况' }, wait);
    expect(within(cards).getByText('从首次提问到上线（中位数）')).toBeTruthy();
    expect(within(cards).getByText('待处理的组')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('负责科室'), { target: { value: '门诊部' } });
    press(/逾期未处理/);
    await waitFor(
      () =>
        expect(fake.calls.findLast(({ name }) => name === 'knowledgeEntries')?.input).toEqual({
          query: { department: '门诊部', expiry: 'overdue' },
        }),
      wait,
    );
    expect(await screen.findByText('暑期夏令营怎么报名？', undefined, wait)).toBeTruthy();
    await waitFor(() => expect(screen.queryByText('花店几点关门？')).toBeNull(), wait);
  });

  it('has no fault that axe can see, nor has the editor', async () => {
    const { page } = await open(null);
    await screen.findByRole('list', { name: '知识库概况' }, wait);
    const rules = { 'color-contrast': { enabled: false } };
    const faults = async (element: Element) =>
      (await axe.run(element, { rules })).violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
      );
    expect(await faults(page.container)).toEqual([]);
    cleanup();
    const editor = await open('kb-001');
    await section('版本与经过');
    expect(await faults(editor.page.container)).toEqual([]);
  }, 20_000);
});

describe('numbers and opening hours', () => {
  it('say who is open now, and let the house decide other hours', async () => {
    await open('hours');
    const row = (await screen.findByText('心血管内科', { selector: 'b' }, wait)).closest('li');
    expect(row?.textContent).toMatch(/现在（\d+:\d\d）(开放|休息)/);
    type('从哪天', '2026-12-31');
    type('原因（患者看得到）', '年终盘点');
    const save = await screen.findByRole('button', { name: '保存：这几天不开' });
    await waitFor(() => expect((save as HTMLButtonElement).disabled).toBe(false));
    fireEvent.click(save);
    const decided = await section('已定的特殊时间');
    expect(await within(decided).findByText('2026-12-31', undefined, wait)).toBeTruthy();
    press('撤销', decided);
    await waitFor(() => expect(within(decided).queryByText('2026-12-31')).toBeNull(), wait);
  });

  it('are changed day by day, and say which line cannot be read', async () => {
    await open('hours');
    const row = (await screen.findByText('心血管内科', { selector: 'b' }, wait)).closest('li');
    press('改平时的时间', row as HTMLElement);
    const dialog = await screen.findByRole('dialog');
    fireEvent.input(within(dialog).getByLabelText('周六'), { target: { value: '上午' } });
    expect(await within(dialog).findByText('读不懂：周六')).toBeTruthy();
    fireEvent.input(within(dialog).getByLabelText('周六'), { target: { value: '8:00-12:00' } });
    fireEvent.input(within(dialog).getByLabelText('周三'), { target: { value: '22:00-6:00' } });
    await waitFor(() => expect(within(dialog).queryByText(/读不懂/)).toBeNull());
    press('保存', dialog);
    await waitFor(async () => {
      const { hours } = await base.deps.knowledge.openingNow();
      const [season] = hours[0]?.services[0]?.hours.seasons ?? [];
      expect(season?.week).toEqual({
        workday: [['08:00', '17:30']],
        restday: [],
        weekday: { '3': [['22:00', '06:00']] },
        weekend: { '6': [['08:00', '12:00']] },
      });
    }, wait);
  });
});
