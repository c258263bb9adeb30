import { z } from 'zod';
import { type Delivery, type Notice, robotText } from '#shared/domain/notify/notice.ts';
import { MINUTE } from '#shared/kernel/clock.ts';
import { postJson, type SendFetch } from './http-delivery.ts';

/** The robot answers 200 for everything and tells the outcome in the body (path 91770 of WeCom's documentation). */
const answer = z.object({ errcode: z.int(), errmsg: z.string() });

/** 45009: more than 20 messages a minute. */
const TOO_MANY = 45_009;

/** Posts one group message as the robot of `url` (`…/cgi-bin/webhook/send?key=…`). */
export const sendRobotMessage = (
  fetcher: SendFetch,
  url: string,
  message: { readonly notices: readonly Notice[]; readonly digest: boolean },
): Promise<Delivery> =>
  postJson(
    fetcher,
    {
      url,
      headers: {},
      body: JSON.stringify({
        msgtype: 'markdown',
        markdown: { content: robotText(message.notices, message.digest) },
      }),
    },
    ({ text }) => {
      const parsed = answer.safeParse(safeJson(text));
      if (!parsed.success)
        return { kind: 'retry', reason: 'unreadable answer', retryAfterMs: null };
      const { errcode } = parsed.data;
      if (errcode === 0) return { kind: 'sent' };
      if (errcode === TOO_MANY || errcode === -1)
        return { kind: 'retry', reason: `errcode ${errcode}`, retryAfterMs: MINUTE };
      return { kind: 'refused', reason: `errcode ${errcode}` };
    },
  );

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
