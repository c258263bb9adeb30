import type { Deps } from '#functions/ports.ts';
import { lookUp, personLine } from '#shared/domain/reply/directory.ts';
import { wayTo } from '#shared/domain/reply/way-finding.ts';
import { ok } from '#shared/kernel/result.ts';

/** 号码查询: who and what meets a word, with place, number, hours and the way there. */
export const searchDirectory = async ({ knowledge }: Pick<Deps, 'knowledge'>, query: string) => {
  const [departments, people, campus] = await Promise.all([
    knowledge.departments(),
    knowledge.people(),
    knowledge.campus(),
  ]);
  return ok({
    hits: lookUp(departments, people, query).map(({ department, person }) => ({
      department,
      person:
        person === null
          ? null
          : { name: person.name, title: person.title, times: personLine(person) },
      way: (campus === undefined ? undefined : wayTo(campus, department.floor)) ?? null,
    })),
  });
};
