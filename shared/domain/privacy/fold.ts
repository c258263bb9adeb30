const chineseDigits: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  洞: '0',
  一: '1',
  幺: '1',
  壹: '1',
  二: '2',
  贰: '2',
  两: '2',
  三: '3',
  叁: '3',
  四: '4',
  肆: '4',
  五: '5',
  伍: '5',
  六: '6',
  陆: '6',
  七: '7',
  柒: '7',
  拐: '7',
  八: '8',
  捌: '8',
  九: '9',
  玖: '9',
  勾: '9',
};

/**
 * Full-width letters, digits and signs as ASCII, other spaces as a plain space. One code unit becomes
 * exactly one code unit, so that offsets in the result are offsets in the text.
 */
export function foldWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E\u3000\u00A0\u2002-\u200A]/gu, (sign) => {
    const code = sign.charCodeAt(0);
    return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : ' ';
  });
}

/** Chinese numerals as they are read out (幺三八…) as digits; keeps every offset. */
export function foldNumerals(text: string): string {
  return text.replace(
    /[零〇洞一幺壹二贰两三叁四肆五伍六陆七柒拐八捌九玖勾]/gu,
    (sign) => chineseDigits[sign] ?? sign,
  );
}
