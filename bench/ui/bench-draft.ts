import type { BenchOptions, MatmulShape } from '../contract';

/** The form as text, right or wrong. */
export interface Draft {
  filter: string;
  shapes: string;
  budget: string;
}

export type Complaints = Readonly<Partial<Record<keyof Draft, string>>>;

export const DEFAULT_DRAFT: Draft = { filter: '', shapes: '', budget: '3' };

const MOST_SHAPES = 12;
const MOST_EXTENT = 4096;
const BUDGET = { least: 0.2, most: 120 };

/** Options where the whole is valid, else what is wrong with which field and what is allowed. */
export function checkDraft(
  draft: Draft,
  peers: boolean,
): { options: BenchOptions; complaints: null } | { options: null; complaints: Complaints } {
  const complaints: Record<string, string> = {};
  const shapes = shapesOf(draft.shapes);
  if (typeof shapes === 'string') complaints.shapes = shapes;
  const budgetSeconds = Number(draft.budget.replace(',', '.'));
  if (!(budgetSeconds >= BUDGET.least && budgetSeconds <= BUDGET.most)) {
    complaints.budget = `“${draft.budget}” is not a number of seconds from ${BUDGET.least} to ${BUDGET.most}.`;
  }
  if (draft.filter.length > 100) complaints.filter = 'At most 100 characters.';
  if (typeof shapes === 'string' || Object.keys(complaints).length > 0) {
    return { options: null, complaints };
  }
  const options = { filter: draft.filter.trim(), shapes, peers, budgetSeconds };
  const only = peers ? 'peer' : 'kernel';
  return { options: { ...options, only, command: commandOf(options) }, complaints: null };
}

/** The command line that measures the same. */
function commandOf({ filter, shapes, peers, budgetSeconds }: BenchOptions): string {
  return [
    'npm run bench --',
    ...(filter ? [`--filter "${filter}"`] : []),
    ...shapes.map(({ M, K, N }) => `--shape ${M}x${K}x${N}`),
    ...(peers ? ['--suite peer'] : []),
    `--budget ${budgetSeconds}`,
  ].join(' ');
}

/** "64, 128x64x32" as shapes M × K × N; or what is wrong with it. */
function shapesOf(text: string): MatmulShape[] | string {
  const parts = text.split(/[,;\s]+/).filter(Boolean);
  if (parts.length > MOST_SHAPES) return `At most ${MOST_SHAPES} shapes, not ${parts.length}.`;
  const shapes: MatmulShape[] = [];
  for (const part of parts) {
    const sizes = part.split(/[x×*]/).map(Number);
    const [M, K = M, N = M] = sizes;
    const known = sizes.length === 1 || sizes.length === 3;
    const allowed = (size: number) => Number.isInteger(size) && size >= 1 && size <= MOST_EXTENT;
    if (!known || ![M, K, N].every(allowed)) {
      return `“${part}” is neither one size nor M×K×N, whole numbers from 1 to ${MOST_EXTENT}.`;
    }
    shapes.push({ M, K, N });
  }
  return shapes;
}
