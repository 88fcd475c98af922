// The generators' known answers, on the GPU.
import { describe, expect, it } from 'vitest';
import { kernelEntry, runKernel } from '../../src/kernels/index';
import { sharedGpu } from './gpu';

type Words = readonly number[];

async function words(
  name: string,
  [first, ...rest]: Words,
  key: Words,
  constants = {},
): Promise<number[]> {
  const [counter_1, counter_2, counter_3] = rest;
  const keys = Object.fromEntries(key.map((word, at) => [`key_${at}`, word]));
  const given = {
    uniforms: { dims: { blocks: 1, first, counter_1, counter_2, counter_3, ...keys } },
    inputs: {},
    expected: {},
  };
  const outputs = await runKernel(
    await sharedGpu(),
    kernelEntry(name),
    { blocks: 1 },
    given,
    constants,
  );
  return [...outputs.words];
}

const ONE = 0xffffffff;
const PI = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];

describe('philox4x32 (Random123, kat_vectors)', () => {
  it.each([
    [7, [0, 0, 0, 0], [0, 0], [0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48]],
    [7, PI, [0xa4093822, 0x299f31d0], [0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a]],
    [10, [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
    [10, [ONE, ONE, ONE, ONE], [ONE, ONE], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
    [10, PI, [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]],
  ])('%i rounds of %j', async (ROUNDS, counter, key, expected) => {
    expect(await words('philox4x32', counter, key, { ROUNDS })).toEqual(expected);
  });
});

describe('pcg4d (the authors’ listing, compiled as C)', () => {
  it.each([
    [
      [0, 0, 0, 0],
      [0x0f02f829, 0x2d568769, 0x32b0c43b, 0xd32548ea],
    ],
    [
      [1, 2, 3, 4],
      [0x3622cd16, 0xf11471d8, 0xe1109b3f, 0x02b94c2f],
    ],
    [
      [ONE, ONE, ONE, ONE],
      [0x974ed892, 0xc015dc67, 0x9f955760, 0xa1bba208],
    ],
    [PI, [0xb1d796e4, 0xfc8e0cae, 0x9a4185e6, 0xd0975474]],
  ])('of %j', async (counter, expected) => {
    expect(await words('pcg4d', counter, [0, 0, 0, 0])).toEqual(expected);
  });
});
