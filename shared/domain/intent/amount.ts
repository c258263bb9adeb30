const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
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
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** Chinese numeral below ten thousand, or with 万: 四千八, 两万三, 十四万. 几 counts as 3, 多 as nothing. */
const parseChinese = (text: string): number => {
  const [high, low] = text.includes('万') ? text.split('万') : ['', text];
  const part = (piece: string): number => {
    let total = 0;
    let digit = 0;
    let last = 1;
    for (const char of piece) {
      const unit = UNITS[char];
      if (unit !== undefined) {
        total += (digit || 1) * unit;
        digit = 0;
        last = unit;
      } else digit = char === '几' ? 3 : (DIGITS[char] ?? digit);
    }
    return total + (last > 10 && digit > 0 ? digit * (last / 10) : digit);
  };
  if (!text.includes('万')) return part(text);
  const thousands = low ?? '';
  const rest = thousands.length === 1 ? (DIGITS[thousands] ?? 0) * 1000 : part(thousands);
  return part(high || '一') * 10_000 + rest;
};

const AMOUNT =
  /(\d{1,8}(?:[.,]\d{1,4})*)\s*(万|千|百|w|k)?(?:多|余|来)?\s*(?:块|元|圆|人民币|rmb|yuan|¥)?|([一二两三四五六七八九十几][一二两三四五六七八九十百千万零〇几]*(?:千|万|百)[一二三四五六七八九]?(?:[一二三四五六七八九]?[百十千])*)/g;

const MULTIPLES: Readonly<Record<string, number>> = {
  万: 10_000,
  w: 10_000,
  千: 1000,
  k: 1000,
  百: 100,
};

/** Largest sum of money in a normalised text, in yuan; a bare number counts only with a unit beside it. 0 where none. */
export const largestAmount = (text: string): number => {
  let largest = 0;
  for (const match of text.matchAll(AMOUNT)) {
    const [whole, digits, unit, chinese] = match;
    if (digits !== undefined) {
      if (unit === undefined && !/[块元圆民y¥]/.test(whole)) continue;
      const value = Number(digits.replaceAll(',', '')) * (MULTIPLES[unit ?? ''] ?? 1);
      if (Number.isFinite(value)) largest = Math.max(largest, value);
    } else if (chinese !== undefined) largest = Math.max(largest, parseChinese(chinese));
  }
  return largest <= 50_000_000 ? Math.round(largest) : 0;
};
