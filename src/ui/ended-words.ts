/** Which loops of a text the guard has ended, and why: a sentence. No lines: it cannot say which. */
export function endedWords(lines: readonly number[]): string {
  const many = lines.length > 1;
  const which = many
    ? `The loops at lines ${lines.join(' and ')}`
    : lines.length === 1
      ? `The loop at line ${lines[0]}`
      : 'A loop';
  return `${which} went on beyond all the work that this shape needs, so ${many ? 'they were' : 'it was'} stopped and the page lives.`;
}
