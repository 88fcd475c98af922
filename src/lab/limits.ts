import { evaluate, shapeOf, workgroups, type KernelEntry, type Sizes } from '../kernels/index';

/** Elements of an output that are shown beside their reference. */
export const SHOWN_ELEMENTS = 2 ** 16;

/** The largest array and the most work that the float64 reference is asked for, so that it takes seconds at most. */
const MOST_ELEMENTS = 2 ** 20;
const MOST_FLOPS = 2 ** 29;

/**
 * Why a kernel cannot be run in the lab at these sizes, or ''.
 *
 * @param sizes of the size symbols and the `override` constants
 */
export function sizeProblem(
  { header, most = {} }: Pick<KernelEntry, 'header' | 'most'>,
  sizes: Sizes,
): string {
  for (const symbol of Object.keys(header.sizes)) {
    const value = sizes[symbol];
    if (!Number.isInteger(value) || value < 1 || value > MOST_ELEMENTS) {
      return `${symbol} must be a whole number from 1 to ${MOST_ELEMENTS}.`;
    }
  }
  for (const constant of Object.keys(header.constants)) {
    const value = sizes[constant];
    const least = Math.min(1, header.constants[constant]); // a switch is off by default: 0
    if (!Number.isInteger(value) || value < least || value > 1024) {
      return `${constant} must be a whole number from ${least} to 1024.`;
    }
  }
  const all = { ...header.constants, ...header.fixed, ...sizes };
  for (const [symbol, expression] of Object.entries(most)) {
    const limit = evaluate(expression, all);
    if (all[symbol] > limit) return `${symbol} must be at most ${limit} (${expression}).`;
  }
  for (const { name, shape } of header.bindings) {
    const elements = shapeOf(shape, all).reduce((product, extent) => product * extent, 1);
    if (elements > MOST_ELEMENTS) {
      return `The array ${name} would hold ${elements} numbers; this page runs up to ${MOST_ELEMENTS} in one array, because it computes each of them in float64 too.`;
    }
  }
  if (evaluate(header.cost.flops, all) > MOST_FLOPS) {
    return `That is more than ${MOST_FLOPS} operations, which the float64 reference would have to do too. Choose a smaller shape.`;
  }
  try {
    workgroups(header, all);
    return '';
  } catch (error) {
    return `${(error as Error).message}.`;
  }
}
