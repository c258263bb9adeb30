// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#shared/client/api-client.ts';
import type { LookedUp } from '#shared/contract/tickets.ts';
import { CASE_STATES } from '#shared/domain/case/states.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { groupedNumber, isWholeNumber, progressStep } from '../../widget/helpers/progress.ts';
import { ProgressPage, progressState } from '../../widget/progress.tsx';

afterEach(cleanup);

const NOON = Date.UTC(2026, 10, 24, 4);
const TICKET: LookedUp = {
  number: '261124-79503-7',
  category: '投诉',
  status: { 'zh-CN': '处理中', en: 'In hand' },
  mergedInto: null,
  parts: [],
  openedAt: NOON,
  promisedAt: Date.UTC(2026, 11, 1, 9, 30),
  provisional: false,
  comments: [
    { at: NOON, text: '您反映的问题我们已受理' },
    { at: NOON + 60_000, text: '办理时间延长，原因：等外院病历' },
  ],
};

const open = (answer: unknown) => {
  const asked: unknown[] = [];
  const call = ((_name: string, input: unknown) => {
    asked.push(input);
    return Promise.resolve(answer);
  }) as ApiClient['call'];
  const host = {
    config: { hotline: '0735-0000000', emergencyPhone: '0735-0000101' },
    call,
    now: () => NOON,
    locale: signal<'zh-CN' | 'en'>('zh-CN'),
  };
  render(<ProgressPage state={progressState(host)} />);
  return asked;
};
const type = (name: string, value: string) =>
  fireEvent.input(screen.getByRole('textbox', { name }), { target: { value } });
const lookUp = async () => {
  type('工单号', '261124795037');
  type('查询码', ' 7k2m9qxp ');
  await waitFor(() =>
    expect(screen.getByRole('button', { name: '查询' }).hasAttribute('disabled')).toBe(false),
  );
  fireEvent.click(screen.getByRole('button', { name: '查询' }));
};

describe('the progress page', () => {
  it('asks for number and code, and sends nothing before both are there', async () => {
    const asked = open(ok(TICKET));
    expect(screen.getByRole('button', { name: '查询' }).hasAttribute('disabled')).toBe(true);
    await lookUp();
    expect(asked).toEqual([{ body: { number: '261124-79503-7', code: '7k2m9qxp' } }]);
  });

  it('shows where the matter stands, by when an answer is promised and what was said, newest first', async () => {
    open(ok(TICKET));
    await lookUp();
    await screen.findByRole('heading', { name: '261124-79503-7' });
    const here = screen.getAllByRole('listitem').find((item) => item.getAttribute('aria-current'));
    expect(here?.textContent).toContain('处理中');
    expect(screen.getByText('12月1日 17:30 前')).toBeTruthy();
    const said = [...document.querySelectorAll('.np-comments p')].map((p) => p.textContent);
    expect(said[0]).toContain('等外院病历');
    expect(said).toHaveLength(2);
  });

  it('says the same for every wrong number or code, keeps what was typed, and names the hotline', async () => {
    open(
      err({
        kind: 'problem',
        problem: { type: '', title: '', status: 404, code: 'not-found', correlationId: 'c' },
      }),
    );
    await lookUp();
    const refusal = (await screen.findByRole('alert')).textContent;
    expect(refusal).toContain('没有查到');
    // What a lock is, how long it lasts and who can lift it: said of every failure, for they all look the same.
    expect(refusal).toContain('连续输错 5 次');
    expect(refusal).toContain('一小时内自动恢复');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: '工单号' }).value).toBe(
      '261124-79503-7',
    );
    expect(screen.getByRole('link', { name: '0735-0000000' }).getAttribute('href')).toBe(
      'tel:07350000000',
    );
  });

  it('follows a merged ticket, and shows other matters under their own numbers', async () => {
    open(
      ok({
        ...TICKET,
        mergedInto: '261124-00001-1',
        parts: [
          {
            number: '261124-55555-5',
            status: { 'zh-CN': '已答复', en: 'Answered' },
            promisedAt: Date.UTC(2026, 11, 2, 9, 30),
          },
        ],
      }),
    );
    await lookUp();
    await screen.findByText('已与工单 261124-00001-1 合并办理，以下为合并后的进度。');
    const part = screen.getByText('261124-55555-5').closest('li');
    expect(part?.textContent).toContain('已答复');
    expect(part?.textContent).toContain('12月2日 17:30 前');
  });

  it('tells a dead line from a wrong code', async () => {
    open(err({ kind: 'network', status: null }));
    await lookUp();
    expect((await screen.findByRole('alert')).textContent).toContain('连不上服务器');
  });

  it('has 120 in sight and no fault that axe can find', async () => {
    open(ok(TICKET));
    expect(screen.getByRole('link', { name: '120' }).getAttribute('href')).toBe('tel:120');
    await lookUp();
    await screen.findByRole('heading', { name: '261124-79503-7' });
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});

describe('numbers as people type them', () => {
  it.each([
    ['261124', '261124'],
    ['26112479503', '261124-79503'],
    ['２６１１２４－７９５０３－７', '261124-79503-7'],
    ['工单号 261124 79503 7', '261124-79503-7'],
    ['26112412345678', '261124-1234567-8'],
  ])('groups %s as %s', (typed, grouped) => {
    expect(groupedNumber(typed)).toBe(grouped);
    expect(groupedNumber(grouped)).toBe(grouped);
  });

  it('is whole with twelve or fourteen digits', () => {
    expect(
      ['261124-79503', '261124-79503-7', '261124-1234567', '261124-1234567-8'].map(isWholeNumber),
    ).toEqual([false, true, false, true]);
  });

  it('claims a step for every usual status and none for one that needs its own words', () => {
    const words = new Set(Object.values(CASE_STATES).map(({ patient }) => patient['zh-CN']));
    const told = [...words].filter((word) => progressStep(word) !== null);
    expect(told).toEqual(['已受理', '处理中', '已答复', '已办结']);
    expect(progressStep('不予受理（已说明）')).toBeNull();
  });
});
