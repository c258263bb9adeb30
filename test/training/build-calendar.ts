/**
 * Builds shared/data/calendar/years.json: the days on which China works or rests against the plain week. Seeded from
 * chinese-days (MIT), checked against the State Council's notices for 2025 and 2026. Run:
 * node test/training/build-calendar.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import chineseDays from 'chinese-days';

type Year = {
  year: number;
  status: 'official' | 'provisional';
  source: string;
  off: Record<string, string>;
  work: Record<string, string>;
};

const FIRST = 2004;
const LAST = 2026;
const SOURCES: Record<number, string> = {
  2025: '国办发明电〔2024〕12号 (2024-11-12)',
  2026: '国务院办公厅通知 2025-11-04, gov.cn/zhengce/content/202511/content_7047090.htm',
};

const dates = (year: number): string[] => {
  const out: string[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000)
    out.push(new Date(at).toISOString().slice(0, 10));
  return out;
};

/** Chinese name of a special day as chinese-days tells it ("Spring Festival,春节,4"), '' for a plain one. */
const nameOf = (date: string): string => {
  const { name } = chineseDays.getDayDetail(date);
  return name.includes(',') ? (name.split(',')[1] ?? name) : '';
};

const official = (year: number): Year => {
  const off: Record<string, string> = {};
  const work: Record<string, string> = {};
  for (const date of dates(year)) {
    const weekend = [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
    const works = chineseDays.isWorkday(date);
    const name = nameOf(date);
    if (works && weekend) work[date] = name || '调休';
    if (!works && (!weekend || name !== '')) off[date] = name || '休息日';
  }
  return { year, status: 'official', source: SOURCES[year] ?? 'chinese-days 1.5.7', off, work };
};

/** Expected from the regulation of 2024 (13 statutory days) and its general rule; make-up days are not known. */
const PROVISIONAL_2027: [string, string, string][] = [
  ['2027-01-01', '2027-01-03', '元旦'],
  ['2027-02-05', '2027-02-12', '春节'],
  ['2027-04-03', '2027-04-05', '清明'],
  ['2027-05-01', '2027-05-05', '劳动节'],
  ['2027-06-09', '2027-06-09', '端午'],
  ['2027-09-15', '2027-09-15', '中秋'],
  ['2027-10-01', '2027-10-07', '国庆节'],
];
const provisional: Year = {
  year: 2027,
  status: 'provisional',
  source: '《全国年节及纪念日放假办法》(2024 修订) 推算，待国务院办公厅通知',
  off: Object.fromEntries(
    dates(2027).flatMap((date) => {
      const holiday = PROVISIONAL_2027.find(([from, to]) => date >= from && date <= to);
      return holiday === undefined ? [] : [[date, holiday[2]]];
    }),
  ),
  work: {},
};

const years: Year[] = [];
for (let year = FIRST; year <= LAST; year += 1) years.push(official(year));
years.push(provisional);
writeFileSync(
  join(import.meta.dirname, '../../shared/data/calendar/years.json'),
  `${JSON.stringify(years, null, 1)}\n`,
);
console.log(`${years.length} years`);
