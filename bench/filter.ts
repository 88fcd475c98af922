/**
 * Choices of a filter, each a list of words: `"row_sum | transpose N=2"` is `[["row_sum"], ["transpose", "n=2"]]`. None
 * where nothing was typed, nor beside a bar with nothing on the other side.
 */
export function wordsOf(filter: string): string[][] {
  return filter
    .toLowerCase()
    .split('|')
    .map((words) => words.split(/\s+/).filter((word) => word !== ''))
    .filter((words) => words.length > 0);
}

/**
 * Whether a case is asked for: all words of one choice must be in what it is called. An empty filter asks for
 * everything.
 */
export function matches(filter: string, ...texts: string[]): boolean {
  if (filter.trim() === '') return true;
  const whole = texts.join(' ').toLowerCase();
  return wordsOf(filter).some((words) => words.every((word) => whole.includes(word)));
}
