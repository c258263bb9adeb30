import { afterAll, beforeAll, expect, it } from 'vitest';
import { fuzz } from '#test/fuzz/fuzz.ts';
import { fuzzWorld } from '#test/fuzz/world.ts';
import { startTestStack, type TestStack } from '#test/support/stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack?.end());

// The long run, 20,000 requests, is a command of its own: node test/fuzz/main.ts
it('answers 400 generated requests and 40 frames clearly, and none with an error of ours', async () => {
  const { target } = await fuzzWorld(stack);
  const report = await fuzz(target, { count: 400, seed: 20_261_124 });
  expect(report.failures).toEqual([]);
  expect(report.requests).toBe(400);
  expect(report.frames).toBe(40);
  expect(report.byStatus['200'] ?? 0).toBeGreaterThan(20);
  expect(report.byCode['invalid-request'] ?? 0).toBeGreaterThan(20);
  const errors = stack.logs().filter(({ text }) => /"level":"error"/i.test(text));
  expect(errors).toEqual([]);
});
