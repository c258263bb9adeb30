import { z } from 'zod';

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Text that people write: well-formed UTF-16, no control characters but line breaks and tabs. */
export const plainText = (max: number, min = 1) =>
  z
    .string()
    .max(max)
    .refine((s) => s.trim().length >= min, {
      error: min === 1 ? 'must not be empty' : `at least ${min} characters`,
    })
    .refine((s) => !LONE_SURROGATE.test(s), {
      error: 'contains half a surrogate pair: send well-formed Unicode',
    })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    .refine((s) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(s), {
      error: 'contains control characters',
    });

/** Chosen by the client, once for a thing to send: a repeat with the same id is the same thing. */
export const clientId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, { error: '8 to 64 letters, digits, _ or -' });

/** Last sequence number the sender had seen when the thing was written; frozen with it. −1 = saw nothing. */
export const base = z.int().min(-1).max(9_999_999);

export const seq = z.int().min(0).max(9_999_999);
export const instant = z.int().nonnegative();
export const MESSAGE_LIMIT = 4_000;
export const BODY_LIMIT_BYTES = 64 * 1024;
