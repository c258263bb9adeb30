import rules from '#shared/data/guidance/rules.json' with { type: 'json' };
import type { ReadText } from './features.ts';
import type { Who } from './who.ts';

export interface Reason {
  readonly zh: string;
  readonly en: string;
}

interface Suggestion {
  /** The hospital's name of the department. */
  readonly name: string;
  /** The catalogue's name of it. */
  readonly from: string;
  readonly text: string;
  readonly content: ReadText;
  readonly people: ReadonlySet<Who>;
}

const quoted = (words: readonly string[]): string => words.map((word) => `“${word}”`).join('、');

/** Why a department is suggested: for whom it is, and which words of the patient it is known to take care of. */
export function reasonsFor({ name, from, text, content, people }: Suggestion): Reason[] {
  const reasons: Reason[] = [];
  if (rules.childOnly.includes(from) && (people.has('child') || people.has('newborn'))) {
    reasons.push({ zh: `是给孩子看，${name}接诊`, en: `It is for a child, whom ${name} sees` });
  }
  if (from === '产科' && people.has('pregnant')) {
    reasons.push({
      zh: `怀孕期间的问题由${name}接诊`,
      en: `During pregnancy ${name} is in charge`,
    });
  }
  const words = content.hits
    .filter(({ word, departments }) => departments.includes(from) && text.includes(word))
    .map(({ word }) => word)
    .sort((a, b) => b.length - a.length)
    .slice(0, 2);
  if (words.length > 0) {
    reasons.push({
      zh: `您提到${quoted(words)}，通常在${name}就诊`,
      en: `You mentioned ${quoted(words)}; ${name} usually sees this`,
    });
  }
  if (reasons.length === 0) {
    reasons.push({
      zh: `您的描述与${name}接诊的问题最接近`,
      en: `What you describe is closest to what ${name} sees`,
    });
  }
  return reasons;
}
