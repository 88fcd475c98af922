import { wantedGroups } from '../cases';
import { nothingFits } from '../offer';
import type { BenchOptions, MatmulShape } from '../contract';

/** The form as text, right or wrong. */
export interface Draft {
  suite: 'kernels' | 'training';
  filter: string;
  shapes: string;
  budget: string;
}

export type Complaints = Readonly<Partial<Record<keyof Draft, string>>>;

export const DEFAULT_DRAFT: Draft = { suite: 'kernels', filter: '', shapes: '', budget: '3' };

const MOST_SHAPES = 12;
const MOST_EXTENT = 4096;
/** What `Number` would take besides, such as 0x10 or 1e2, is a slip of the hand. */
const DECIMAL = /^(\d+\.?\d*|\.\d+)$/;
const BUDGET = { least: 0.2, most: 120 };

/** Options where the whole is valid, else what is wrong with which field and what is allowed. */
export function checkDraft(
  draft: Draft,
  peers: boolean,
): { options: BenchOptions; complaints: null } | { options: null; complaints: Complaints } {
  const complaints: Record<string, string> = {};
  const training = draft.suite === 'training';
  const shapes = training ? [] : shapesOf(draft.shapes); // of matrix products
  if (typeof shapes === 'string') complaints.shapes = shapes;
  const budgetSeconds = DECIMAL.test(draft.budget.trim()) ? Number(draft.budget) : NaN;
  if (!(budgetSeconds >= BUDGET.least && budgetSeconds <= BUDGET.most)) {
    const point = draft.budget.includes(',') ? ' Type a point for decimals, such as 0.5.' : '';
    complaints.budget = `“${draft.budget}” is not a number of seconds from ${BUDGET.least} to ${BUDGET.most}.${point}`;
  }
  if (draft.filter.length > 100) complaints.filter = 'At most 100 characters.';
  if (typeof shapes === 'string' || Object.keys(complaints).length > 0) {
    return { options: null, complaints };
  }
  const options: BenchOptions = {
    ...{ filter: draft.filter.trim(), shapes, budgetSeconds },
    peers: peers && !training,
    only: training ? 'train' : peers ? 'peer' : 'kernel',
    // The bench never loads a library; the page of libraries does.
    ...(training && !peers && { oursOnly: true }),
  };
  // What libraries and trainings there are is known to the run alone.
  if (options.only === 'kernel' && wantedGroups(options).length === 0) {
    return { options: null, complaints: { filter: nothingFits(options) } };
  }
  return { options: { ...options, command: commandOf(options) }, complaints: null };
}

/** The command line that measures the same. */
function commandOf({ filter, shapes, peers, only, oursOnly, budgetSeconds }: BenchOptions): string {
  return [
    'npm run bench --',
    ...(filter ? [`--filter "${filter}"`] : []),
    ...shapes.map(({ M, K, N }) => `--shape ${M}x${K}x${N}`),
    ...(peers ? ['--suite peer'] : []),
    ...(only === 'train' ? ['--suite train'] : []),
    ...(oursOnly ? ['--ours'] : []),
    `--budget ${budgetSeconds}`,
  ].join(' ');
}

/** "64, 128x64x32" as shapes M × K × N; or what is wrong with it. */
function shapesOf(text: string): MatmulShape[] | string {
  // 1,024 may be one number or two.
  const [unclear] = /\d+,\d+/.exec(text) ?? [];
  if (unclear) {
    return `“${unclear}” may be one number or two: type a space after a comma between shapes, and none within a number.`;
  }
  const parts = text.split(/[,;\s]+/).filter(Boolean);
  if (parts.length > MOST_SHAPES) return `At most ${MOST_SHAPES} shapes, not ${parts.length}.`;
  const shapes: MatmulShape[] = [];
  for (const part of parts) {
    const sizes = part.split(/[x×*]/).map((size) => (/^\d+$/.test(size) ? Number(size) : NaN));
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
