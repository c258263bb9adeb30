import { describe, expect, it } from 'vitest';
import { readIntent } from '#shared/domain/intent/intent.ts';

describe('the wish for a person', () => {
  it.each([
    '人工',
    '转人工',
    '有人吗',
    '请让你们护士长给我回个电话',
    '我要见院长',
    '喊个活人来咯，我问透析怎么排班',
    '别发链接了，换个真人跟我说',
    '请财务科的人联系我，多收了三百',
    '轉真人客服',
    'zhuan ren gong',
    'Can I talk to a real person?',
    'Please have someone call me about the bill.',
  ])('is heard in "%s"', (text) => {
    expect(readIntent(text).wantsHuman).toBe(true);
  });

  it.each([
    '人工关节大概多少钱',
    '人工客服几点下班',
    '派个人推一下轮椅，我妈走不动',
    '尊敬的院长：贵院食堂的菜太咸，望改进',
    '客服答应给我回电话，三天了没等到',
    '王主任明天坐诊吗',
    '这件事到底谁来负责',
    '护士长亲自把药送到床边，太感谢了',
    'Where is the nurse station?',
  ])('is not read into "%s"', (text) => {
    expect(readIntent(text).wantsHuman).toBe(false);
  });
});
