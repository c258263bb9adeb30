/**
 * Ticket numbers that can be read out: `YYMMDD` (Beijing date) + permuted daily counter + check digit, written
 * 261124-48213-7. The permutation hides how many contacts there were; the Damm digit catches every single wrong
 * digit and every swap of neighbours (H. M. Damm, 2004).
 */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

const damm = (digits: string): string => {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim]?.charAt(Number(digit)));
  return String(interim);
};

const mix = (value: number, key: number): number => {
  let x = Math.imul(value ^ key, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  return (x ^ (x >>> 13)) >>> 0;
};

/** A Feistel permutation of 0…(side² − 1), keyed by the date: each number of the day occurs exactly once. */
const permute = (counter: number, side: number, key: number): number => {
  let left = Math.floor(counter / side);
  let right = counter % side;
  for (let round = 0; round < 4; round += 1) {
    const next = (left + mix(right, key + round * 0x1b873593)) % side;
    left = right;
    right = next;
  }
  return left * side + right;
};

/** Side of the square that holds a day's numbers: 317² ≥ 100,000 would spill over five digits, 316² does not. */
const SIDE = 316;
const LARGE_SIDE = 3_162;
const CAPACITY = SIDE * SIDE;

/**
 * Number of the day's `counter`-th ticket (from 0). The first 99,856 of a day have five middle digits, later ones
 * seven. `date` is YYYY-MM-DD in Beijing.
 */
export const ticketNumber = (date: string, counter: number): string => {
  const day = date.slice(2).replaceAll('-', '');
  const key = Number(day);
  const middle =
    counter < CAPACITY
      ? String(permute(counter, SIDE, key)).padStart(5, '0')
      : String(permute((counter - CAPACITY) % (LARGE_SIDE * LARGE_SIDE), LARGE_SIDE, key)).padStart(
          7,
          '0',
        );
  return `${day}-${middle}-${damm(day + middle)}`;
};

/** True where the check digit fits, with or without dashes and blanks, full width included. */
export const isTicketNumber = (text: string): boolean => {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{12}(\d\d)?$/.test(digits) && damm(digits) === '0';
};

/** The canonical form of a number as a person typed it; undefined where it is none. */
export const parseTicketNumber = (text: string): string | undefined => {
  if (!isTicketNumber(text)) return undefined;
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return `${digits.slice(0, 6)}-${digits.slice(6, -1)}-${digits.slice(-1)}`;
};

/** Digits of a whole number: twelve, or fourteen for what came after the day's 99,856th. */
export const isNumberLength = (digits: number): boolean => digits === 12 || digits === 14;

/**
 * Valid numbers that differ from a mistyped one in a single digit or in two swapped neighbours: at most one for each
 * digit and one for each pair. Empty where the number is not of a number's length, or valid as it stands.
 */
export const numbersNear = (text: string): readonly string[] => {
  const digits = [...text.normalize('NFKC').replace(/\D/g, '')];
  if (!isNumberLength(digits.length) || isTicketNumber(digits.join(''))) return [];
  const wrongDigit = digits.flatMap((digit, place) =>
    [...'0123456789']
      .filter((other) => other !== digit)
      .map((other) => digits.with(place, other).join('')),
  );
  const swapped = digits.slice(1).map((next, place) =>
    digits
      .with(place, next)
      .with(place + 1, digits[place] ?? '')
      .join(''),
  );
  return [...new Set([...wrongDigit, ...swapped])].flatMap((near) => parseTicketNumber(near) ?? []);
};
