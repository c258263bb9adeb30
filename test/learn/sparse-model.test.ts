import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sigmoid } from '#shared/learn/linear-model.ts';
import { keyOf, loadSparseModel, scoreSparse, weightsOf } from '#shared/learn/sparse-model.ts';
import { trainSparse } from '#test/training/train-sparse.ts';

const OPTIONS = { version: 'v', c: 40, epochs: 20, blankout: 0.3, smoothing: 0.05, keep: 100 };

/** Thirty texts of each label: five features of its own out of ten, two that all texts share. */
const texts = (labels: number) =>
  Array.from({ length: 30 * labels }, (_, i) => {
    const label = i % labels;
    const own = Array.from({ length: 5 }, (_, n) => 1_000_000 * (label + 1) + ((i + n) % 10) * 77);
    return { features: new Set([...own, 3, 4]), label };
  });

describe('a sparse model', () => {
  it('tells apart what it was trained on', () => {
    const stored = trainSparse(texts(3), { ...OPTIONS, labels: ['a', 'b', 'c'] });
    const model = loadSparseModel(stored);
    for (const { features, label } of texts(3)) {
      const scores = scoreSparse(model, features);
      expect(scores.indexOf(Math.max(...scores))).toBe(label);
    }
  });

  it('is the same each time it is trained', () => {
    const options = { ...OPTIONS, labels: ['yes'] };
    expect(trainSparse(texts(2), options)).toEqual(trainSparse(texts(2), options));
  });

  it('reads a text with unknown features like the text without them', () => {
    const model = loadSparseModel(trainSparse(texts(2), { ...OPTIONS, labels: ['yes'] }));
    const known = new Set(model.keys);
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 30 - 1), { maxLength: 20 }), (extra) => {
        const strange = extra.filter((feature) => !known.has(keyOf(feature)));
        const text = [1_000_000, 1_000_077, 3];
        expect(scoreSparse(model, new Set([...text, ...strange]))).toEqual(
          scoreSparse(model, new Set(text)),
        );
      }),
    );
  });

  it('gives the same shares whether the reference label is stored or not', () => {
    const labels = ['a', 'b', 'c'];
    const whole = loadSparseModel(trainSparse(texts(3), { ...OPTIONS, labels }));
    const relative = loadSparseModel(trainSparse(texts(3), { ...OPTIONS, labels, reference: 'c' }));
    expect(relative.labels).toEqual(['a', 'b']);
    for (const { features } of texts(3)) {
      const [a = 0, , c = 0] = scoreSparse(whole, features);
      const [lead = 0] = scoreSparse(relative, features);
      expect(lead).toBeCloseTo(a - c, 0);
    }
  });

  it('keeps no more features than asked, and no feature of one text alone', () => {
    const rare = { features: new Set([9_999_999, 3]), label: 0 };
    const samples = [...texts(2), rare];
    const all = loadSparseModel(trainSparse(samples, { ...OPTIONS, labels: ['yes'] }));
    expect(weightsOf(all, 9_999_999)).toBeUndefined();
    const few = loadSparseModel(trainSparse(samples, { ...OPTIONS, labels: ['yes'], keep: 6 }));
    expect(few.keys).toHaveLength(6);
    expect([...few.keys]).toEqual([...few.keys].sort((a, b) => a - b));
  });

  it('has an opinion of nothing but its bias about an empty text', () => {
    const model = loadSparseModel(trainSparse(texts(2), { ...OPTIONS, labels: ['yes'] }));
    const [score = 0] = scoreSparse(model, new Set());
    expect(sigmoid(score)).toBeGreaterThan(0);
    expect(score).toBeCloseTo(model.bias[0] ?? Number.NaN, 5);
  });
});
