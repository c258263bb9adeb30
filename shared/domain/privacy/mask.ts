import { findPersonalData } from './find.ts';
import type { PersonalDataKind, PersonalDataSpan } from './personal-data.ts';

/**
 * How much of a value stays readable.
 * `partial`: enough to recognise a value one knows (138****5678); for agents without the right to reveal.
 * `strict`: the last characters at most; for people who need to tell two values apart, nothing more.
 * `full`: only the kind of the value, in brackets; for logs and exports.
 */
export type MaskLevel = 'partial' | 'strict' | 'full';

const labels: Record<PersonalDataKind, string> = {
  phone: '[电话]',
  id_card: '[证件号]',
  bank_card: '[银行卡号]',
  name: '[姓名]',
  address: '[地址]',
  medical_record_no: '[病案号]',
  email: '[邮箱]',
  wechat: '[微信号]',
};

/** Replaces the given spans of a text. Spans must be sorted and must not overlap. */
export function maskText(
  text: string,
  spans: readonly PersonalDataSpan[],
  level: MaskLevel = 'partial',
): string {
  let masked = '';
  let from = 0;
  for (const { start, end, kind } of spans) {
    masked += text.slice(from, start);
    const value = text.slice(start, end);
    masked += level === 'full' ? labels[kind] : keepEnds(value, level === 'partial' ? 3 : 0);
    from = end;
  }
  return masked + text.slice(from);
}

function keepEnds(value: string, head: number): string {
  return `${value.slice(0, head)}****${value.slice(-Math.min(4, Math.max(0, value.length - head - 4)))}`;
}

/** Replaces all personal data of a text by the name of its kind: for logs, exports and notices. */
export function scrub(text: string): string {
  return maskText(text, findPersonalData(text), 'full');
}
