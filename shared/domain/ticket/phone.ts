/** Digits of a phone number as people write it: blanks, dashes and the country code are no part of it. */
export const phoneDigits = (text: string): string => {
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  return /^(?:00)?86(1\d{10})$/.exec(digits)?.[1] ?? digits;
};
