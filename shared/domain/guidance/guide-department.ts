import lexicon from '#shared/data/guidance/department-lexicon.json' with { type: 'json' };

export interface GuidancePatient {
  readonly ageYears?: number;
  readonly sex?: 'female' | 'male';
  readonly pregnant?: boolean;
}

/** A department as the hospital lists it. */
export interface DepartmentEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
}

export interface GuidanceRequest {
  readonly text: string;
  readonly patient?: GuidancePatient;
  /** The hospital's own list; without it the catalogue of the demo hospital. */
  readonly departments?: readonly DepartmentEntry[];
}

export interface SuggestedDepartment {
  readonly name: string;
  /** 0–1, sums to at most 1 over all departments. */
  readonly score: number;
  readonly reasons: readonly { readonly zh: string; readonly en: string }[];
}

export interface Guidance {
  /** At most three, best first; empty when the text says nothing about a complaint. */
  readonly departments: readonly SuggestedDepartment[];
  /** False: show the list as a choice, not as an answer. */
  readonly confident: boolean;
  /** The one question whose answer would change the first department. */
  readonly ask: 'age' | 'sex' | 'pregnancy' | null;
  readonly version: string;
}

/** Tells which departments treat what a text complains of. It names departments, never a disease. */
export function guideDepartment({ text }: GuidanceRequest): Guidance {
  const found = lexicon
    .map(({ name, diseases, symptoms_lay, tests }) => ({
      name,
      words: [...diseases, ...symptoms_lay, ...tests].filter((word) => text.includes(word)),
    }))
    .filter(({ words }) => words.length > 0)
    .sort((a, b) => b.words.join('').length - a.words.join('').length)
    .slice(0, 3);
  const total = found.reduce((sum, { words }) => sum + words.join('').length, 0);
  return {
    departments: found.map(({ name, words }) => ({
      name,
      score: words.join('').length / total,
      reasons: words.slice(0, 3).map((word) => ({
        zh: `您提到“${word}”，由${name}接诊`,
        en: `You mentioned “${word}”, which ${name} sees`,
      })),
    })),
    confident: found.length === 1,
    ask: null,
    version: 'lexicon-1',
  };
}
