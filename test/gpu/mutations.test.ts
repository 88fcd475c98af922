// Tests of the tests: a wrong sign in a backward kernel, a lost barrier, a forgotten edge must turn a check red.
import { describe, expect, it } from 'vitest';
import { caseRandom, judge, kernelEntry, runKernel } from '../../src/kernels/index';
import { sharedGpu } from './gpu';

/** Every way to remove exactly one barrier. */
function withoutOneBarrier(source: string): string[] {
  const parts = source.split('workgroupBarrier();');
  return parts
    .slice(1)
    .map(
      (_, at) =>
        parts.slice(0, at + 1).join('workgroupBarrier();') +
        parts.slice(at + 1).join('workgroupBarrier();'),
    );
}

/** How many of the kernel's listed cases a changed source fails. */
async function failures(name: string, source: string): Promise<number> {
  const entry = kernelEntry(name);
  expect(source, `the change of ${name} must change something`).not.toBe(entry.source);
  let failed = 0;
  for (const [at, sizes] of entry.testSizes.entries()) {
    const given = entry.makeCase(sizes, caseRandom(at), entry.header.constants);
    const outputs = await runKernel(await sharedGpu(), { ...entry, source }, sizes, given);
    if (judge(given, outputs).disagreements.length > 0) failed++;
  }
  return failed;
}

describe('a wrong sign is found', () => {
  it.each([
    ['matmul_nt_naive', 'c[cell] = sum', 'c[cell] = -sum'],
    ['matmul_tn_naive', 'c[cell] = sum', 'c[cell] = -sum'],
    ['matmul_nt_tiled', '] = sum;', '] = -sum;'],
    ['matmul_tn_tiled', '] = sum;', '] = -sum;'],
    ['matmul_nt_vec4', '= values[j]', '= -values[j]'],
    ['matmul_tn_vec4', '= values[j]', '= -values[j]'],
    ['bias_relu_backward', 'select(0.0, d_out[element]', 'select(0.0, -d_out[element]'],
    ['weighted_squared_error_backward', '(out[cell] - x[cell])', '(x[cell] - out[cell])'],
    ['l1_backward', '+ dims.rate', '- dims.rate'],
    ['column_sum', 'sums[column] = partial[0]', 'sums[column] = -partial[0]'],
    ['softmax_cross_entropy_backward', '(probability - ', '(probability + '],
    ['sgd_momentum', 'decayed - schedule', 'decayed + schedule'],
    ['sigmoid_backward', '(1.0 - y)', '(1.0 + y)'],
    ['tanh_backward', '1.0 - y * y', '1.0 + y * y'],
    ['gelu_backward', '1.0 - t * t', '1.0 + t * t'],
    ['feature_geometry', 'whole = squares + ', 'whole = squares - '],
    ['adamw', 'decayed - schedule', 'decayed + schedule'],
    ['sgd', 'decayed - schedule', 'decayed + schedule'],
    ['attack', '+ push[instance]', '- push[instance]'],
    ['train_small', 'present(out - y', 'present(y - out'],
    ['train_small', 'decayed - hour.x * ((', 'decayed + hour.x * (('],
    ['train_decode', 'error = out - y', 'error = y - out'],
    ['train_hidden_slope', 'sums, col', '-sums, col'],
    ['train_gradient', 'biases.a + x.a', 'biases.a - x.a'],
    ['train_update', 'g += gradient', 'g -= gradient'],
    ['train_list', 'value[at] = x', 'value[at] = -x'],
    ['train_gram', 's0 += left.x', 's0 -= left.x'],
    ['train_active', 'error = out - y', 'error = y - out'],
    ['train_active', '+= x * left_d', '-= x * left_d'],
    ['train_gram_gradient', 's0 += x.x', 's0 -= x.x'],
  ])('%s', async (name, right, wrong) => {
    const source = kernelEntry(name).source.replace(right, wrong);
    // Not in every case: where each output happens to be 0, a sign makes no difference.
    expect(await failures(name, source)).toBeGreaterThan(kernelEntry(name).testSizes.length / 2);
  });
});

describe('a lost barrier is found', () => {
  it.each([
    'matmul_tiled',
    'matmul_block_1d',
    'matmul_block_2d',
    'matmul_double',
    'matmul_split',
    'matmul_nt_tiled',
    'matmul_tn_tiled',
    'column_sum',
    'row_sum_interleaved',
    'row_sum_sequential',
    'row_sum_items',
    'row_sum_subgroup',
    'square_sums',
    'unit_rows',
    'attack',
    'weighted_squared_error',
    'transpose_tiled',
    'transpose_padded',
    'peak_workgroup',
  ])('%s', async (name) => {
    const mutants = withoutOneBarrier(kernelEntry(name).source);
    expect(mutants.length).toBeGreaterThan(0);
    for (const source of mutants) expect(await failures(name, source)).toBeGreaterThan(0);
  });
});

describe('a forgotten edge is found', () => {
  it.each([
    ['matmul_tiled', 'row < dims.M && col < dims.N', 'row < dims.M'],
    ['matmul_tiled', 'k0 < dims.K', 'k0 + TILE < dims.K'],
    ['matmul_double', 'k0 + DEPTH < dims.K', 'k0 + 2u * DEPTH < dims.K'],
    ['matmul_subgroup', '1.0, k + mine', '1.0, k'],
    ['clip_by_norm', 'norm > dims.max_norm', 'norm < dims.max_norm'],
    ['add_row', '% dims.C', '/ dims.C'],
    ['add', 'a[element] + b[element]', 'a[element]'],
    ['sparse_features', 'on = level < threshold', 'on = level <= threshold / vec4u(2u)'],
    ['bias_add', 'pre[cell] + bias', 'bias'],
    ['relu', 'max(0.0, pre[element])', 'pre[element]'],
    ['absolute', 'abs(x[element])', 'x[element]'],
    ['unit_rows', 'select(1.0, length, length > 0.0)', 'length'],
    ['unit_rows', 'sqrt(sum)', 'sum'],
    ['attack', 'select(1.0, sqrt(sum), sum > 0.0)', 'sqrt(sum)'],
    ['attack', 'select(1.0, sqrt(sum)', 'select(1.0, sum'],
    ['attack', 'key).x', 'key).y'],
    ['count_nonfinite', '0x7f800000u) {', '0x7f800001u) {'],
    ['train_list', 'select(0u, dims.B, x != 0.0)', 'dims.B'],
    ['train_active', 'entry < beyond', 'entry + dims.B < beyond'],
    ['train_active', 'slopes[rows + a * across + 1u] = vec4f();', ''],
    ['train_gram_gradient', 'slab < SLABS', 'slab + 1u < SLABS'],
  ])('%s without %s', async (name, right, wrong) => {
    expect(await failures(name, kernelEntry(name).source.replace(right, wrong))).toBeGreaterThan(0);
  });
});
