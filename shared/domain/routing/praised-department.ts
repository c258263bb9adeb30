import type { Department, Person } from '#shared/domain/reply/directory.ts';

/** Shorter names stand in too many other words. */
const SHORTEST = 2;

/**
 * Whom words of praise are about: the department of the first person of the directory whose name stands in them, else
 * the department whose longest name does; null where they name neither.
 */
export const praisedDepartment = (
  text: string,
  departments: readonly Pick<Department, 'name' | 'aliases'>[],
  people: readonly Pick<Person, 'name' | 'department'>[],
): string | null => {
  const person = people.find(({ name }) => name.length >= SHORTEST && text.includes(name));
  if (person !== undefined) return person.department;
  const named = departments
    .flatMap(({ name, aliases }) => [name, ...aliases].map((word) => ({ name, word })))
    .filter(({ word }) => word.length >= SHORTEST && text.includes(word))
    .sort((a, b) => b.word.length - a.word.length)[0];
  return named?.name ?? null;
};
