import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import departments from '#shared/data/hospital/departments.json' with { type: 'json' };
import hours from '#shared/data/hospital/opening-hours.json' with { type: 'json' };
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import { weekdayOf } from '#shared/domain/calendar/day.ts';
import { askedTime } from '#shared/domain/reply/asked-day.ts';
import {
  departmentHours,
  isRoundTheClock,
  type OpeningPlan,
  openingAnswer,
  openingOverride,
  type StoredOverride,
} from '#shared/domain/reply/opening.ts';
import { fromBeijing } from '#shared/kernel/clock.ts';

const calendar = { years: years.map((year) => yearTable.parse(year)) };
const bare: OpeningPlan = {
  calendar,
  hours: hours.map((one) => departmentHours.parse(one)),
  overrides: [],
};
const idOf = (name: string): string => departments.find((d) => d.name === name)?.id ?? '';
/** A minute of a day in Beijing. */
const at = (date: string, time = '09:30'): number =>
  fromBeijing(date, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));

const decided = (over: Partial<StoredOverride>): StoredOverride => ({
  departmentId: null,
  from: '2026-10-01',
  to: '2026-10-03',
  ranges: [],
  reason: '国庆节门诊停诊',
  overrideId: 'ovr_1',
  by: { id: 'stf_1', name: '韩致远' },
  at: 1,
  ...over,
});

const say = (name: string, question: string, now: number, opening = bare): string =>
  openingAnswer(opening, idOf(name), askedTime(question, calendar, now), now)?.line['zh-CN'] ?? '';

describe('whether a department is open', () => {
  it.each([
    ['骨科', '现在上班吗', at('2026-11-25', '09:30'), '现在（9:30）开放，到12:00'],
    ['骨科', '现在上班吗', at('2026-11-25', '12:30'), '现在（12:30）休息，下次开门：今天14:00'],
    ['骨科', '现在上班吗', at('2026-11-25', '21:00'), '现在（21:00）休息，下次开门：明天8:00'],
    // Sunday afternoon; the make-up workday of 2026-10-10 is a Saturday.
    ['骨科', '现在', at('2026-11-29', '14:30'), '现在（14:30）休息，下次开门：明天8:00'],
    ['医疗保险办公室', '现在', at('2026-10-10', '09:00'), '现在（9:00）开放，到12:00'],
    [
      '医疗保险办公室',
      '现在',
      at('2026-10-01', '09:00'),
      '现在（9:00，国庆节）休息，下次开门：10月8日8:00',
    ],
    ['急诊医学科', '国庆', at('2026-09-20'), '24小时开放'],
  ])('%s, asked %s', (name, question, now, expected) => {
    expect(say(name, question, now)).toBe(expected);
  });

  it.each([
    ['明天', '11月26日（周四）8:00—12:00、14:00—17:30开放'],
    ['周日', '11月29日（周日）8:00—12:00开放'],
    ['下周一', '11月30日（周一）8:00—12:00、14:00—17:30开放'],
    ['周末', '11月28日（周六）8:00—12:00、14:00—17:30开放；11月29日（周日）8:00—12:00开放'],
    [
      '元旦',
      '2027年1月1日（周五）至1月3日（周日）元旦，休息，下次开门：1月4日8:00（放假安排以正式通知为准）',
    ],
  ])('on %s, from the calendar', (question, expected) => {
    expect(say('骨科', question, at('2026-11-25'))).toBe(expected);
  });

  it('part by part, where it has several', () => {
    expect(say('眼科', '现在', at('2026-11-25', '23:00'))).toBe(
      '门诊：现在（23:00）休息，下次开门：明天8:00；急诊：24小时开放',
    );
    const answer = openingAnswer(bare, idOf('眼科'), undefined, at('2026-11-25', '23:00'));
    expect(answer?.open).toBe(true);
  });

  it('is not said where nobody has entered its hours', () => {
    expect(openingAnswer(bare, 'dept-unknown', undefined, at('2026-11-25'))).toBeUndefined();
  });
});

describe('what the hospital decides for some days', () => {
  const opening: OpeningPlan = {
    ...bare,
    overrides: [
      decided({}),
      decided({
        overrideId: 'ovr_2',
        from: '2026-10-04',
        to: '2026-10-07',
        ranges: [['08:00', '12:00']],
        reason: '国庆节上午门诊',
      }),
      decided({
        overrideId: 'ovr_3',
        departmentId: idOf('骨科'),
        from: '2026-10-02',
        to: '2026-10-02',
        ranges: [['09:00', '11:00']],
        reason: '骨科加开',
      }),
    ],
  };

  it('goes before the calendar, and the department before the house', () => {
    expect(say('骨科', '国庆', at('2026-09-20'), opening)).toBe(
      [
        '10月1日（周四）国庆节门诊停诊，休息',
        '10月2日（周五）骨科加开，9:00—11:00开放',
        '10月3日（周六）国庆节门诊停诊，休息',
        '10月4日（周日）至10月7日（周三）国庆节上午门诊，8:00—12:00开放',
      ].join('；'),
    );
    expect(say('心血管内科', '现在', at('2026-10-01', '09:00'), opening)).toBe(
      '现在（9:00，国庆节门诊停诊）休息，下次开门：10月4日8:00',
    );
  });

  it('does not close what never closes, unless it names it', () => {
    expect(say('急诊医学科', '10月1日', at('2026-09-20'), opening)).toBe('24小时开放');
    const fumigation = decided({
      departmentId: idOf('新生儿科'),
      from: '2026-11-26',
      to: '2026-11-26',
      reason: '病区消毒',
    });
    const closed = { ...bare, overrides: [fumigation] };
    expect(say('新生儿科', '明天', at('2026-11-25'), closed)).toBe(
      '11月26日（周四）病区消毒，休息，下次开门：11月27日0:00',
    );
    expect(say('新生儿科', '现在', at('2026-11-25'), closed)).toBe('现在（9:30）开放，到明天0:00');
  });

  it('the later one counts where two speak of a day', () => {
    const two = {
      ...bare,
      overrides: [
        decided({ at: 1 }),
        decided({ overrideId: 'ovr_9', at: 2, ranges: [['08:00', '10:00']], reason: '改为半天' }),
      ],
    };
    expect(say('心血管内科', '10月1日', at('2026-09-20'), two)).toContain(
      '改为半天，8:00—10:00开放',
    );
  });

  it('is refused where it ends before it begins, or never ends', () => {
    const body = { departmentId: null, ranges: [], reason: '装修' };
    const from = '2026-10-01';
    expect(openingOverride.safeParse({ ...body, from, to: '2026-09-30' }).success).toBe(false);
    expect(openingOverride.safeParse({ ...body, from, to: '2027-10-01' }).success).toBe(false);
    expect(openingOverride.safeParse({ ...body, from, to: from }).success).toBe(true);
    expect(openingOverride.safeParse({ ...body, from: '', to: '2026-13-01' }).success).toBe(false);
  });
});

describe('hours past midnight and by season', () => {
  const opening: OpeningPlan = {
    ...bare,
    hours: [
      departmentHours.parse({
        departmentId: 'night',
        services: [
          {
            name: '夜诊',
            hours: {
              id: 'night',
              seasons: [
                { from: '05-01', week: { workday: [['22:00', '06:00']], restday: [] } },
                { from: '10-01', week: { workday: [['21:00', '05:00']], restday: [] } },
              ],
            },
          },
        ],
      }),
    ],
  };
  const line = (now: number) => openingAnswer(opening, 'night', undefined, now)?.line['zh-CN'];

  it('belong to the evening on which they began', () => {
    expect(line(at('2026-07-14', '02:00'))).toBe('现在（2:00）开放，到6:00');
    expect(line(at('2026-07-14', '23:00'))).toBe('现在（23:00）开放，到明天6:00');
    // Friday night lasts into Saturday; Saturday night does not begin.
    expect(line(at('2026-07-18', '05:30'))).toBe('现在（5:30）开放，到6:00');
    expect(line(at('2026-07-18', '23:00'))).toBe('现在（23:00）休息，下次开门：7月20日22:00');
  });

  it('follow the season', () => {
    expect(line(at('2026-11-25', '21:30'))).toBe('现在（21:30）开放，到明天5:00');
    expect(line(at('2026-07-14', '21:30'))).toBe('现在（21:30）休息，下次开门：今天22:00');
  });
});

describe('the day that a question means', () => {
  const monday = at('2026-11-23');
  const days = (text: string, now = monday) => {
    const asked = askedTime(text, calendar, now);
    return asked?.kind === 'days' ? asked.days : asked?.kind;
  };
  it.each([
    ['骨科现在上班吗', 'now'],
    ['骨科电话多少', undefined],
    ['后天开门吗', ['2026-11-25']],
    ['大后天', ['2026-11-26']],
    ['周三', ['2026-11-25']],
    ['下周三', ['2026-12-02']],
    ['这周末', ['2026-11-28', '2026-11-29']],
    ['12月5号', ['2026-12-05']],
    ['1月2日', ['2027-01-02']],
    ['2月30日', undefined],
    ['25号', ['2026-11-25']],
    ['3号', ['2026-12-03']],
    ['3号楼在哪', undefined],
    ['are you open tomorrow', ['2026-11-24']],
  ] as const)('%s', (text, expected) => {
    expect(days(text)).toEqual(expected);
  });

  it('is the next holiday of that name, whole', () => {
    expect(days('中秋', at('2026-09-01'))).toEqual(['2026-09-25', '2026-09-26', '2026-09-27']);
    expect(days('国庆', at('2026-10-03'))).toEqual([
      '2026-10-03',
      '2026-10-04',
      '2026-10-05',
      '2026-10-06',
      '2026-10-07',
    ]);
    expect(days('放假', at('2026-11-23'))).toEqual(['2027-01-01', '2027-01-02', '2027-01-03']);
    // Nobody knows the holidays of a year that was not entered.
    expect(days('清明', at('2027-06-01'))).toBeUndefined();
  });

  it('never lies in the past, whatever the weekday', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 700 }),
        fc.constantFrom('一', '二', '三', '四', '五', '六', '日'),
        (offset, char) => {
          const now = at('2026-01-01') + offset * 86_400_000;
          const asked = askedTime(`周${char}`, calendar, now);
          const [on = ''] = asked?.kind === 'days' ? asked.days : [];
          expect(weekdayOf(on)).toBe('一二三四五六日'.indexOf(char) + 1);
          expect(at(on)).toBeGreaterThanOrEqual(at(new Date(now).toISOString().slice(0, 10)));
        },
      ),
    );
  });
});

describe('the demo hospital', () => {
  it('has hours as data for every department, and emergencies never close', () => {
    expect(bare.hours.map(({ departmentId }) => departmentId).sort()).toEqual(
      departments.map(({ id }) => id).sort(),
    );
    for (const { id, hours: words } of departments.filter((d) => /^24小时$/.test(d.hours))) {
      const [only] = bare.hours.find((h) => h.departmentId === id)?.services ?? [];
      expect(only !== undefined && isRoundTheClock(only.hours), `${id} ${words}`).toBe(true);
    }
  });
});
