/** Words of an English text, in lower case. */
export const englishWords = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9'ü]+/)
    .filter((word) => word !== '');

/** What is left of -ing and -ed: running → run, filing → file, paying → pay. */
const bare = (stem: string): string => {
  if (/([bdgmnprt])\1$/.test(stem)) return stem.slice(0, -1);
  return /^[^aeiou][aeiou][^aeiouwxy]$/.test(stem) ? `${stem}e` : stem;
};

/** One form for the inflections of an English word: visits, visiting, visited → visit. Rough, but the same on both sides. */
export const stemOf = (word: string): string => {
  let stem = word.replace(/'s?$/, '').replaceAll("'", '');
  if (stem.length <= 3 || /\d/.test(stem)) return stem;
  if (/[^su]s$/.test(stem)) stem = stem.replace(/ies$/, 'y').replace(/(?<=[sxz]|[cs]h)es$|s$/, '');
  if (/.{3}ing$/.test(stem)) stem = bare(stem.slice(0, -3));
  else if (/.{3}ied$/.test(stem)) stem = `${stem.slice(0, -3)}y`;
  else if (/.{3}ed$/.test(stem)) stem = bare(stem.slice(0, -2));
  return stem.length > 4 ? stem.replace(/e$/, '') : stem;
};
