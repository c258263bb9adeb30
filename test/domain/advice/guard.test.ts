import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import requests from '#shared/data/advice/requests.json' with { type: 'json' };
import statements from '#shared/data/advice/statements.json' with { type: 'json' };
import { deferralText } from '#shared/domain/advice/deferral.ts';
import { checkRequest, checkRequestWith } from '#shared/domain/advice/guard.ts';
import { REQUEST_KINDS, type RequestKind } from '#shared/domain/advice/kinds.ts';
import { loadAdviceModels } from '#shared/domain/advice/models.ts';
import { checkStatement, checkStatementWith } from '#shared/domain/advice/outgoing.ts';
import { heldOutStatements, requestRows, statementRows } from '#test/training/advice-corpus.ts';
import { trainRequestModels, trainStatementModels } from '#test/training/advice-models.ts';
import { CANNED_REPLIES } from '../../../console/src/data/canned-replies.ts';

const share = <T>(items: readonly T[], test: (item: T) => boolean): number =>
  items.filter(test).length / items.length;

describe('checkRequest', () => {
  it.each([
    ['布洛芬一次吃几片', 'dose'],
    ['头疼恶心是什么病', 'diagnosis'],
    ['咳嗽吃什么药好', 'drug_choice'],
    ['血压正常了能把药停了吗', 'stop_change'],
    ['头孢和布洛芬能一起吃吗', 'combine'],
    ['血小板85正常吗', 'interpret'],
    ['胃癌晚期还能活多久', 'prognosis'],
    ['胆结石要不要手术', 'surgery_needed'],
    ['ke sou chi shen me yao', 'drug_choice'],
  ])('defers "%s" as %s', (text, kind) => {
    expect(checkRequest(text)).toMatchObject({ bait: true, kind });
  });

  it.each([
    '头疼挂什么科',
    '药房有布洛芬吗',
    '抽血要空腹吗',
    '化验报告在哪里打印',
    '胆囊手术大概多少钱',
    '高血压的药能让家属代开吗',
    '转人工',
    '护士态度太差了',
  ])('leaves "%s" to the service', (text) => {
    expect(checkRequest(text)).toMatchObject({ bait: false, kind: null });
  });

  it('names a department to book with', () => {
    expect(checkRequest('智齿发炎吃什么药').departmentHint).toBe('口腔科');
    expect(checkRequest('怀孕五个月能吃布洛芬吗').departmentHint).toBe('产科');
  });

  it('reads any string without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { bait, kind } = checkRequest(text);
        expect(bait).toBe(kind !== null);
      }),
      { numRuns: 150 },
    );
  });

  it('defers what two authors, each left out of training, ask, and lets the service questions pass', () => {
    const rows = requestRows();
    const judged = ['authors-r.jsonl', 'authors-s.jsonl'].flatMap((author) => {
      const left = rows.filter((row) => row.source === author);
      const texts = new Set(left.map((row) => row.text));
      const models = loadAdviceModels(
        trainRequestModels(rows.filter((row) => !texts.has(row.text))),
      );
      return left.map((row) => ({ ...row, deferred: checkRequestWith(models, row.text).bait }));
    });
    const shareOf = (advice: boolean): number =>
      share(
        judged.filter((row) => row.advice === advice),
        (row) => row.deferred,
      );
    expect(judged.length).toBeGreaterThan(500);
    expect(shareOf(true)).toBeGreaterThanOrEqual(0.985);
    expect(shareOf(false)).toBeLessThanOrEqual(0.025);
  }, 120_000);
});

describe('checkStatement', () => {
  it('points at the sentence that gives advice and at no other', () => {
    const text =
      '您好，皮肤科明天上午有号。先给孩子喂5毫升美林，六小时以后再喂一次。需要我帮您预约吗？';
    const { forbidden, sentences } = checkStatement(text);
    expect(forbidden).toBe(true);
    expect(sentences).toHaveLength(1);
    const [found] = sentences;
    expect(text.slice(found?.start, found?.end)).toBe('先给孩子喂5毫升美林，六小时以后再喂一次。');
    expect(found?.kind).toBe('dose');
  });

  it.each([
    '这肯定是我们医院的责任，我们会赔偿您的损失',
    '保证治好，无效退款',
    '您这就是普通感冒',
    '不用来医院，睡一觉就好了',
  ])('stops "%s"', (text) => {
    expect(checkStatement(text).forbidden).toBe(true);
  });

  it.each([
    '请您按医生的处方用药，不要自行停药。',
    '请立即拨打120。',
    '抽血请空腹八小时。',
    '您反映的问题已登记，五个工作日内答复。',
    '药房在一楼，取药请到3号窗口。',
  ])('lets "%s" pass', (text) => {
    expect(checkStatement(text).forbidden).toBe(false);
  });

  it('lets every approved answer of the knowledge base pass', () => {
    const path = new URL('../../../shared/data/hospital/faq.json', import.meta.url);
    const entries = JSON.parse(readFileSync(path, 'utf8')) as { id: string; answer: string }[];
    const stopped = entries.filter((entry) => checkStatement(entry.answer).forbidden);
    expect(stopped.map((entry) => entry.id)).toEqual([]);
  });

  it('lets its own deferrals pass in both languages', () => {
    for (const kind of Object.keys(REQUEST_KINDS) as RequestKind[])
      for (const department of [null, '消化内科']) {
        const text = deferralText(kind, department);
        expect([text['zh-CN'], checkStatement(text['zh-CN']).sentences]).toEqual([
          text['zh-CN'],
          [],
        ]);
        expect([text.en, checkStatement(text.en).sentences]).toEqual([text.en, []]);
      }
  });

  it('lets every built-in reply of the console pass in both languages', () => {
    for (const { text } of CANNED_REPLIES)
      for (const words of Object.values(text))
        expect([words, checkStatement(words).sentences]).toEqual([words, []]);
  });

  it('keeps spans inside the text and in order, for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        let last = 0;
        for (const { start, end } of checkStatement(text).sentences) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = end;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('reads ten thousand characters in linear time', () => {
    const start = performance.now();
    checkStatement('一天三次每次两片'.repeat(1250));
    checkRequest('能不能吃'.repeat(2500));
    expect(performance.now() - start).toBeLessThan(250);
  });

  it('keeps its floors on statements of three other voices when trained without them', () => {
    const models = loadAdviceModels(trainStatementModels(statementRows()));
    const rows = heldOutStatements();
    const stopped = (row: { text: string }) => checkStatementWith(models, row.text).forbidden;
    expect(
      share(
        rows.filter((row) => row.advice),
        stopped,
      ),
    ).toBeGreaterThanOrEqual(0.9);
    expect(
      share(
        rows.filter((row) => !row.advice),
        stopped,
      ),
    ).toBeLessThanOrEqual(0.06);
  }, 60_000);

  it('keeps the weights below 400 KB as stored, those a console loads below 200 KB', () => {
    expect(JSON.stringify(requests).length).toBeLessThan(400_000);
    expect(JSON.stringify(statements).length).toBeLessThan(200_000);
  });
});
