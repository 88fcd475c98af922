// Backward kernels beyond their reference: central differences of the float64 forward function, and the adjoint
// identity between what the forward and the backward kernel themselves computed.
import { describe, expect, it } from 'vitest';
import { chainBound, dotBound } from '../../src/reference/index';
import {
  caseRandom,
  catalogue,
  kernelEntry,
  runKernel,
  type KernelCase,
  type Sizes,
} from '../../src/kernels/index';
import { sharedGpu } from './gpu';

const withGradient = [...catalogue.values()].filter(({ gradient }) => gradient);

/** Kernels that compute a gradient; a new one must be added, so that none escapes its check. */
it('every backward kernel declares the function that it is the gradient of', () => {
  expect(withGradient.map(({ name }) => name).sort()).toEqual([
    'bias_relu_backward',
    'column_sum',
    'gelu_backward',
    'l1_backward',
    'matmul_nt_naive',
    'matmul_nt_tiled',
    'matmul_nt_vec4',
    'matmul_tn_naive',
    'matmul_tn_tiled',
    'matmul_tn_vec4',
    'sigmoid_backward',
    'softmax_cross_entropy_backward',
    'tanh_backward',
    'train_active',
    'train_gram_gradient',
    'weighted_squared_error_backward',
  ]);
});

describe.each(withGradient)('$name', ({ name, gradient, header }) => {
  it.each([1, 2, 3])('is the gradient that central differences find, seed %i', async (seed) => {
    const entry = kernelEntry(name);
    const sizes = Object.fromEntries(
      Object.keys(header.sizes).map((symbol, at) => [symbol, [2, 5, 3, 4][at]]),
    ) as Sizes;
    const given = entry.makeCase(sizes, caseRandom(seed), header.constants);
    const outputs = await runKernel(await sharedGpu(), entry, sizes, given);
    const { output, at, of } = gradient!;
    const point = at(given.inputs, sizes, caseRandom(seed + 100));
    const { bound } = given.expected[output];
    expect(point.length).toBe(bound.length);
    // Five points: the error left is of order h⁴ = 4e-15, and of the rounding of float64 values of order 10
    // over h, below 1e-11. Points keep 2^-10 from any kink.
    const h = 2 ** -12;
    point.forEach((kept, e) => {
      const value = (offset: number) => {
        point[e] = kept + offset * h;
        const result = of(point, given.inputs, sizes);
        point[e] = kept;
        return result;
      };
      const difference = (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * h);
      const error = Math.abs(outputs[output][e] - difference);
      expect(error, `${name} ${output}[${e}] seed ${seed}`).toBeLessThanOrEqual(bound[e] + 1e-10);
    });
  });
});

type Vector = ArrayLike<number>;

function inner(p: Vector, q: Vector): number {
  let sum = 0;
  for (let e = 0; e < p.length; e++) sum += p[e] * q[e];
  return sum;
}

const abs = (v: Vector) => Float64Array.from(v, Math.abs);

async function run(
  name: string,
  sizes: Sizes,
  uniforms: KernelCase['uniforms'],
  inputs: KernelCase['inputs'],
) {
  const entry = kernelEntry(name);
  return runKernel(await sharedGpu(), entry, sizes, { uniforms, inputs, expected: {} });
}

describe('the adjoint identity', () => {
  // <d, J x> = <Jᵀ d, x>, both sides summed in float64 from what the kernels wrote. The bound is that of each
  // kernel's outputs, weighted by what they are multiplied with.
  it.each([
    ['naive', 3, 7, 5, 2],
    ['naive', 10, 129, 5, 2],
    ['tiled', 2, 33, 17, 19],
    ['tiled', 1, 16, 16, 16],
    ['vec4', 2, 33, 17, 19],
  ])('of matmul, %s rung, I %i M %i K %i N %i', async (rung, I, M, K, N) => {
    const random = caseRandom(I * 1000 + M);
    const a = random.floats(I * M * K);
    const b = random.floats(I * K * N);
    const d = random.floats(I * M * N);
    const forward = { I, M, K, N };
    const left = { I, M, K: N, N: K };
    const right = { I, M: K, K: M, N };
    const { c } = await run(`matmul_${rung}`, forward, { dims: forward }, { a, b });
    const { c: dA } = await run(`matmul_nt_${rung}`, left, { dims: left }, { a: d, b });
    const { c: dB } = await run(`matmul_tn_${rung}`, right, { dims: right }, { a, b: d });
    // Each side has the terms a · b · d, so the sum of their absolute values bounds both.
    const { c: magnitude } = await run(
      `matmul_${rung}`,
      forward,
      { dims: forward },
      { a: a.map(Math.abs), b: b.map(Math.abs) },
    );
    const terms = 1.01 * inner(magnitude, abs(d));
    const bound = dotBound(K, terms) + dotBound(N, terms) + 1e-12;
    expect(Math.abs(inner(d, c) - inner(dA, a))).toBeLessThanOrEqual(bound);
    const boundB = dotBound(K, terms) + dotBound(M, terms) + 1e-12;
    expect(Math.abs(inner(d, c) - inner(dB, b))).toBeLessThanOrEqual(boundB);
  });

  it.each([
    [1, 1, 1],
    [3, 65, 7],
    [2, 257, 5],
  ])('of bias + ReLU and the column sum, I %i B %i n %i', async (I, B, n) => {
    const random = caseRandom(B);
    const pre = random.floats(I * B * n);
    const bias = random.floats(I * n);
    const d = random.floats(I * B * n);
    const sizes = { I, B, n };
    const count = { count: I * B * n };
    const { out } = await run('bias_relu', sizes, { dims: sizes }, { pre, bias });
    const { d_pre: dPre } = await run(
      'bias_relu_backward',
      count,
      { dims: count },
      { out, d_out: d },
    );
    const { sums } = await run('column_sum', sizes, { dims: sizes }, { a: dPre });
    // ReLU is homogeneous: relu(z) = J z. So <d, out> = <d_pre, pre> + <d_bias, bias>.
    const magnitude = inner(abs(dPre), abs(pre)) + inner(abs(sums), abs(bias));
    const everyTerm =
      inner(abs(d), abs(out)) + magnitude + B * inner(abs(bias), new Float64Array(I * n).fill(1));
    const bound = chainBound(1, everyTerm) + dotBound(B, everyTerm);
    expect(Math.abs(inner(d, out) - inner(dPre, pre) - inner(sums, bias))).toBeLessThanOrEqual(
      bound,
    );
  });

  it('of the squared error: it is quadratic, so <gradient, out - x> is twice the loss', async () => {
    const [I, B, n] = [3, 129, 5];
    const random = caseRandom(4);
    const inputs = {
      x: random.floats(I * B * n, 0, 1),
      out: random.floats(I * B * n, 0, 1),
      importance: random.floats(I * n, 0, 1),
    };
    const sizes = { I, B, n };
    const uniforms = { dims: { ...sizes, scale: 1 / (B * n) } };
    const { loss } = await run('weighted_squared_error', sizes, uniforms, inputs);
    const { d_out: dOut } = await run('weighted_squared_error_backward', sizes, uniforms, inputs);
    const difference = Float64Array.from(inputs.out, (v, e) => v - inputs.x[e]);
    const total = 2 * inner(loss, new Float64Array(I).fill(1));
    const bound = dotBound(B * n + 5, total) + chainBound(4, total);
    expect(Math.abs(inner(dOut, difference) - total)).toBeLessThanOrEqual(bound);
  });
});
