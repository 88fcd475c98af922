import { decodeHalves, dotBound, matmul as plain, matmulNT, matmulTN } from '../../reference/index';
import type { MatmulSizes } from '../../reference/index';
import type { CaseRandom, KernelCase, KernelDefinition } from '../case';
import type { Sizes } from '../launch';

/** 1, primes, tile - 1, tile, tile + 1, and several workgroups along M, N and I. */
const SIZES: readonly Sizes[] = [
  { I: 1, M: 1, K: 1, N: 1 },
  { I: 1, M: 1, K: 17, N: 1 },
  { I: 3, M: 5, K: 7, N: 2 },
  { I: 2, M: 15, K: 15, N: 15 },
  { I: 1, M: 16, K: 16, N: 16 },
  { I: 2, M: 17, K: 17, N: 17 },
  { I: 1, M: 31, K: 1, N: 33 },
  { I: 1, M: 1, K: 64, N: 65 },
  { I: 5, M: 13, K: 29, N: 1 },
  { I: 1, M: 67, K: 3, N: 5 },
  { I: 1, M: 37, K: 41, N: 53 },
  { I: 2, M: 33, K: 18, N: 65 },
  { I: 1, M: 129, K: 20, N: 130 },
  { I: 10, M: 128, K: 5, N: 2 },
  { I: 10, M: 5, K: 257, N: 2 },
  { I: 67, M: 2, K: 3, N: 2 },
];

type Reference = (a: ArrayLike<number>, b: ArrayLike<number>, s: MatmulSizes) => Float64Array;

function asMatmul(sizes: Sizes): MatmulSizes {
  return { I: sizes.I, M: sizes.M, K: sizes.K, N: sizes.N };
}

function definition(
  file: string,
  reference: Reference,
  variants?: KernelDefinition['variants'],
): KernelDefinition {
  return {
    file: `shaders/matmul/${file}.wgsl`,
    testSizes: SIZES,
    variants,
    makeCase(sizes, random): KernelCase {
      const s = asMatmul(sizes);
      const a = random.floats(s.I * s.M * s.K);
      const b = random.floats(s.I * s.K * s.N);
      return { inputs: { a, b }, ...product(a, b, s, reference) };
    },
  };
}

/** What comes out for numbers as the kernel sees them. */
function product(a: Float32Array, b: Float32Array, s: MatmulSizes, reference: Reference) {
  // The sum of the terms' absolute values is the product of the matrices' absolute values.
  const magnitude = reference(a.map(Math.abs), b.map(Math.abs), s);
  const bound = magnitude.map((sum) => dotBound(s.K, sum));
  return {
    uniforms: { dims: { ...s } },
    expected: { c: { value: reference(a, b, s), bound } },
    reference: () => reference(a, b, s),
  };
}

/** Inputs are f16 from the start, so that storing them costs no accuracy: the bound is that of f32 sums. */
const halves: KernelDefinition = {
  ...definition('matmul_f16', plain, [{}, { ACROSS: 4, DOWN: 2 }]),
  makeCase(sizes, random): KernelCase {
    const s = asMatmul(sizes);
    const a = randomHalves(s.I * s.M * s.K, random);
    const b = randomHalves(s.I * s.K * s.N, random);
    return { inputs: { a, b }, ...product(decodeHalves(a), decodeHalves(b), s, plain) };
  },
};

/** Bits of f16 numbers of either sign, from 2^-5 to 1. */
function randomHalves(length: number, random: CaseRandom): Uint16Array {
  return Uint16Array.from({ length }, () => {
    const sign = random.integer(0, 1) << 15;
    const exponent = random.integer(10, 14) << 10;
    return sign | exponent | random.integer(0, 1023);
  });
}

function inner(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += p[i] * q[i];
  return sum;
}

/**
 * A · Bᵀ is the gradient of P · B' in P, where a is d_c and B' [K', N'] = b: it must equal the gradient of
 * <a, P · b> for P [M, N], b [N, K].
 */
const leftFactor: KernelDefinition['gradient'] = {
  output: 'c',
  at: (_, { I, M, N }, random) => Float64Array.from(random.floats(I * M * N)),
  of: (point, { a, b }, { I, M, K, N }) => inner(a, plain(point, b, { I, M, K: N, N: K })),
};

/** Aᵀ · B is the gradient of A · P in P: of <b, a · P> for a [K, M], P [M, N], b [K, N]. */
const rightFactor: KernelDefinition['gradient'] = {
  output: 'c',
  at: (_, { I, M, N }, random) => Float64Array.from(random.floats(I * M * N)),
  of: (point, { a, b }, { I, M, K, N }) => inner(b, plain(a, point, { I, M: K, K: M, N })),
};

const VECTORS: KernelDefinition['variants'] = [{ ACROSS: 8 }, { ACROSS: 1, DOWN: 64 }];

const TILES = [{ TILE: 16 }, { TILE: 8 }];

/** Tile sizes worth a trial, by kernel. */
const TUNINGS: Readonly<Record<string, KernelDefinition['tunings']>> = {
  matmul_tiled: [{ TILE: 16 }, { TILE: 8 }],
  matmul_vec4: [{}, { ACROSS: 1, DOWN: 64 }],
  matmul_double: [{}, { ACROSS: 16, DOWN: 16 }],
  matmul_outer: [{}, { ACROSS: 2, DOWN: 4 }, { ACROSS: 4, DOWN: 1 }],
  matmul_subgroup: [{ ACROSS: 4 }, { ACROSS: 8 }, { ACROSS: 32 }, { ACROSS: 64 }],
  matmul_split: [{}, { SLICES: 1 }, { ACROSS: 32, SLICES: 4 }],
};

function rung(
  family: 'matmul' | 'matmul_nt' | 'matmul_tn',
  kernel: string,
  variants?: KernelDefinition['variants'],
): KernelDefinition {
  const tunings = TUNINGS[kernel] ?? TUNINGS[kernel.replace(family, 'matmul')];
  if (family === 'matmul') return { ...definition(kernel, plain, variants), family, tunings };
  const [reference, gradient] =
    family === 'matmul_nt' ? [matmulNT, leftFactor] : [matmulTN, rightFactor];
  return { ...definition(kernel, reference, variants), family, tunings, gradient };
}

export const matmul: readonly KernelDefinition[] = [
  rung('matmul', 'matmul_naive'),
  rung('matmul', 'matmul_coalesced'),
  rung('matmul', 'matmul_tiled', TILES),
  rung('matmul', 'matmul_block_1d', [{ COLS: 32 }, { COLS: 16, GROUPS: 2, DEPTH: 8 }]),
  rung('matmul', 'matmul_block_2d', [{ DEPTH: 16 }, { ACROSS: 4, DOWN: 2, DEPTH: 7 }]),
  rung('matmul', 'matmul_vec4', VECTORS),
  rung('matmul', 'matmul_double', [{}, { ACROSS: 4, DOWN: 2, DEPTH: 7 }]),
  rung('matmul', 'matmul_outer', [{}, { ACROSS: 1, DOWN: 64 }]),
  rung('matmul', 'matmul_subgroup', [{ ACROSS: 32 }, { ACROSS: 4 }, { ACROSS: 64 }]),
  halves, // of no family: its bindings are of another type
  rung('matmul', 'matmul_split', [{}, { ACROSS: 3, SLICES: 5 }, { SLICES: 1 }]),
  rung('matmul_nt', 'matmul_nt_naive'),
  rung('matmul_nt', 'matmul_nt_tiled', TILES),
  rung('matmul_nt', 'matmul_nt_vec4', VECTORS),
  rung('matmul_tn', 'matmul_tn_naive'),
  rung('matmul_tn', 'matmul_tn_tiled', TILES),
  rung('matmul_tn', 'matmul_tn_vec4', VECTORS),
];
