import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { KnowledgeStore, OpeningData } from '#functions/ports.ts';
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import { departmentHours, storedOverride } from '#shared/domain/reply/opening.ts';
import { campus } from '#shared/domain/reply/way-finding.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { DEFAULT_ROUTING, routingSettings } from '#shared/domain/routing/settings.ts';
import { deskHours } from '#shared/domain/sla/desk-plan.ts';
import { type HoursOf, storedOfficeHours } from '#shared/domain/sla/office-hours.ts';
import { type Instant, SECOND } from '#shared/kernel/clock.ts';
import { knowledge } from './keys.ts';
import { loadSnapshot, type Pointer, readPointer } from './snapshot-items.ts';
import { collect, type Item, isConditionFailure, queryAll, type Table } from './table.ts';

/** How long an answer may come from a version that was just replaced. */
const POINTER_LIFE = 5 * SECOND;
const CATALOGUE_LIFE = 60 * SECOND;
/** A closed door should be known soon. */
const OPENING_LIFE = 5 * SECOND;

const localized = z.object({ 'zh-CN': z.string(), en: z.string() });
export const profileSchema = z.object({
  name: localized,
  emergencyPhone: z.string(),
  hotline: z.string(),
  address: z.string(),
  deskHours,
  topics: z.array(localized.extend({ icon: z.string(), send: z.string() })),
});
export const departmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  kind: z.string(),
  floor: z.string(),
  phone: z.string(),
  hours: z.string(),
  handles: z.array(z.string()),
});

export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  department: z.string(),
  title: z.string(),
  specialty: z.string(),
  schedule: z.array(z.object({ weekday: z.int().min(1).max(7), period: z.string() })),
});

/** Keeps what `load` gives for a while, per process; readers at the same time share one load. */
const kept = <T>(life: number, load: () => Promise<T>) => {
  let value: Promise<T> | undefined;
  let until = 0;
  const read = (now: Instant): Promise<T> => {
    if (value !== undefined && now < until) return value;
    const next = load();
    value = next;
    until = now + life;
    next.catch(() => {
      until = 0;
    });
    return next;
  };
  /** What this process has just written it reads anew. */
  const forget = (): void => {
    until = 0;
  };
  return Object.assign(read, { forget });
};

type Loaded = { readonly version: string; readonly index: KnowledgeIndex };

/**
 * The index that answers: follows the pointer, and keeps answering from what it has where the new one is broken or out of
 * reach. A function that starts while the current version is broken takes the one before.
 */
const liveIndex = (table: Table, report: (problem: string, error: unknown) => void) => {
  let loaded: Loaded | undefined;
  /** Version that could not be read: not tried again until the pointer is looked at anew. */
  let broken: string | undefined;

  const load = async (version: string): Promise<Loaded | undefined> => {
    try {
      return { version, index: await loadSnapshot(table, version) };
    } catch (error) {
      broken = version;
      report(`knowledge-snapshot ${version} cannot be used`, error);
      return undefined;
    }
  };
  const follow = async (): Promise<Loaded | undefined> => {
    let at: Pointer | undefined;
    try {
      at = await readPointer(table);
    } catch (error) {
      if (loaded === undefined) throw error;
      report('knowledge-snapshot pointer cannot be read', error);
      return loaded;
    }
    if (at === undefined) return undefined;
    if (loaded?.version === at.version) return loaded;
    const fresh = await load(at.version);
    const usable = fresh ?? loaded ?? (at.previous === null ? undefined : await load(at.previous));
    if (usable === undefined) throw new Error(`knowledge-snapshot ${broken ?? ''} cannot be used`);
    loaded = usable;
    return loaded;
  };
  return kept(POINTER_LIFE, follow);
};

/** Departments, the hospital's profile and the published index, on the Knowledge table. */
export const knowledgeStore = (
  table: Table,
  clock: () => Instant,
  report: (problem: string, error: unknown) => void = () => undefined,
): KnowledgeStore => {
  const { client, name } = table;

  const get = async (key: Item): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName: name, Key: key }))).Item;
  const partition = (pk: string): Promise<Item[]> =>
    collect(
      queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      }),
    );

  /** A handful at a time: a set-up must not use up what a new table can take. */
  const putAll = async (items: readonly Item[]): Promise<void> => {
    for (let i = 0; i < items.length; i += 10)
      await Promise.all(
        items
          .slice(i, i + 10)
          .map((item) => client.send(new PutCommand({ TableName: name, Item: item }))),
      );
  };

  const ownHours = (of: HoursOf) =>
    kept(CATALOGUE_LIFE, async () => {
      const item = await get(knowledge.hours(of));
      return item === undefined ? undefined : storedOfficeHours.parse(item);
    });
  const hours = { office: ownHours('office'), desk: ownHours('desk') };
  const profile = kept(CATALOGUE_LIFE, async () => {
    const [item, desk] = await Promise.all([get(knowledge.profile()), hours.desk(clock())]);
    if (item === undefined) return undefined;
    const read = profileSchema.parse(item);
    return desk === undefined
      ? read
      : { ...read, deskHours: { text: desk.text, table: desk.table } };
  });
  const calendar = kept(CATALOGUE_LIFE, async () => ({
    years: (await partition(knowledge.calendarYear(0).pk)).map(({ pk: _pk, sk: _sk, ...year }) =>
      yearTable.parse(year),
    ),
  }));
  /** Puts an item where none stands. */
  const addOnce = async (item: Item): Promise<void> => {
    try {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
    }
  };
  const departments = kept(CATALOGUE_LIFE, async () =>
    (await partition(knowledge.department('').pk)).map((item) => departmentSchema.parse(item)),
  );
  const people = kept(CATALOGUE_LIFE, async () =>
    (await partition(knowledge.person('').pk)).map((item) => personSchema.parse(item)),
  );
  const plan = kept(CATALOGUE_LIFE, async () => {
    const item = await get(knowledge.campus());
    return item === undefined ? undefined : campus.parse(item);
  });
  // Short: whoever switches the mode expects it to work at once.
  const routing = kept(POINTER_LIFE, async () => {
    const item = await get(knowledge.routing());
    if (item === undefined) return DEFAULT_ROUTING;
    const { pk: _pk, sk: _sk, ...settings } = item;
    return routingSettings.parse(settings);
  });
  const readOpening = async (): Promise<OpeningData> => {
    const items = await partition(knowledge.departmentHours('').pk);
    const of = (prefix: string) =>
      items
        .filter(({ sk }) => String(sk).startsWith(prefix))
        .map(({ pk: _pk, sk: _sk, ...item }) => item);
    return {
      hours: of('DEP#').map((item) => departmentHours.parse(item)),
      overrides: of('OVR#').map((item) => storedOverride.parse(item)),
    };
  };
  const opening = kept(OPENING_LIFE, readOpening);
  const index = liveIndex(table, report);

  return {
    profile: () => profile(clock()),
    putProfile: async (value) => {
      await client.send(
        new PutCommand({ TableName: name, Item: { ...knowledge.profile(), ...value } }),
      );
    },
    routing: () => routing(clock()),
    putRouting: async (settings) => {
      await client.send(
        new PutCommand({ TableName: name, Item: { ...knowledge.routing(), ...settings } }),
      );
      routing.forget();
    },
    calendar: () => calendar(clock()),
    putCalendarYear: async (year) => {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: { ...knowledge.calendarYear(year.year), ...year },
        }),
      );
      calendar.forget();
    },
    addCalendarYears: async (years) => {
      for (const year of years) await addOnce({ ...knowledge.calendarYear(year.year), ...year });
    },
    hours: (of) => hours[of](clock()),
    putHours: async (of, value) => {
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: { ...knowledge.hours(of), ...value },
            ConditionExpression: 'attribute_not_exists(pk) OR revision = :read',
            ExpressionAttributeValues: { ':read': value.revision - 1 },
          }),
        );
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
      hours[of].forget();
      profile.forget();
      return true;
    },
    departments: () => departments(clock()),
    putDepartments: (list) => putAll(list.map((d) => ({ ...knowledge.department(d.id), ...d }))),
    people: () => people(clock()),
    putPeople: (list) => putAll(list.map((p) => ({ ...knowledge.person(p.id), ...p }))),
    campus: () => plan(clock()),
    putCampus: (value) => putAll([{ ...knowledge.campus(), ...value }]),
    opening: () => opening(clock()),
    openingNow: readOpening,
    addDepartmentHours: async (list) => {
      for (const one of list)
        await addOnce({ ...knowledge.departmentHours(one.departmentId), ...one });
    },
    putDepartmentHours: (one) =>
      putAll([{ ...knowledge.departmentHours(one.departmentId), ...one }]),
    putOverride: (one) => putAll([{ ...knowledge.openingOverride(one.overrideId), ...one }]),
    removeOverride: async (overrideId) => {
      await client.send(
        new DeleteCommand({ TableName: name, Key: knowledge.openingOverride(overrideId) }),
      );
    },
    index: async (now) => (await index(now))?.index,
  };
};
