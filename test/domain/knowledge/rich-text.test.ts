import { describe, expect, it } from 'vitest';
import { readableTextOf } from '#shared/domain/knowledge/rich-text.ts';

describe('an answer where there is no markup', () => {
  it('keeps its words, lists and addresses', () => {
    expect(
      readableTextOf(
        '院内**不提供**寄养。\n\n- 导盲犬可以进\n- 其他请留家\n\n详见[公众号](https://example.org/a)或[0735-0000000](tel:0735-0000000)',
      ),
    ).toBe(
      '院内不提供寄养。\n\n· 导盲犬可以进\n· 其他请留家\n\n详见公众号（https://example.org/a）或0735-0000000',
    );
  });

  it('leaves a plain answer as it was written', () => {
    const plain = '①先挂号；②再签到。\n找不到就问服务台，或拨0735-0000000。';
    expect(readableTextOf(plain)).toBe(plain);
  });
});
