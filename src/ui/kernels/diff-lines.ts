import { diffLines } from 'diff';

/** A line of a comparison, or a stretch of lines that are alike. */
export type DiffLine =
  { kind: 'added' | 'removed' | 'same'; text: string } | { kind: 'gap'; lines: number };

/** Lines that are alike and stand beside a change. */
const CONTEXT = 3;

/** What has to change to get from one text to the other, with a few lines around each change. */
export function diffOf(before: string, after: string): DiffLine[] {
  const parts = diffLines(before, after);
  return parts.flatMap(({ added, removed, value }, at): DiffLine[] => {
    const texts = value.replace(/\n$/, '').split('\n');
    const kind = added ? 'added' : removed ? 'removed' : 'same';
    const lines = texts.map((text): DiffLine => ({ kind, text }));
    if (kind !== 'same') return lines;
    const [head, tail] = [at > 0 ? CONTEXT : 0, at < parts.length - 1 ? CONTEXT : 0];
    const hidden = lines.length - head - tail;
    if (hidden < 2) return lines;
    return [
      ...lines.slice(0, head),
      { kind: 'gap', lines: hidden },
      ...lines.slice(lines.length - tail),
    ];
  });
}
