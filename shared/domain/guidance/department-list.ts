import rules from '#shared/data/guidance/rules.json' with { type: 'json' };
import hospital from '#shared/data/hospital/departments.json' with { type: 'json' };

/** A department as a hospital lists it. */
export interface DepartmentEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
}

const catalogue: readonly DepartmentEntry[] = hospital;
const keysOf = ({ name, aliases = [] }: DepartmentEntry): string[] => [name, ...aliases];
const knownKeys = new Map(catalogue.map((entry) => [entry.name, keysOf(entry)]));
const nearest = new Map(Object.entries(rules.nearest));

/** Whether a name means the department: its own name or one of its aliases. */
export function isDepartment(entry: DepartmentEntry, name: string): boolean {
  return keysOf(entry).includes(name);
}

/**
 * From the catalogue's department names to the names of another hospital, by name and alias on both sides; what the
 * hospital does not have goes to the department that usually takes it over, or nowhere.
 */
export function departmentNames(
  departments: readonly DepartmentEntry[] = catalogue,
): (name: string) => string | undefined {
  const byKey = new Map<string, string>();
  for (const entry of departments) {
    for (const key of keysOf(entry)) if (!byKey.has(key)) byKey.set(key, entry.name);
  }
  const direct = (name: string): string | undefined => {
    for (const key of knownKeys.get(name) ?? [name]) {
      const own = byKey.get(key);
      if (own !== undefined) return own;
    }
    return undefined;
  };
  return (name) => {
    for (const candidate of [name, ...(nearest.get(name) ?? [])]) {
      const own = direct(candidate);
      if (own !== undefined) return own;
    }
    return undefined;
  };
}
