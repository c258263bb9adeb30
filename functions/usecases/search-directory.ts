import type { Deps } from '#functions/ports.ts';
import { lookUp, personLine } from '#shared/domain/reply/directory.ts';
import { openingAnswer } from '#shared/domain/reply/opening.ts';
import { wayTo } from '#shared/domain/reply/way-finding.ts';
import { ok } from '#shared/kernel/result.ts';
import { openingOf } from './understand.ts';

/** 号码查询: who and what meets a word, with place, number, hours and the way there. */
export const searchDirectory = async (deps: Pick<Deps, 'knowledge' | 'clock'>, query: string) => {
  const { knowledge } = deps;
  const [departments, people, campus, plan] = await Promise.all([
    knowledge.departments(),
    knowledge.people(),
    knowledge.campus(),
    openingOf(deps),
  ]);
  return ok({
    hits: lookUp(departments, people, query).map(({ department, person }) => ({
      department,
      person:
        person === null
          ? null
          : { name: person.name, title: person.title, times: personLine(person) },
      now: openingAnswer(plan, department.id, undefined, deps.clock()) ?? null,
      way: (campus === undefined ? undefined : wayTo(campus, department.floor)) ?? null,
    })),
  });
};
