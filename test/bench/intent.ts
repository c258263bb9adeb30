/**
 * Intent and advice guard against what a team would write in an afternoon: a keyword list, and the public NLU library
 * NLP.js trained on the same messages. Quality on the held-out files, time per message, in one run.
 */
import { Nlp } from '@nlpjs/basic';
import { LangZh } from '@nlpjs/lang-zh';
import { checkRequest, checkRequestWith } from '#shared/domain/advice/guard.ts';
import { loadAdviceModels } from '#shared/domain/advice/models.ts';
import { CATEGORY_IDS, type Category } from '#shared/domain/intent/categories.ts';
import { readIntent } from '#shared/domain/intent/intent.ts';
import { type AdviceRow, requestRows } from '#test/training/advice-corpus.ts';
import { trainRequestModels } from '#test/training/advice-models.ts';
import { heldOutRows, intentRows } from '#test/training/intent-corpus.ts';
import { type BenchTable, percentile } from './table.ts';

/** The usual keyword list: first hit wins. */
const KEYWORDS: readonly (readonly [Category, RegExp])[] = [
  ['投诉', /投诉|态度|太差|骂|没人管|乱收费|等了|退钱|凭什么|complain/i],
  ['表扬', /感谢|谢谢|表扬|点赞|锦旗|thank/i],
  ['意见建议', /建议|希望|能不能(加|装|设)|suggest/i],
  ['求助', /帮我|帮忙|求助|求求|丢了|help/i],
  ['咨询', /吗|怎么|哪|几点|多少|什么|how|what|where/i],
];
const WISH_WORDS = /人工|真人|客服|领导|回电|电话|agent|human|call me/i;
const ADVICE_WORDS =
  /吃(什么|啥|点|哪).{0,4}药|几(片|粒|颗|毫升)|剂量|停药|能(不能)?(吃|喝|停)|一起吃|是不是|什么病|怎么回事|严重|正常吗|要紧|什么意思|要不要|手术.{0,4}吗|能活|复发|medicine|dose|normal|should i/i;

type Guess = { readonly category: Category; readonly wish: boolean };
type Reader = (text: string) => Guess | Promise<Guess>;

const byKeywords: Reader = (text) => ({
  category: KEYWORDS.find(([, words]) => words.test(text))?.[0] ?? '其他',
  wish: WISH_WORDS.test(text),
});

const ours: Reader = (text) => {
  const { category, wantsHuman } = readIntent(text);
  return { category, wish: wantsHuman };
};

/** NLP.js decides one intent a message; the wish for a person is a second engine, as its guide proposes. */
async function trainNlp(labelled: readonly (readonly [string, string])[]) {
  const nlp = new Nlp({ languages: ['zh'], autoSave: false, nlu: { log: false } });
  nlp.container.use(LangZh);
  for (const [text, label] of labelled) nlp.addDocument('zh', text, label);
  await nlp.train();
  return async (text: string): Promise<string> => (await nlp.process('zh', text)).intent;
}

async function nlpReader(): Promise<Reader> {
  const rows = intentRows();
  const category = await trainNlp(rows.map((row) => [row.text, row.category]));
  const wish = await trainNlp(rows.map((row) => [row.text, row.wantsHuman ? 'yes' : 'no']));
  return async (text) => {
    const said = await category(text);
    return {
      category: CATEGORY_IDS.find((id) => id === said) ?? '其他',
      wish: (await wish(text)) === 'yes',
    };
  };
}

const f1 = (pairs: readonly (readonly [boolean, boolean])[]): number => {
  const hits = pairs.filter(([truth, said]) => truth && said).length;
  const total = pairs.filter(([truth]) => truth).length + pairs.filter(([, said]) => said).length;
  return total === 0 ? 0 : (2 * hits) / total;
};

async function measure(name: string, reader: Reader) {
  const rows = heldOutRows();
  for (const row of rows.slice(0, 50)) await reader(row.text);
  const times: number[] = [];
  const judged: { readonly truth: (typeof rows)[number]; readonly said: Guess }[] = [];
  for (const truth of rows) {
    const start = performance.now();
    const said = await reader(truth.text);
    times.push(performance.now() - start);
    judged.push({ truth, said });
  }
  const right = judged.filter(({ truth, said }) => truth.category === said.category).length;
  const macro =
    CATEGORY_IDS.map((id) =>
      f1(judged.map(({ truth, said }) => [truth.category === id, said.category === id])),
    ).reduce((sum, score) => sum + score, 0) / CATEGORY_IDS.length;
  return [
    name,
    right / rows.length,
    macro,
    f1(judged.map(({ truth, said }) => [truth.wantsHuman, said.wish])),
    percentile(times, 0.5),
    percentile(times, 0.99),
  ] as const;
}

/** One author of the advice corpus is left out of the training of ours and of NLP.js, and is judged. */
const LEFT_OUT = 'authors-s.jsonl';

async function guardRow(
  name: string,
  left: readonly AdviceRow[],
  bait: (text: string) => boolean | Promise<boolean>,
): Promise<readonly (string | number)[]> {
  const judged: { readonly advice: boolean; readonly said: boolean; readonly ms: number }[] = [];
  for (const { text, advice } of left) {
    const start = performance.now();
    const said = await bait(text);
    judged.push({ advice, said, ms: performance.now() - start });
  }
  const share = (advice: boolean): number => {
    const group = judged.filter((row) => row.advice === advice);
    return group.filter((row) => row.said).length / group.length;
  };
  const times = judged.map((row) => row.ms);
  return [name, share(true), share(false), percentile(times, 0.5), percentile(times, 0.99)];
}

async function guardRows(): Promise<readonly (readonly (string | number)[])[]> {
  const rows = requestRows();
  const left = rows.filter((row) => row.source === LEFT_OUT);
  const texts = new Set(left.map((row) => row.text));
  const kept = rows.filter((row) => !texts.has(row.text));
  const models = loadAdviceModels(trainRequestModels(kept));
  const nlp = await trainNlp(
    kept
      .filter((row) => row.source !== 'intent')
      .map((row) => [row.text, row.advice ? 'yes' : 'no']),
  );
  for (const { text } of left) checkRequestWith(models, text);
  return [
    await guardRow('nuanxin', left, (text) => checkRequestWith(models, text).bait),
    await guardRow('keyword list', left, (text) => ADVICE_WORDS.test(text)),
    await guardRow('NLP.js', left, async (text) => (await nlp(text)) === 'yes'),
  ];
}

/** Time of one reading by length: a straight line, because every rule looks at a bounded window. */
function curve(): readonly (readonly (string | number)[])[] {
  const unit = '我昨天排了三个小时的队医生看两分钟就走了请让你们领导给我打电话，';
  return [100, 1000, 5000, 10_000].map((length) => {
    const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    readIntent(text);
    checkRequest(text);
    const time = (read: (text: string) => unknown): number => {
      const start = performance.now();
      for (let i = 0; i < 20; i += 1) read(text);
      return (performance.now() - start) / 20;
    };
    return [length, time(readIntent), time(checkRequest)];
  });
}

export async function bench(): Promise<readonly BenchTable[]> {
  return [
    {
      title: 'Intent on held-out messages',
      columns: ['reader', 'accuracy', 'macro-F1', 'wish F1', 'median ms', 'p99 ms'],
      rows: [
        await measure('nuanxin', ours),
        await measure('keyword list', byKeywords),
        await measure('NLP.js', await nlpReader()),
      ],
      note: 'All three saw the same training files; none saw the held-out ones.',
    },
    {
      title: 'Requests for medical advice of an author left out of training',
      columns: ['guard', 'deferred', 'deferred by mistake', 'median ms', 'p99 ms'],
      rows: await guardRows(),
    },
    {
      title: 'Time by length',
      columns: ['characters', 'intent ms', 'guard ms'],
      rows: curve(),
    },
  ];
}
