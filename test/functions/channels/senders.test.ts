import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { sendWebhook, verifySignature } from '#functions/channels/signed-webhook.ts';
import { sendRobotMessage } from '#functions/channels/wecom-robot.ts';
import {
  DIGEST_FROM,
  MAX_ATTEMPTS,
  type Notice,
  nextAttempt,
  planRobot,
  ROBOT_BYTES,
  robotText,
} from '#shared/domain/notify/notice.ts';
import { HOUR, MINUTE, SECOND } from '#shared/kernel/clock.ts';

const NOW = Date.UTC(2026, 10, 24, 2);
const notice = (n = 1, text = '等待人工已超过 10 分钟'): Notice => ({
  noticeId: `out_${n}`,
  at: NOW,
  audience: 'supervisors',
  title: '超时升级',
  text,
  ticketNumber: '261124-61664-2',
});

type Seen = { path: string; headers: IncomingMessage['headers']; body: string };
let server: Server | undefined;

/** A local server that keeps what it was sent and answers as told. */
const listen = async (status: number, body: string, headers: Record<string, string> = {}) => {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body: text });
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=k`, seen };
};
afterEach(() => server?.close());

describe('the signed webhook', () => {
  it('sends a body that its receiver can verify, and nobody can alter or replay', async () => {
    const { url, seen } = await listen(200, '');
    expect(await sendWebhook(fetch, { url, key: 'secret' }, notice(), NOW)).toEqual({
      kind: 'sent',
    });
    const { headers, body } = seen[0] as Seen;
    const header = String(headers['x-nuanxin-signature']);
    expect(JSON.parse(body)).toMatchObject({
      id: 'out_1',
      type: 'notice',
      ticketNumber: '261124-61664-2',
    });
    expect(verifySignature('secret', body, header, NOW + MINUTE)).toBe(true);
    expect(verifySignature('other', body, header, NOW)).toBe(false);
    expect(verifySignature('secret', `${body} `, header, NOW)).toBe(false);
    expect(verifySignature('secret', body, header, NOW + 6 * MINUTE)).toBe(false);
    expect(verifySignature('secret', body, 'nonsense', NOW)).toBe(false);
  });

  it.each([
    [500, 'retry'],
    [503, 'retry'],
    [429, 'retry'],
    [408, 'retry'],
    [400, 'refused'],
    [401, 'refused'],
    [410, 'refused'],
  ])('takes status %i for %s', async (status, kind) => {
    const { url } = await listen(status, '');
    expect((await sendWebhook(fetch, { url, key: 'k' }, notice(), NOW)).kind).toBe(kind);
  });

  it('waits as long as the receiver asks', async () => {
    const { url } = await listen(429, '', { 'retry-after': '90' });
    expect(await sendWebhook(fetch, { url, key: 'k' }, notice(), NOW)).toMatchObject({
      kind: 'retry',
      retryAfterMs: 90 * SECOND,
    });
  });

  it('tries again later when nobody answers', async () => {
    expect(
      (await sendWebhook(fetch, { url: 'http://127.0.0.1:1/x', key: 'k' }, notice(), NOW)).kind,
    ).toBe('retry');
  });
});

describe('the WeCom robot', () => {
  it('posts markdown in the documented form', async () => {
    const { url, seen } = await listen(200, '{"errcode":0,"errmsg":"ok"}');
    expect(await sendRobotMessage(fetch, url, { notices: [notice()], digest: false })).toEqual({
      kind: 'sent',
    });
    expect(seen[0]?.path).toBe('/hook?key=k');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      msgtype: 'markdown',
      markdown: { content: '**超时升级**\n>工单 261124-61664-2 · 等待人工已超过 10 分钟' },
    });
  });

  it.each([
    ['{"errcode":45009,"errmsg":"api freq out of limit"}', 'retry'],
    ['{"errcode":-1,"errmsg":"system busy"}', 'retry'],
    ['{"errcode":93000,"errmsg":"invalid webhook url"}', 'refused'],
    ['<html>', 'retry'],
  ])('reads the answer %s as %s', async (body, kind) => {
    const { url } = await listen(200, body);
    expect((await sendRobotMessage(fetch, url, { notices: [notice()], digest: false })).kind).toBe(
      kind,
    );
  });

  it('sends a digest when many fire', () => {
    const many = Array.from({ length: DIGEST_FROM }, (_, i) => notice(i));
    expect(planRobot(many)).toEqual([{ notices: many, digest: true }]);
    expect(planRobot(many.slice(1)).map(({ digest }) => digest)).toEqual([false, false, false]);
  });

  it('never drops or doubles a notice', () => {
    fc.assert(
      fc.property(fc.nat(30), (count) => {
        const notices = Array.from({ length: count }, (_, i) => notice(i));
        expect(planRobot(notices).flatMap((message) => message.notices)).toEqual(notices);
      }),
    );
  });

  it('cuts a digest at 4,096 bytes and says how many follow', () => {
    const text = robotText(
      Array.from({ length: 400 }, (_, i) => notice(i)),
      true,
    );
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(ROBOT_BYTES);
    expect(text).toMatch(/另有 \d+ 条/);
  });
});

describe('attempts', () => {
  it('come ever later, at most an hour apart, and end', () => {
    expect(nextAttempt(1, 0, null)).toEqual({ kind: 'again', at: 30 * SECOND });
    expect(nextAttempt(2, 0, null)).toEqual({ kind: 'again', at: MINUTE });
    expect(nextAttempt(11, 0, null)).toEqual({ kind: 'again', at: HOUR });
    expect(nextAttempt(1, 0, 5 * MINUTE)).toEqual({ kind: 'again', at: 5 * MINUTE });
    expect(nextAttempt(MAX_ATTEMPTS, 0, null)).toEqual({ kind: 'given-up' });
  });
});
