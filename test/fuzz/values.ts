import type { Random } from './random.ts';

type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly maxLength?: number;
};

const WORDS = [
  '异地医保怎么直接结算',
  '你好',
  '人工',
  '胸口疼',
  '挂号',
  'hello',
  '我要投诉',
  '谢谢',
  '🙂',
];

/** What people and attackers put into text fields. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud83d',
  'a\udc00b',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{constructor.constructor("x")()}}',
  "'; DROP TABLE desk; --",
  '\u0024{jndi:ldap://127.0.0.1/a}',
  '../../../../etc/passwd',
  '%00%0a%0d',
  '\u202e\u2066txt.exe',
  'e\u0301'.repeat(50),
  '👩‍👩‍👧‍👦'.repeat(30),
  '字'.repeat(10_000),
  'a'.repeat(4_001),
  '__proto__',
  'constructor',
  'NaN',
  '1e999',
  '－１２３',
] as const;

const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  9_999_999,
  -2_147_483_649,
  [],
  {},
  [[[[[]]]]],
  { __proto__: { admin: true } },
  { length: 1e9 },
  ...HOSTILE_TEXTS,
];

export const hostile = (random: Random): unknown => random.pick(HOSTILE_VALUES);

const text = (random: Random, schema: Schema): string => {
  if (schema.format === 'date') return random.pick(['2026-11-24', '2024-02-29', '2026-01-01']);
  if (schema.pattern === '^E\\d\\d$') return random.pick(['E01', 'E05', 'E16', 'E99']);
  if (schema.pattern?.includes('A-Za-z0-9_-') === true)
    return Array.from({ length: 8 + random.int(20) }, () => random.pick([...'abcXYZ019_-'])).join(
      '',
    );
  return random.pick(WORDS).slice(0, schema.maxLength ?? 100);
};

const whole = (random: Random, { minimum = -5, maximum = 60 }: Schema): number =>
  Math.max(minimum, Math.min(maximum, minimum + random.int(20)));

/** A value that the JSON Schema accepts, mostly (refinements are not in the schema). */
export const valid = (random: Random, schema: Schema): unknown => {
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return valid(random, random.pick(options));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) === true || random.chance(0.5))
          .map(([name, child]) => [name, valid(random, child)]),
      );
    case 'array':
      return Array.from({ length: random.int(3) }, () => valid(random, schema.items ?? {}));
    case 'string':
      return text(random, schema);
    case 'integer':
    case 'number':
      return whole(random, schema);
    case 'boolean':
      return random.chance(0.5);
    default:
      return null;
  }
};

const ODD_FIELDS = ['extra', '__proto__', 'isAdmin', 'tier', '字段'];

/** Puts one thing wrong, at the top or somewhere inside. */
const spoil = (random: Random, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return hostile(random);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(0.3)) return hostile(random);
    const at = random.int(value.length);
    return value.map((item, n) => (n === at ? spoil(random, item) : item));
  }
  const fields = { ...value } as Record<string, unknown>;
  const names = Object.keys(fields);
  const how = random.int(4);
  const name = names.length === 0 ? '' : random.pick(names);
  if (how === 0 || name === '') fields[random.pick(ODD_FIELDS)] = hostile(random);
  else if (how === 1) delete fields[name];
  else fields[name] = random.chance(0.5) ? spoil(random, fields[name]) : hostile(random);
  return fields;
};

/** A value with one thing wrong: a field more, a field less, another type, a hostile text. */
export const spoiled = (random: Random, schema: Schema): unknown =>
  spoil(random, valid(random, schema));
