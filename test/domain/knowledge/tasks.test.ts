import { describe, expect, it } from 'vitest';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import { briefOf } from '#shared/domain/knowledge/brief.ts';
import type { EntryContent, KnowledgeEntry } from '#shared/domain/knowledge/entry.ts';
import { articleOfNotice, nextLook, noticesOf, tasksOf } from '#shared/domain/knowledge/tasks.ts';
import { editEntry, newEntry } from '#shared/domain/knowledge/workflow.ts';
import { beijingDate, beijingTime, fromBeijing } from '#shared/kernel/clock.ts';
import { aContent } from '#test/builders/knowledge.ts';

const calendar = { years: years.map((year) => yearTable.parse(year)) };
const WHO = { id: 'stf_1', name: '陆青' };
/** A Wednesday, 9 o'clock. */
const NOW = fromBeijing('2026-11-25', 9 * 60);
const at = (instant: number): string => `${beijingDate(instant)} ${beijingTime(instant)}`;

const live = (over: Partial<EntryContent>, articleId = 'kb-1'): KnowledgeEntry => {
  const content = aContent({ department: '医疗保险办公室', ...over });
  const publishedAt = fromBeijing('2026-01-01');
  return {
    ...newEntry(articleId, content, WHO, publishedAt),
    state: 'published',
    live: { version: 1, content, publishedAt },
  };
};
const tasks = (...entries: KnowledgeEntry[]) => tasksOf(entries.map(briefOf), [], calendar, NOW);

describe('what the owner of an answer has to do', () => {
  it.each([
    ['expired', { effectiveTo: '2026-11-24' }, '2026-11-25 00:00', '2026-11-25 17:30'],
    // Friday was the last good day: Monday it must be mended.
    ['expired', { effectiveTo: '2026-11-20' }, '2026-11-21 00:00', '2026-11-23 17:30'],
    ['expires-soon', { effectiveTo: '2026-12-10' }, '2026-11-10 00:00', '2026-12-10 17:30'],
    ['review-due', { reviewBy: '2026-11-23' }, '2026-11-23 00:00', '2026-11-30 17:30'],
  ] as const)('%s: %o', (kind, over, raised, due) => {
    const [task] = tasks(live(over));
    expect(task).toMatchObject({ kind, articleId: 'kb-1', department: '医疗保险办公室' });
    expect([at(task?.raisedAt ?? 0), at(task?.dueAt ?? 0)]).toEqual([raised, due]);
  });

  it('is nothing for what is in force, was never live, or is off line', () => {
    expect(tasks(live({ effectiveTo: '2027-06-01', reviewBy: '2027-01-01' }))).toEqual([]);
    const draft = newEntry('kb-2', aContent({ effectiveTo: '2026-01-02' }), WHO, NOW);
    expect(tasks(draft, { ...live({ effectiveTo: '2026-01-02' }), live: null })).toEqual([]);
  });

  it('stays until the new version is live, and shows that somebody has begun', () => {
    const entry = live({ effectiveTo: '2026-11-24' });
    const edited = editEntry(entry, { ...entry.content, effectiveTo: '2027-12-31' }, WHO, NOW);
    expect(tasks(edited)).toMatchObject([{ kind: 'expired', begun: true }]);
    const published = {
      ...edited,
      live: { version: edited.version, content: edited.content, publishedAt: NOW },
    };
    expect(tasks(published)).toEqual([]);
  });

  it('is a draft that was asked for, until it was published or thrown away', () => {
    const entry = newEntry('kb-9', aContent({ department: '门诊部' }), WHO, NOW);
    const draft = {
      clusterId: 'mis_1',
      articleId: 'kb-9',
      draftedAt: NOW,
      dueAt: fromBeijing('2026-11-30', 17 * 60 + 30),
    };
    expect(tasksOf([briefOf(entry)], [draft], calendar, NOW)).toMatchObject([
      { kind: 'draft', articleId: 'kb-9', department: '门诊部', begun: false },
    ]);
    expect(tasksOf([briefOf({ ...entry, state: 'retired' })], [draft], calendar, NOW)).toEqual([]);
  });

  it('comes earliest due first', () => {
    const kinds = tasks(
      live({ reviewBy: '2026-11-23' }, 'kb-a'),
      live({ effectiveTo: '2026-12-10' }, 'kb-b'),
      live({ effectiveTo: '2026-11-24' }, 'kb-c'),
    ).map(({ articleId }) => articleId);
    expect(kinds).toEqual(['kb-c', 'kb-a', 'kb-b']);
  });
});

describe('the notices of a task', () => {
  const [task] = tasks(live({ effectiveTo: '2026-11-24' }));
  if (task === undefined) throw new Error('no task');

  it('go to the owner first, and to whoever keeps the base once it is late', () => {
    expect(noticesOf(task, NOW).map(({ step }) => step)).toEqual(['raised']);
    expect(noticesOf(task, task.dueAt).map(({ step }) => step)).toEqual(['raised', 'overdue']);
    expect(noticesOf(task, NOW)[0]?.text).toBe(
      '“医院里可以借用轮椅吗？”已过期，患者问到时不再作答，请更新或下线。请在11月25日17:30前办完（负责科室：医疗保险办公室）。',
    );
  });

  it('are the same ones whenever they are made, and lead to the entry', () => {
    const [first] = noticesOf(task, NOW);
    expect(noticesOf(task, NOW + 60_000)[0]?.noticeId).toBe(first?.noticeId);
    expect(articleOfNotice(first?.noticeId ?? '')).toBe('kb-1');
    expect(articleOfNotice('tkt_1#accept#1#warn')).toBeUndefined();
  });

  it('are looked for every hour of the day, and when a task falls due in between', () => {
    const clock = (time: number) => fromBeijing('2026-11-25', time * 60);
    expect(at(nextLook([], NOW))).toBe('2026-11-25 10:00');
    expect(at(nextLook([], clock(9.5)))).toBe('2026-11-25 10:00');
    expect(at(nextLook([], clock(3)))).toBe('2026-11-25 08:00');
    expect(at(nextLook([], clock(20)))).toBe('2026-11-26 08:00');
    expect(at(nextLook([task], clock(17.2)))).toBe('2026-11-25 17:31');
    expect(at(nextLook([task], task.dueAt))).toBe('2026-11-25 18:00');
  });
});
