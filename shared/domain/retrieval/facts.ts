/** What numbers say without a word for it: an age makes a child or an old person, 39 degrees make a fever. */
const DIGITS: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
};

/** 7, 七, 十二, 六十, 七十八, 六十多; undefined for anything else. */
const numberOf = (text: string): number | undefined => {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens = '', ones = ''] = text.includes('十') ? text.split('十') : ['', text];
  const ten = text.includes('十') ? (tens === '' ? 1 : (DIGITS[tens] ?? 0)) * 10 : 0;
  return ten + (DIGITS[ones] ?? 0);
};

const AGE =
  /(\d{1,3}|[一二两三四五六七八九]?十?[一二三四五六七八九]?)(?:多|几|来)?岁|([六七八九]十)(?:多|好几)了/g;
const FEVER = /(?<!\d)(?:3[789]|4[012])(?:\.\d)?(?: ?度|℃|°)|三十[八九]度|(?<!\d)3[89]\.\d/;
const CHILD_BELOW = 14;
const OLD_FROM = 60;

/** Words that the numbers of a text stand for. */
export const factsOf = (text: string): string[] => {
  const words: string[] = [];
  for (const [, plain, rounded] of text.matchAll(AGE)) {
    const age = numberOf(plain || rounded || '');
    if (age === undefined || (plain === '' && rounded === undefined)) continue;
    if (age < CHILD_BELOW) words.push('儿童');
    else if (age >= OLD_FROM) words.push('老人');
  }
  if (FEVER.test(text)) words.push('发烧');
  return words;
};
