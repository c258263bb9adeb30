import { TEXTS } from './texts.ts';

type Talk = 'greeting' | 'thanks' | 'bye';

/** Whole messages only: a question that starts with 您好 is a question. */
const PATTERNS: readonly (readonly [Talk, RegExp])[] = [
  [
    'greeting',
    /^(你好|您好|哈喽|嗨|在吗|在么|有人吗|早上好|上午好|中午好|下午好|晚上好|hi|hello|hey|good (morning|afternoon|evening))(呀|啊|啦|吗)?$/i,
  ],
  [
    'thanks',
    /^(好的?|嗯+|哦+|ok|okay|行|可以|知道了|明白了?|懂了|收到|了解)?(谢谢|多谢|感谢|谢了|thanks?( you)?|thank you( very much)?)(你|您|啦|了|啊|哈|大家)?$/i,
  ],
  ['thanks', /^(好的?|嗯+|ok|okay|知道了|明白了?|懂了|收到|了解了?)(呀|啊|哈|的)?$/i],
  ['bye', /^(再见|拜拜|白白|byebye|bye|goodbye)(了|啦)?$/i],
];

/** Greeting, thanks or goodbye, where the whole message is nothing else. */
export const smallTalkOf = (text: string): (typeof TEXTS)[Talk] | undefined => {
  const bare = text
    .normalize('NFKC')
    .replace(/[\s,.!?~,。!?、…~]+/g, (gap, at: number) => (at > 0 && gap.trim() === '' ? ' ' : ''))
    .trim();
  const hit = bare.length <= 30 ? PATTERNS.find(([, pattern]) => pattern.test(bare)) : undefined;
  return hit === undefined ? undefined : TEXTS[hit[0]];
};
