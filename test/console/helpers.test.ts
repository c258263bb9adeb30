import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INITIAL_STATE } from '#shared/domain/conversation/conversation.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { CANNED_REPLIES, findCanned } from '../../console/src/data/canned-replies.ts';
import {
  isComposing,
  nextBlank,
  openBlanks,
  sendsOn,
  slashQuery,
  standingOf,
} from '../../console/src/helpers/composer-rules.ts';
import { initials, shortNumber } from '../../console/src/helpers/faces.ts';
import { markedParts } from '../../console/src/helpers/marked-text.ts';
import { readAnswer, readIntentOf, readTriage } from '../../console/src/helpers/readings.ts';
import { keyName, SHORTCUTS, shortcutFor } from '../../console/src/helpers/shortcuts.ts';
import { threadItems } from '../../console/src/helpers/thread-items.ts';
import { duration, readWait } from '../../console/src/helpers/wait.ts';
import { hrefOf, pagesFor, parseRoute } from '../../console/src/router.ts';
import { iconFor, titleFor } from '../../console/src/services/badge.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', true>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const AT_REST = { typing: false, dialogOpen: false, letters: true };

describe('shortcutFor', () => {
  it.each([
    ['j', 'next'],
    ['K', null],
    ['?', 'help'],
    ['/', 'search'],
    ['f', 'search'],
    ['.', 'copy-number'],
    ['>', 'copy-link'],
    ['x', 'select'],
    ['c', 'new-ticket'],
    ['q', null],
  ])('reads %s as %s', (key, id) => {
    const shiftKey = key === 'K' || key === '?' || key === '>' ? { shiftKey: true as const } : {};
    expect(shortcutFor(press(key, shiftKey), AT_REST)).toBe(id);
  });

  it('tells E from Shift E', () => {
    expect(shortcutFor(press('e'), AT_REST)).toBe('resolve');
    expect(shortcutFor(press('E', { shiftKey: true }), AT_REST)).toBe('resolve-next');
  });

  it('ignores single letters while typing, in a dialog and when switched off', () => {
    for (const place of [{ typing: true }, { dialogOpen: true }, { letters: false }])
      expect(shortcutFor(press('j'), { ...AT_REST, ...place })).toBeNull();
  });

  it('confirms an emergency from anywhere', () => {
    const place = { typing: true, dialogOpen: true, letters: false };
    expect(shortcutFor(press('F8'), place)).toBe('acknowledge');
  });

  it('opens the palette while typing and leaves Alt to the browser', () => {
    expect(shortcutFor(press('k', { ctrlKey: true }), { ...AT_REST, typing: true })).toBe(
      'palette',
    );
    expect(shortcutFor(press('k', { metaKey: true }), AT_REST)).toBe('palette');
    expect(shortcutFor(press('j', { altKey: true }), AT_REST)).toBeNull();
  });

  it('gives every command a key of its own', () => {
    const names = SHORTCUTS.map((s) => keyName(s.id));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the reply box', () => {
  const key = { key: 'Enter', ctrlKey: false, metaKey: false, shiftKey: false };
  it('sends on Enter or on Ctrl Enter, as set, and breaks the line on Shift Enter', () => {
    expect(sendsOn(key, 'enter')).toBe(true);
    expect(sendsOn({ ...key, shiftKey: true }, 'enter')).toBe(false);
    expect(sendsOn(key, 'ctrl-enter')).toBe(false);
    expect(sendsOn({ ...key, metaKey: true }, 'ctrl-enter')).toBe(true);
  });

  it('knows that an input method still composes, in Safari too', () => {
    expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
  });

  it.each([
    ['/', 1, { start: 0, query: '' }],
    ['您好 /dq', 6, { start: 3, query: 'dq' }],
    ['1/2', 3, null],
    ['https://a', 9, null],
    ['/dq 之后', 6, null],
  ])('looks for a canned reply in %j at %i: %j', (text, cursor, found) => {
    expect(slashQuery(text, cursor)).toEqual(found);
  });

  it('jumps from blank to blank and round again', () => {
    const text = '请到【科室】，【时间】前';
    expect(openBlanks(text)).toEqual(['【科室】', '【时间】']);
    expect(nextBlank(text, 0)).toEqual([2, 6]);
    expect(nextBlank(text, 6)).toEqual([7, 11]);
    expect(nextBlank(text, 11)).toEqual([2, 6]);
    expect(nextBlank('没有空', 0)).toBeNull();
  });

  it('lets nobody but the owner write to the patient', () => {
    expect(standingOf(INITIAL_STATE, 'me')).toEqual({ kind: 'free', owner: 'bot' });
    const owned = { ...INITIAL_STATE, owner: 'agent', agentId: 'wang', agentName: '王芳' } as const;
    expect(standingOf(owned, 'me')).toEqual({ kind: 'colleague', name: '王芳' });
    expect(standingOf(owned, 'wang')).toEqual({ kind: 'mine' });
    expect(standingOf({ ...owned, status: 'resolved' }, 'wang')).toEqual({ kind: 'resolved' });
  });

  it('finds canned replies by their letters and words; no two share letters', () => {
    expect(findCanned('jj').map((r) => r.id)).toEqual(['urgent']);
    expect(findCanned('致歉').map((r) => r.id)).toEqual(['sorry']);
    expect(new Set(CANNED_REPLIES.map((r) => r.short)).size).toBe(CANNED_REPLIES.length);
  });
});

describe('waiting', () => {
  it('counts minutes, hours and days', () => {
    expect(duration(8 * MINUTE + 12 * SECOND)).toBe('8:12');
    expect(duration(2 * HOUR + 5 * SECOND)).toBe('2:00:05');
    expect(duration(3 * DAY + 4 * HOUR)).toBe('3d 4h');
    expect(duration(-5)).toBe('0:00');
  });

  it.each([
    [0, 'calm'],
    [7 * MINUTE, 'calm'],
    [8 * MINUTE + 1, 'soon'],
    [10 * MINUTE, 'late'],
  ])('after %i ms of ten minutes the chip is %s', (now, level) => {
    expect(readWait({ waitingSince: 0, nextDueAt: 10 * MINUTE }, now).level).toBe(level);
  });

  it('says by how much a step is late', () => {
    expect(readWait({ waitingSince: 0, nextDueAt: MINUTE }, 3 * MINUTE)).toEqual({
      level: 'late',
      waited: '3:00',
      left: '2:00',
    });
  });
});

describe('threadItems', () => {
  const entry = (seq: number, at: number, kind: 'patient' | 'bot' = 'patient'): Entry => ({
    seq,
    entryId: `e${seq}`,
    at,
    by: { kind, id: null, name: null },
    body: { kind: 'message', text: String(seq), cards: [] },
    state: INITIAL_STATE,
  });

  it('groups what one side says within a minute, and starts anew with another day', () => {
    const noon = Date.UTC(2026, 10, 24, 4);
    const items = threadItems([
      entry(0, noon),
      entry(1, noon + 10 * SECOND),
      entry(2, noon + 20 * SECOND, 'bot'),
      entry(3, noon + 2 * MINUTE, 'bot'),
      entry(4, noon + DAY),
    ]);
    expect(
      items.map((i) => (i.type === 'messages' ? i.entries.map((e) => e.seq) : i.type)),
    ).toEqual(['day', [0, 1], [2], [3], 'day', [4]]);
  });

  it('keeps every entry once and in order, whatever the clock said', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3 * DAY), { maxLength: 20 }),
        fc.array(fc.nat(3 * DAY), { maxLength: 5 }),
        (times, notes) => {
          const items = threadItems(
            times.map((at, i) => entry(i, at)),
            notes.map((at, i) => ({
              eventId: `n${i}`,
              at,
              kind: 'note',
              actorId: null,
              actorName: null,
              text: '',
              public: false,
              data: {},
            })),
          );
          expect(
            items.flatMap((i) => (i.type === 'messages' ? i.entries.map((e) => e.seq) : [])),
          ).toEqual(times.map((_, i) => i));
          expect(items.filter((i) => i.type === 'note')).toHaveLength(notes.length);
        },
      ),
    );
  });
});

describe('markedParts', () => {
  it('loses no character, whatever the spans', () => {
    const span = fc.record({ start: fc.nat(40), end: fc.nat(40) });
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(span, { maxLength: 5 }), (text, spans) => {
        expect(
          markedParts(text, spans)
            .map((p) => p.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('marks the sentence', () => {
    expect(
      markedParts('先吃两片。再来', [{ start: 1, end: 4 }])
        .filter((p) => p.marked)
        .map((p) => p.text),
    ).toEqual(['吃两片']);
  });
});

describe('readings', () => {
  it('shows what it understands of a stored reading and nothing of the rest', () => {
    expect(readTriage({ decision: 'none', ruleVersion: 't1' })).toMatchObject({
      decision: 'none',
      kinds: [],
      level: null,
    });
    expect(readIntentOf({ category: '投诉', confidence: 0.8, severity: 'S3' })).toMatchObject({
      category: '投诉',
      severity: 'S3',
      reasons: [],
    });
    expect(
      readAnswer({ kind: 'defer', reason: 'expired', hits: [{ id: 'kb_1', confidence: 0.9 }] })
        ?.hits,
    ).toHaveLength(1);
    for (const read of [readTriage, readIntentOf, readAnswer])
      for (const value of [null, 'text', 3, [], {}]) expect(read(value)).toBeNull();
  });
});

describe('routes', () => {
  it('reads back every address that it writes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (conversationId) => {
        const route = { page: 'inbox', conversationId } as const;
        expect(parseRoute(hrefOf(route))).toEqual(route);
      }),
    );
    expect(parseRoute(hrefOf({ page: 'settings' }))).toEqual({ page: 'settings' });
  });

  it('opens the inbox for an address that it does not know', () => {
    for (const hash of ['', '#', '#/nowhere/x', '#/inbox/%E0%A4%A'])
      expect(parseRoute(hash)).toEqual({ page: 'inbox', conversationId: null });
  });

  it('shows each tier only what it may use', () => {
    expect(pagesFor('agent', 'main')).toEqual(['inbox', 'tickets', 'new-ticket', 'knowledge']);
    expect(pagesFor('supervisor', 'main')).toContain('approvals');
    expect(pagesFor('department', 'main')).not.toContain('new-ticket');
    expect(pagesFor('editor', 'main')).toEqual(['knowledge']);
    expect(pagesFor('editor', 'foot')).toEqual(['settings']);
  });
});

describe('badge and faces', () => {
  it('puts the number into the title and lets an alarm win', () => {
    expect(titleFor({ unread: 0, alarms: 0 }, '台', '急症', true)).toBe('台');
    expect(titleFor({ unread: 3, alarms: 0 }, '台', '急症', true)).toBe('(3) 台');
    expect(titleFor({ unread: 3, alarms: 1 }, '台', '急症', true)).toContain('急症');
    expect(iconFor({ unread: 3, alarms: 1 })).toBe('alarm');
    expect(iconFor({ unread: 1, alarms: 0 })).toBe('unread');
  });

  it('shortens names and numbers as people say them', () => {
    expect(initials('王芳')).toBe('王');
    expect(initials('Ada Lovelace')).toBe('AL');
    expect(shortNumber('261124-48213-7')).toBe('48213');
  });
});
