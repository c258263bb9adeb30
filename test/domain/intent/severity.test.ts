import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestAmount } from '#shared/domain/intent/amount.ts';
import { readSeverity } from '#shared/domain/intent/severity.ts';
import { SEVERITIES, TOPIC_CODES } from '#shared/domain/intent/topics.ts';

describe('readSeverity', () => {
  it.each([
    ['做完手术人就没了', 'E01', 'S1'],
    ['伤口感染流脓', 'E01', 'S2'],
    ['医生说话很冲', 'E03', 'S3'],
    ['医生说话很冲，我已经反映第三次了', 'E03', 'S2'],
    ['空调坏了三天', 'E12', 'S4'],
    ['空调坏了三天，再不修我打12345', 'E12', 'S3'],
    ['多收了我四千八', 'E09', 'S3'],
    ['多收了我两万三', 'E09', 'S2'],
    ['发错药，吃了三天才发现', 'E08', 'S1'],
    ['发错药，幸好没吃之前看出来', 'E08', 'S3'],
    ['有人拿刀追护士', 'E13', 'S1'],
    ['手机放床头被偷了', 'E13', 'S2'],
    ['病历被改过', 'E17', 'S2'],
    ['我怀孕的事被你们说出去了', 'E15', 'S1'],
  ] as const)('grades "%s" (%s) as %s', (text, topic, severity) => {
    expect(readSeverity(text, topic, false).severity).toBe(severity);
  });

  it('never grades below the topic and never lowers for the model', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.constantFrom(...TOPIC_CODES), (text, topic) => {
        const without = SEVERITIES.indexOf(readSeverity(text, topic, false).severity);
        const withModel = SEVERITIES.indexOf(readSeverity(text, topic, true).severity);
        expect(withModel).toBeLessThanOrEqual(without);
      }),
    );
  });
});

describe('largestAmount', () => {
  it.each([
    ['多收了三百块', 300],
    ['押金交了两万', 20_000],
    ['一共一万二', 12_000],
    ['赔十四万', 140_000],
    ['四千八', 4800],
    ['花了3.5万', 35_000],
    ['退了12000元和300元', 12_000],
    ['等了3个小时', 0],
    ['房间502', 0],
  ])('finds the sum in "%s"', (text, yuan) => {
    expect(largestAmount(text)).toBe(yuan);
  });
});
