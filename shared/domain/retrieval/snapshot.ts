import { err, ok, type Result } from '#shared/kernel/result.ts';
import { type Article, articleSchema } from './article.ts';
import { FORM_BITS, type KnowledgeIndex } from './knowledge-index.ts';

/**
 * Layout, little endian: magic "NXKI", version, hash of all that follows, count of documents, then one length and
 * bytes for each section, each padded to four. Typed arrays are views on the loaded bytes. Articles are JSON, one by one,
 * read when asked for. Nothing depends on the runtime's ICU: no collation, no segmenter, no locale.
 */
const MAGIC = 0x494b584e;

/** Raise whenever keys, postings, topics (so: the lexicon) or sections change their meaning: an older snapshot is then built anew. */
export const SNAPSHOT_VERSION = 3;

export type SnapshotError =
  | { readonly kind: 'not-a-snapshot' }
  | { readonly kind: 'unsupported-version'; readonly version: number }
  | { readonly kind: 'damaged' };

const HEADER_WORDS = 4;

/** FNV-1a over 32-bit words: `bytes` begins aligned and its length is a multiple of four. */
const hashWords = (bytes: Uint8Array): number => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i += 1) hash = Math.imul(hash ^ (words[i] ?? 0), 0x01000193);
  return hash >>> 0;
};

const bytesOf = (array: Uint8Array | Uint16Array | Uint32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** UTF-8 without the host's encoder (shared knows no DOM and no Node). */
const utf8 = (text: string): Uint8Array => {
  const out: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000)
      out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      out.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return Uint8Array.from(out);
};

/** Bytes of a character by its first one, and the bits that byte gives. */
const leadOf = (byte: number): { size: number; bits: number } => {
  if (byte < 0x80) return { size: 1, bits: byte };
  if (byte < 0xe0) return { size: 2, bits: byte & 31 };
  return byte < 0xf0 ? { size: 3, bits: byte & 15 } : { size: 4, bits: byte & 7 };
};

/** Code units given to one call: far below what an engine's stack takes. */
const UNITS = 4096;

const fromUtf8 = (bytes: Uint8Array): string => {
  const units = new Uint16Array(UNITS + 1);
  let text = '';
  let filled = 0;
  for (let i = 0; i < bytes.length; ) {
    const { size, bits } = leadOf(bytes[i] ?? 0);
    let code = bits;
    for (let k = 1; k < size; k += 1) code = (code << 6) | ((bytes[i + k] ?? 0) & 63);
    i += size;
    if (code > 0xffff) units[filled++] = 0xd7c0 + (code >> 10);
    units[filled++] = code > 0xffff ? 0xdc00 | (code & 0x3ff) : code;
    if (filled < UNITS) continue;
    text += String.fromCharCode(...units.subarray(0, filled));
    filled = 0;
  }
  return text + String.fromCharCode(...units.subarray(0, filled));
};

const articlesOf = (index: KnowledgeIndex): { starts: Uint32Array; bytes: Uint8Array } => {
  const parts: Uint8Array[] = [];
  const starts = new Uint32Array(index.count + 1);
  let total = 0;
  for (let document = 0; document < index.count; document += 1) {
    const part = utf8(JSON.stringify(index.article(document)));
    parts.push(part);
    total += part.length;
    starts[document + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (const [document, part] of parts.entries()) bytes.set(part, starts[document]);
  return { starts, bytes };
};

const indexSections = (index: KnowledgeIndex): Uint8Array[] =>
  [
    index.keys,
    index.starts,
    index.frequency,
    index.postings,
    index.formMass,
    index.questionTypes,
    index.axisStarts,
    index.axisValues,
    index.topics,
    index.topicWeights,
  ].map(bytesOf);

/** Size of the index without the articles' texts. */
export const indexBytes = (index: KnowledgeIndex): number =>
  indexSections(index).reduce((sum, section) => sum + section.length, 0);

const sectionsOf = (index: KnowledgeIndex): Uint8Array[] => {
  const articles = articlesOf(index);
  return [...indexSections(index), bytesOf(articles.starts), articles.bytes];
};

const padded = (length: number): number => (length + 3) & ~3;

/** The base and its index as bytes; the same articles always give the same bytes. */
export const encodeSnapshot = (index: KnowledgeIndex): Uint8Array => {
  const sections = sectionsOf(index);
  const size = sections.reduce(
    (sum, section) => sum + 4 + padded(section.length),
    HEADER_WORDS * 4,
  );
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = HEADER_WORDS * 4;
  for (const section of sections) {
    view.setUint32(at, section.length, true);
    bytes.set(section, at + 4);
    at += 4 + padded(section.length);
  }
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, SNAPSHOT_VERSION, true);
  view.setUint32(12, index.count, true);
  view.setUint32(8, hashWords(bytes.subarray(12)), true);
  return bytes;
};

const readSections = (bytes: Uint8Array): Uint8Array[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sections: Uint8Array[] = [];
  let at = HEADER_WORDS * 4;
  while (at + 4 <= bytes.length) {
    const length = view.getUint32(at, true);
    sections.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + padded(length);
  }
  return sections;
};

const words = (section: Uint8Array | undefined): Uint32Array =>
  section === undefined
    ? new Uint32Array()
    : new Uint32Array(section.buffer, section.byteOffset, section.byteLength >> 2);
const halves = (section: Uint8Array | undefined): Uint16Array =>
  section === undefined
    ? new Uint16Array()
    : new Uint16Array(section.buffer, section.byteOffset, section.byteLength >> 1);

const articleReader = (starts: Uint32Array, bytes: Uint8Array): ((document: number) => Article) => {
  const read: (Article | undefined)[] = [];
  return (document) => {
    const known = read[document];
    if (known !== undefined) return known;
    const json = fromUtf8(bytes.subarray(starts[document], starts[document + 1]));
    const article = articleSchema.parse(JSON.parse(json));
    read[document] = article;
    return article;
  };
};

/** Points an index at the bytes of a snapshot; nothing is copied when they are aligned. */
export const decodeSnapshot = (source: Uint8Array): Result<KnowledgeIndex, SnapshotError> => {
  if (source.length < HEADER_WORDS * 4 || source.length % 4 !== 0)
    return err({ kind: 'not-a-snapshot' });
  const bytes = source.byteOffset % 4 === 0 ? source : Uint8Array.from(source);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) return err({ kind: 'not-a-snapshot' });
  const version = view.getUint32(4, true);
  if (version !== SNAPSHOT_VERSION) return err({ kind: 'unsupported-version', version });
  if (view.getUint32(8, true) !== hashWords(bytes.subarray(12))) return err({ kind: 'damaged' });
  const [
    keys,
    starts,
    frequency,
    postings,
    mass,
    types,
    axisStarts,
    axisValues,
    topics,
    topicWeights,
    articleStarts,
    articles,
  ] = readSections(bytes);
  if (articles === undefined || postings === undefined) return err({ kind: 'damaged' });
  const count = view.getUint32(12, true);
  const formMass = halves(mass);
  if (formMass.length !== count * FORM_BITS) return err({ kind: 'damaged' });
  return ok({
    count,
    keys: words(keys),
    starts: words(starts),
    frequency: halves(frequency),
    postings,
    formMass,
    questionTypes: words(types),
    axisStarts: words(axisStarts),
    axisValues: halves(axisValues),
    topics: halves(topics),
    topicWeights: topicWeights ?? new Uint8Array(),
    article: articleReader(words(articleStarts), articles),
  });
};
