import type { PersonalDataSpan } from './personal-data.ts';

/** Words of a label whose value identifies a patient in the hospital's systems. */
const label =
  /(?:住院(?:登记|病案)?(?:编号|号码|号)?|门诊(?:病历)?(?:号码|号)?|病案(?:首页)?(?:号码|号)?|病历(?:本)?(?:号码|号)?|就诊卡(?:号码|号)?|诊疗(?:卡)?(?:号码|号)?|登记号|(?:病人|患者|就诊人)?[iI][dD]号|(?:电子)?健康卡(?:[iI][dD]|号码|号)?|(?<![A-Za-z])(?:mrn|MRN)|medical record (?:no|number)\.?|record number|admission (?:no|number)\.?|inpatient (?:no|number)\.?|院内号|就诊号|卡(?=\d{8}(?!\d)))/gu;

/** Between label and value: signs, 是, a few words; never another clause. */
const between =
  /^(?:[:：=#是为叫 "“”'（(]|号|码|上印的|印的|还?记得|写着?|显示|充到|全角的|改成|就|应该|ID|id|no\.?|is|下面那串|只剩半张纸|系统里|条形码|上头的|的){0,8}/u;
const value = /^[A-Za-z]{0,5}[- ]?\d[\dA-Za-z]*(?:[- ]\d[\dA-Za-z]*){0,4}(?![\dA-Za-z])/u;

/** A number in the form of this hospital and its neighbours: letters of the register, then digits. */
const prefixed =
  /(?<![A-Za-z0-9_@.-])(?:(?:ZY|MZ|JZ|HZ|BA|JKK|JK|BL|ZYH|MZH)[-_]?\d{2,12}(?:-\d{1,6})?|[A-Z]\d{7,8}|00\d{6})(?![A-Za-z0-9_@.]|-\d)/gu;
/** The same form is used for invoices, approvals and tickets; their labels stand in front. */
const otherLabel =
  /(?:单号|流水|发票|编[号码]|准字|批号|抽奖|候诊|序号|代码|型号|版本|取件|验证|订单|工单|尾号)[^，。,；;]{0,4}$/u;

/** Things that follow such labels without being record numbers: dates, beds, times, money, counts. */
const counted = /^(?:\d{1,4}[年月日天周岁楼层床次元块点时分秒名例人间号页张份%％:：/.])/u;

function valueAfter(text: string, from: number): PersonalDataSpan | null {
  const tail = text.slice(from, from + 60);
  const gap = between.exec(tail)?.[0].length ?? 0;
  const rest = tail.slice(gap);
  const found = value.exec(rest)?.[0].trimEnd();
  if (!found || counted.test(rest)) return null;
  const digits = found.replace(/\D/gu, '').length;
  if (digits < 4 || digits > 15 || isDate(found)) return null;
  return { start: from + gap, end: from + gap + found.length, kind: 'medical_record_no' };
}

function isDate(value: string): boolean {
  return /^(?:19|20)\d{2}[- ](?:0?[1-9]|1[0-2])(?:[- ]\d{1,2})?$/u.test(value);
}

/** Values of record, admission, outpatient and card numbers, without the label. `text` has its width folded. */
export function findRecordNumbers(text: string): PersonalDataSpan[] {
  const spans: PersonalDataSpan[] = [];
  let until = 0;
  const add = (span: PersonalDataSpan | null) => {
    if (!span || span.start < until) return;
    spans.push(span);
    until = span.end;
  };
  for (const match of text.matchAll(label)) add(valueAfter(text, match.index + match[0].length));
  until = 0;
  for (const match of text.matchAll(prefixed)) {
    const span = {
      start: match.index,
      end: match.index + match[0].length,
      kind: 'medical_record_no',
    } as const;
    if (otherLabel.test(text.slice(Math.max(0, match.index - 10), match.index))) continue;
    if (!spans.some((other) => other.start < span.end && span.start < other.end)) add(span);
  }
  return spans;
}
