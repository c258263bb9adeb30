/** The kinds of personal data that a message may hold, in the words of the labelled corpus. */
export const personalDataKinds = [
  'phone',
  'id_card',
  'bank_card',
  'name',
  'address',
  'medical_record_no',
  'email',
  'wechat',
] as const;

export type PersonalDataKind = (typeof personalDataKinds)[number];

/** A stretch of a text: half-open, in UTF-16 code units of the text as it was given. */
export interface PersonalDataSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: PersonalDataKind;
}

/** What stands in a scrubbed text in place of a value. */
export const placeholders: Record<PersonalDataKind, string> = {
  phone: '[电话]',
  id_card: '[证件号]',
  bank_card: '[银行卡号]',
  name: '[姓名]',
  address: '[地址]',
  medical_record_no: '[病案号]',
  email: '[邮箱]',
  wechat: '[微信号]',
};
