import { z } from 'zod';

const point = z.tuple([z.int(), z.int()]);

/** The hospital's grounds as the hospital draws them: one plan with its buildings, and the way to each from the gate. */
export const campus = z.object({
  /** Size of the plan; places and ways are in its units. */
  width: z.int().positive(),
  height: z.int().positive(),
  gate: z.object({ name: z.string(), at: point }),
  buildings: z.array(
    z.object({
      name: z.string(),
      /** Left, top, width, height. */
      place: z.tuple([z.int(), z.int(), z.int(), z.int()]),
      /** From the gate to the building's door. */
      line: z.array(point).min(2),
      way: z.string(),
      stepFree: z.string(),
      lifts: z.string(),
      parking: z.string(),
    }),
  ),
});
export type Campus = z.infer<typeof campus>;

/** How to get somewhere, in words and as a small plan. */
export const way = z.object({
  steps: z.array(z.string()),
  stepFree: z.string(),
  parking: z.string(),
  plan: z.object({
    width: z.int(),
    height: z.int(),
    gate: z.object({ name: z.string(), at: point }),
    places: z.array(
      z.object({
        name: z.string(),
        place: z.tuple([z.int(), z.int(), z.int(), z.int()]),
        here: z.boolean(),
      }),
    ),
    line: z.array(point),
  }),
});
export type Way = z.infer<typeof way>;

/** The building that a place names first (门诊楼1楼（…）、3楼 → 门诊楼), the longest name where several begin there. */
const buildingOf = (
  { buildings }: Campus,
  place: string,
): Campus['buildings'][number] | undefined =>
  buildings
    .map((building) => ({ building, at: place.indexOf(building.name) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.building.name.length - a.building.name.length)[0]?.building;

const GROUND = /^1楼/;

/** The way from the gate to a place like 门诊楼4楼; undefined where the plan does not know it. */
export const wayTo = (grounds: Campus, place: string): Way | undefined => {
  const building = buildingOf(grounds, place);
  if (building === undefined) return undefined;
  const inside = place.slice(place.indexOf(building.name) + building.name.length);
  const { width, height, gate, buildings } = grounds;
  return {
    steps: [
      building.way,
      ...(inside === '' || GROUND.test(inside) ? [] : [building.lifts]),
      `到${place}`,
    ],
    stepFree: building.stepFree,
    parking: building.parking,
    plan: {
      width,
      height,
      gate,
      line: building.line,
      places: buildings.map(({ name, place: box }) => ({
        name,
        place: box,
        here: name === building.name,
      })),
    },
  };
};
