import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { MINUTE } from '#shared/kernel/clock.ts';

export type Receiver = { readonly url: string; readonly stop: () => void };
type Answer = { readonly status: number; readonly body: string };

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

/** A local server that keeps what it was sent and answers as told. */
export const receiver = async (
  answer: (request: IncomingMessage, body: string) => Answer,
): Promise<Receiver> => {
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { status, body: text } = answer(request, body);
      response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => void server.close() };
};

const PATH = '/cgi-bin/webhook/send';
const KEY = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';

/** Bodies of a group robot (developer.work.weixin.qq.com/document/path/91770): text up to 2,048 bytes, markdown up to 4,096. */
const bytes = (most: number) => z.string().refine((text) => Buffer.byteLength(text) <= most);
const robotBody = z.discriminatedUnion('msgtype', [
  z.strictObject({
    msgtype: z.literal('text'),
    text: z.object({
      content: bytes(2_048),
      mentioned_list: z.array(z.string()).optional(),
      mentioned_mobile_list: z.array(z.string()).optional(),
    }),
  }),
  z.strictObject({
    msgtype: z.literal('markdown'),
    markdown: z.strictObject({ content: bytes(4_096) }),
  }),
]);

const errors = {
  ok: [0, 'ok'],
  key: [93_000, 'invalid webhook url'],
  body: [40_008, 'invalid message type'],
  often: [45_009, 'api freq out of limit'],
} as const;

/**
 * A group robot as WeCom documents it: one address with a key, JSON posts only, status 200 whatever comes, the outcome
 * in `errcode`, and no more than twenty messages in any minute.
 */
export const wecomRobot = async (
  now: () => number,
): Promise<
  Receiver & { readonly url: string; readonly said: string[]; readonly refused: string[] }
> => {
  const said: string[] = [];
  const refused: string[] = [];
  let sentAt: number[] = [];
  const judge = (request: IncomingMessage, body: string): keyof typeof errors => {
    const url = new URL(request.url ?? '', 'http://robot');
    if (url.pathname !== PATH || url.searchParams.get('key') !== KEY) return 'key';
    const json = request.headers['content-type']?.startsWith('application/json') === true;
    if (request.method !== 'POST' || !json) return 'body';
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return 'body';
    }
    const read = robotBody.safeParse(value);
    if (!read.success) return 'body';
    sentAt = sentAt.filter((at) => at > now() - MINUTE);
    if (sentAt.length >= 20) return 'often';
    sentAt.push(now());
    said.push(read.data.msgtype === 'text' ? read.data.text.content : read.data.markdown.content);
    return 'ok';
  };
  const server = await receiver((request, body) => {
    const verdict = judge(request, body);
    if (verdict !== 'ok') refused.push(verdict);
    const [errcode, errmsg] = errors[verdict];
    return { status: 200, body: JSON.stringify({ errcode, errmsg }) };
  });
  return { ...server, url: `${server.url}${PATH}?key=${KEY}`, said, refused };
};
