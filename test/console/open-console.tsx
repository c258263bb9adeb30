import { render } from '@testing-library/preact';
import type { StaffView } from '#shared/contract/sessions.ts';
import { Frame } from '../../console/src/App.tsx';
import { type ConsoleContext, Context, clock, createUi } from '../../console/src/context.ts';
import { createSounds } from '../../console/src/services/sound.ts';
import type { Store } from '../../console/src/store/deps.ts';
import { createDesk, type Desk } from '../../console/src/store/desk.ts';
import { createSettings } from '../../console/src/store/settings.ts';
import { FakeDesk } from './fake-desk.ts';

export const NOON = Date.UTC(2026, 10, 24, 4);

export const memoryStore = (): Store => {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
};

export const ME = {
  staffId: 'stf_me',
  name: '李敏',
  tier: 'supervisor',
  departments: ['客户服务中心'],
  skills: [],
} as const;

export const aFakeDesk = (me: Partial<StaffView> = {}): FakeDesk => {
  let now = NOON;
  return new FakeDesk({
    me: { ...ME, departments: [...ME.departments], skills: [], ...me },
    now: () => {
      now += 1_000;
      return now;
    },
    colleagues: [
      {
        staffId: 'stf_wang',
        name: '王芳',
        tier: 'agent',
        departments: [],
        skills: [],
        presence: 'online',
      },
    ],
  });
};

type Timer = { readonly milliseconds: number; readonly run: () => void };

export type OpenedDesk = {
  readonly desk: Desk;
  readonly timers: Timer[];
  readonly heard: string[];
};

/** The stores over a desk in memory, with timers that run when the test says so. */
export const openStores = (fake: FakeDesk, storage: Store = memoryStore()): OpenedDesk => {
  const timers: Timer[] = [];
  const heard: string[] = [];
  let ids = 0;
  const desk = createDesk(
    {
      staff: fake.me,
      call: fake.call,
      send: () => true,
      storage,
      now: () => NOON,
      newClientId: () => `client-${String(++ids).padStart(4, '0')}-${Math.floor(fake.now())}`,
      after: (milliseconds, run) => timers.push({ milliseconds, run }),
      cancel: () => undefined,
      visible: () => true,
    },
    {
      onPatientMessage: (id) => heard.push(`message ${id}`),
      onWaiting: (id) => heard.push(`waiting ${id}`),
      onNotice: ({ title }) => heard.push(`notice ${title}`),
    },
  );
  fake.onPush = (push) => desk.pushed(push);
  desk.connection.value = 'open';
  return { desk, timers, heard };
};

/** Lets every answer that is under way arrive. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 30; i += 1) await Promise.resolve();
};

/** The page of somebody who is signed in. */
export const openConsole = async (fake: FakeDesk, hash = '#/inbox') => {
  const { desk, timers, heard } = openStores(fake);
  const ui = createUi();
  const context: ConsoleContext = {
    desk,
    settings: createSettings(memoryStore()),
    sounds: createSounds(),
    ui,
    site: null,
    signOut: () => undefined,
  };
  clock.value = NOON;
  window.location.hash = hash;
  window.dispatchEvent(new Event('hashchange'));
  const page = render(
    <Context.Provider value={context}>
      <Frame />
    </Context.Provider>,
  );
  await desk.team.refresh();
  await desk.catchUp();
  await settle();
  return { page, desk, ui, context, timers, heard };
};
