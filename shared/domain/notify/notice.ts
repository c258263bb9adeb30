import { HOUR, type Instant, SECOND } from '#shared/kernel/clock.ts';

/** Something that people must hear of. No personal data: number, clock and place to look, never what was said. */
export type Notice = {
  readonly noticeId: string;
  readonly at: Instant;
  readonly audience: string;
  readonly title: string;
  readonly text: string;
  readonly ticketNumber: string | null;
};

/** How sending ended. `refused` is final: the other side will not take it, however often. */
export type Delivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'refused'; readonly reason: string };

export const MAX_ATTEMPTS = 12;
const FIRST_WAIT = 30 * SECOND;
const LONGEST_WAIT = HOUR;

export type Attempt =
  | { readonly kind: 'again'; readonly at: Instant }
  | { readonly kind: 'given-up' };

/**
 * When to try again after so many failed attempts: 30 s, 1, 2, 4 … minutes, at the most an hour, twelve times (about
 * six hours); a wait that the other side asked for is kept. Then the row is marked as given up, for people to see.
 */
export const nextAttempt = (
  attempts: number,
  now: Instant,
  retryAfterMs: number | null,
): Attempt => {
  if (attempts >= MAX_ATTEMPTS) return { kind: 'given-up' };
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, attempts - 1));
  return { kind: 'again', at: now + Math.max(wait, retryAfterMs ?? 0) };
};

/** WeCom takes 20 messages a minute from a robot (developer.work.weixin.qq.com/document/path/91770). */
export const ROBOT_PER_MINUTE = 20;
/** More than so many at once are read by nobody: they go out as one digest. */
export const DIGEST_FROM = 4;

export type RobotMessage = { readonly notices: readonly Notice[]; readonly digest: boolean };

/** What a robot says of notices that are due at once: each by itself, or all in one digest. Nothing is left out. */
export const planRobot = (notices: readonly Notice[]): readonly RobotMessage[] =>
  notices.length >= DIGEST_FROM
    ? [{ notices, digest: true }]
    : notices.map((notice) => ({ notices: [notice], digest: false }));

/** Longest markdown content of a robot message, in bytes of UTF-8 (same source). */
export const ROBOT_BYTES = 4_096;

const bytesOf = (text: string): number => {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

/** What a robot says: one notice with its lines, or a digest with a line each; cut at a line, with how many follow. */
export const robotText = (notices: readonly Notice[], digest: boolean): string => {
  const [first] = notices;
  if (first === undefined) return '';
  const number = (notice: Notice): string =>
    notice.ticketNumber === null ? '' : `工单 ${notice.ticketNumber} · `;
  if (!digest) return `**${first.title}**\n>${number(first)}${first.text}`;
  const lines = notices.map((notice) => `>${number(notice)}${notice.title}`);
  const head = `**${notices.length} 条提醒**`;
  const kept: string[] = [];
  let used = bytesOf(head) + 40;
  for (const line of lines) {
    const size = bytesOf(line) + 1;
    if (used + size > ROBOT_BYTES) break;
    used += size;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return [head, ...kept, ...(left > 0 ? [`>另有 ${left} 条，请登录工作台查看`] : [])].join('\n');
};
