import type { PersonalDataSpan } from './personal-data.ts';

const email =
  /[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_+-])? {0,2}@ {0,2}[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,12}/gu;

/** E-mail addresses of a text with folded width; the whole address, the hospital's as well. */
export function findEmails(text: string): PersonalDataSpan[] {
  return Array.from(text.matchAll(email), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    kind: 'email',
  }));
}

/** How people write 微信: the word, its homophones that pass filters, abbreviations. */
const cue =
  /(?:微信|薇信|威信|卫星|徽信|维信|微 信|加[vV薇微]|[vV]信|(?<![a-z])(?:wechat|weixin|wei xin|wx|vx)(?![a-z_0-9-]))/iu;
/** From the word to the id: 号, ID, 是, signs, a short verb; at most 14 signs. */
const labelled = new RegExp(
  `${cue.source}(?:[号號]码?| ?id| ?hao|就|还|也|是|叫|加|搜|转账给|给|我|你|他|她|助理|改成?了?|[:：=,，。、 ~—"“”'‘’?？！!]|名|名片发来的|发|通过|已|：){0,14}$`,
  'iu',
);
const idShape =
  /(?<![A-Za-z0-9_@./-]|[A-Z][a-z]{1,9} )[A-Za-z][A-Za-z0-9_-]{5,19}(?![A-Za-z0-9_@-]|\.[A-Za-z0-9])/gu;
const nearby = /搜|写|报名|加我|加了?|扫|号|头像|拉群|拉我|好友|以前那个|通过/u;
/** Latin words behind 微信 that are no ids. */
const notAnId =
  /^(?:wechat|weixin|please|official|account|number|hospital|official|service|windows|iphone|android|huawei|xiaomi|miniprogram|password|support|thanks|contact|appointment)$/iu;

/**
 * WeChat ids: six to twenty signs that begin with a letter, directly behind a word for WeChat, or anywhere in a
 * text that names WeChat (or asks to add, search, scan somebody) when the id has a digit, dash or underscore in it.
 */
export function findWechatIds(text: string): PersonalDataSpan[] {
  const named = cue.test(text);
  if (!named && !nearby.test(text)) return [];
  const spans: PersonalDataSpan[] = [];
  for (const match of text.matchAll(idShape)) {
    const id = match[0];
    const start = match.index;
    const before = text.slice(Math.max(0, start - 28), start);
    const direct = labelled.test(before);
    const wanted = direct
      ? !notAnId.test(id)
      : isPlainId(id, named, text.slice(Math.max(0, start - 12), start));
    if (wanted && !/[_-]$/u.test(before))
      spans.push({ start, end: start + id.length, kind: 'wechat' });
  }
  return spans;
}

function isPlainId(id: string, named: boolean, before: string): boolean {
  if (/^wxid_/iu.test(id)) return true;
  const joined = /[A-Za-z0-9][_-][A-Za-z0-9]/u.test(id) && /[a-z]{2}/iu.test(id);
  // 住院号, 病历号 and the like take the sign run behind them; see records.ts.
  if (
    /(?:住院|门诊|病历|病案|诊疗|登记|就诊|编[号码]|单号|wifi|WIFI|Wi-Fi|密码|型号|版本)[^，。,]{0,6}$/u.test(
      before,
    )
  )
    return false;
  if (/^[A-Z]{1,3}-?\d/u.test(id)) return false;
  return named
    ? joined || (/\d{2}/u.test(id) && /^[a-z]{2,}/iu.test(id))
    : joined && nearby.test(before);
}
