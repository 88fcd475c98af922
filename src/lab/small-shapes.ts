import { workgroups, type KernelEntry, type Sizes } from '../kernels/index';

/** A problem small enough to be drawn whole: sizes, and `override` values that cut it into several workgroups. */
export interface SmallShape {
  sizes: Sizes;
  constants: Sizes;
}

/** By size symbols: every family is shown on the same problem, so that its rungs can be compared. */
const SIZES: Readonly<Record<string, Sizes>> = {
  'I M K N': { I: 1, M: 8, K: 10, N: 12 },
  'I R C': { I: 1, R: 16, C: 32 },
  'R C': { R: 4, C: 20 },
  'I n m': { I: 2, n: 5, m: 9 },
  'I B n': { I: 2, B: 6, n: 5 },
  count: { count: 20 },
  'count P': { count: 40, P: 3 },
  blocks: { blocks: 12 },
  'I B n k': { I: 2, B: 9, n: 20, k: 2 },
  'I B n m': { I: 2, B: 18, n: 5, m: 3 },
  'I B n m steps': { I: 2, B: 9, n: 5, m: 2, steps: 2 },
};

/** Where a family's problem shows too little of a kernel. */
const OWN: Readonly<Record<string, Partial<SmallShape>>> = {
  // Eight rows a strip are fixed in the shader.
  matmul_block_1d: { sizes: { I: 1, M: 16, K: 10, N: 8 } },
  matmul_block_2d: { sizes: { I: 1, M: 8, K: 10, N: 16 } },
  // Four columns and eight rows an invocation.
  matmul_vec4: { sizes: { I: 1, M: 16, K: 10, N: 16 } },
  matmul_nt_vec4: { sizes: { I: 1, M: 16, K: 10, N: 16 } },
  matmul_tn_vec4: { sizes: { I: 1, M: 16, K: 10, N: 16 } },
  // Four columns and four rows an invocation, two tiles at a time.
  matmul_double: { sizes: { I: 1, M: 16, K: 12, N: 16 } },
  // Sixteen rows and eight columns an invocation.
  matmul_outer: { sizes: { I: 1, M: 32, K: 5, N: 16 }, constants: { ACROSS: 2, DOWN: 1 } },
  matmul_f16: { sizes: { I: 1, M: 32, K: 5, N: 16 }, constants: { ACROSS: 2, DOWN: 1 } },
  // One quad.
  matmul_subgroup: { sizes: { I: 1, M: 16, K: 8, N: 64 }, constants: { ACROSS: 4 } },
  // Sixteen columns an invocation.
  matmul_split: { sizes: { I: 1, M: 3, K: 10, N: 32 }, constants: { ACROSS: 2, SLICES: 2 } },
  peak_multiply_add: { constants: { WORKGROUP: 8, ROUNDS: 4 } },
  peak_read: { constants: { WORKGROUP: 8, READS: 3 } },
  peak_workgroup: { constants: { WORKGROUP: 8, ROUNDS: 6 } },
  // Half a row of 32 numbers each: the width at which a column of the tile lies in two banks.
  transpose_naive: { constants: { WORKGROUP: 256 } },
  transpose_tiled: { constants: { TILE: 16 } },
  transpose_padded: { constants: { TILE: 16 } },
  // Four samples.
  attack: { sizes: { I: 2, B: 2, n: 5, m: 3 }, constants: { WORKGROUP: 2 } },
  row_sum_serial: { constants: { WORKGROUP: 2 } },
  softmax_cross_entropy: { constants: { WORKGROUP: 2 } },
  softmax_cross_entropy_backward: { constants: { WORKGROUP: 2 } },
  // Two workgroups along the batch, and as narrow a block as there is.
  train_encode: { constants: { LANES: 2, STRIPS: 2, COLS: 1 } },
  train_decode: { constants: { LANES: 2 } },
  train_hidden_slope: { constants: { LANES: 2, STRIPS: 2, COLS: 1 } },
  train_gradient: { constants: { SLICES: 3, STRIPS: 1, COLS: 1 } },
  train_update: { constants: { WORKGROUP: 8, SLICES: 3 } },
  // Two workgroups and two slabs.
  train_list: { sizes: { I: 2, B: 18, n: 5 }, constants: { LANES: 2 } },
  train_gram: { constants: { LANES: 2 } },
  train_active: { constants: { LANES: 2, SLABS: 2 } },
  train_gram_gradient: { constants: { LANES: 2, SLABS: 2 } },
  train_small: { constants: { WORKGROUP: 4, QUADS: 2, LAST: 1, HIDDEN: 2 } },
  // Four sums at once, and what is left.
  row_sum_items: { sizes: { R: 2, C: 40 } },
};

/** `override` values that make workgroups of eight or sixteen invocations; a kernel takes those it has. */
const CONSTANTS: Sizes = {
  WORKGROUP: 8,
  TILE: 4,
  COLS: 4,
  GROUPS: 2,
  DEPTH: 4,
  ACROSS: 2,
  DOWN: 2,
};

/** Kernels whose invocations each have one element: sixteen of them stand for the workgroup. */
const SIXTEEN = /^(matmul_\w*naive|matmul_coalesced)$/;

/**
 * A small problem for a kernel. One of a family that is not known here gets its own overrides and an extent of 6
 * for each size, or as few workgroups as it will take.
 */
export function smallShape({ name, header }: KernelEntry): SmallShape {
  const symbols = Object.keys(header.sizes);
  const own = OWN[name];
  const sizes =
    own?.sizes ?? SIZES[symbols.join(' ')] ?? Object.fromEntries(symbols.map((s) => [s, 6]));
  const constants: Record<string, number> = {};
  for (const constant of Object.keys(header.constants)) {
    const value = own?.constants?.[constant] ?? CONSTANTS[constant];
    if (value !== undefined) constants[constant] = value;
  }
  if (SIXTEEN.test(name)) constants.WORKGROUP = 16;
  workgroups(header, { ...sizes, ...constants }); // throws where the kernel cannot be launched so
  return { sizes, constants };
}
