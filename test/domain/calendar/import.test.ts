import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import { readCalendarText } from '#shared/domain/calendar/import.ts';

const about = { year: 2026, status: 'official', source: '国办发明电〔2025〕7号' } as const;
const read = (text: string, year = 2026) => readCalendarText({ ...about, year, text });
const reasons = (text: string, year?: number) =>
  read(text, year).problems.map(({ row, grade, reason }) => `${row} ${grade} ${reason}`);

/** The arrangement of 2026 as a clerk would type it from the notice. */
const NOTICE_2026 = `日期,类型,名称
2026-01-01~2026-01-03,休,元旦
2026-01-04,班,元旦
2026年2月15日至2026年2月23日,放假,春节
2026/2/14,上班,春节
2026/2/28,上班,春节
2026-04-04~2026-04-06,休,清明节
2026-05-01~2026-05-05,休,劳动节
2026-05-09,班,劳动节
2026-06-19~2026-06-21,休,端午节
2026-09-25~2026-09-27,休,中秋节
2026-10-01~2026-10-07,休,国庆节
2026-09-20,班,国庆节
2026-10-10,班,国庆节
`;
const KNOWN = yearTable.parse(years.find(({ year }) => year === 2026));

describe('a notice of the State Council as text', () => {
  it('is read line by line, runs of days and all, into the table that everybody knows', () => {
    const { table, problems, daysOff, makeUpDays, workingDays } = read(NOTICE_2026);
    expect(problems).toEqual([]);
    expect(Object.keys(table?.off ?? {}).sort()).toEqual(Object.keys(KNOWN.off).sort());
    expect(Object.keys(table?.work ?? {}).sort()).toEqual(Object.keys(KNOWN.work).sort());
    expect([daysOff, makeUpDays]).toEqual([33, 6]);
    expect(workingDays).toEqual([21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]);
  });

  it('is read from JSON, our own form and a list of days with isOffDay', () => {
    const own = read(JSON.stringify({ off: KNOWN.off, work: KNOWN.work }));
    const days = [
      ...Object.entries(KNOWN.off).map(([date, name]) => ({ date, name, isOffDay: true })),
      ...Object.entries(KNOWN.work).map(([date, name]) => ({ date, name, isOffDay: false })),
    ];
    const list = read(JSON.stringify({ year: 2026, days }));
    for (const { table } of [own, list]) {
      expect(Object.keys(table?.off ?? {})).toHaveLength(33);
      expect(Object.keys(table?.work ?? {})).toHaveLength(6);
    }
  });

  it('names the row of everything that is wrong and enters nothing', () => {
    const wrong = `2026-01-01,休,元旦
2026-02-30,休,春节
2026-03-02,假,？
2026-03-03,班,上班
2025-12-31,休,元旦
2026-01-01,班,元旦
2026-04-04,休,清明
2026-04-04,休,清明`;
    expect(read(wrong).table).toBeNull();
    expect(reasons(wrong)).toEqual([
      '2 error “2026-02-30”不是日期或日期段',
      '3 error “假”看不懂：请写“休”或“班”',
      '4 error 2026-03-03 是星期二，不会是调休上班日',
      '5 error 2025-12-31 不在 2026 年',
      '6 error 2026-01-01 既写了休又写了班（第 1 行）',
      '6 error 2026-01-01 是星期四，不会是调休上班日',
      '8 error 2026-04-04 重复（第 7 行）',
    ]);
  });

  it('is doubted where holidays are missing, but may be entered', () => {
    const { table, problems } = read('2026-01-01,休,元旦');
    expect(table).not.toBeNull();
    expect(problems.every(({ grade }) => grade === 'warning')).toBe(true);
    expect(problems.map(({ reason }) => reason).join()).toContain(
      '春节、清明、劳动、端午、中秋、国庆',
    );
    expect(problems.map(({ reason }) => reason).join()).toContain('260 个工作日');
  });

  it.each([
    ['{"off"', 'JSON 格式有误'],
    ['日期,类型\n', '里面没有任何一天'],
    ['{"off": 3}', '应为“日期: 名称”'],
    ['2026-01-01~2026-12-31,休,全年', '不是日期或日期段'],
  ])('is refused as a whole: %s', (text, reason) => {
    expect(read(text).table).toBeNull();
    expect(reasons(text).join()).toContain(reason);
  });

  it('never throws, whatever is pasted', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const { table, problems } = read(text);
        expect(table !== null || problems.length > 0).toBe(true);
      }),
    );
  });
});
