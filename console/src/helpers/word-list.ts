/** Words that somebody typed with 、 or commas or spaces between, each once. */
export const wordList = (text: string): string[] => [
  ...new Set(
    text
      .split(/[、，,;；\s]+/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
];

export const listText = (words: readonly string[]): string => words.join('、');
