import {
  activationThreshold,
  attackBound,
  attacked,
  chainBound,
  philox4x32,
  randomWords,
  seedKey,
  sparseFeatures,
  type FeatureData,
  type Words,
} from '../../reference/index';
import type { Expected, KernelDefinition } from '../case';
import type { Sizes } from '../launch';
import { BATCHES } from './sizes';
import { MODELS } from './train';
import { scheduleOf } from './train-moves';

const BLOCKS: readonly Sizes[] = [1, 2, 3, 7, 31, 64, 127, 255, 256, 257, 513, 1009].map(
  (blocks) => ({
    blocks,
  }),
);

const WORD = 0x7fffffff;

/** Words must match to the last bit. */
function exactly(blocks: number, words: (block: number) => Words): Expected {
  const value = Float64Array.from(
    Array.from({ length: blocks }, (_, block) => words(block)).flat(),
  );
  return { value, bound: new Float64Array(value.length) };
}

export const random: readonly KernelDefinition[] = [
  {
    file: 'shaders/random/sparse_features.wgsl',
    testSizes: BATCHES,
    // Sets that end within a block of four, with it, and beyond it.
    variants: [
      {},
      { SIGNED: 1 },
      { SET: 2 },
      { SET: 3 },
      { SET: 10 },
      { SET: 2, ANTI: 1 },
      { SET: 3, ANTI: 1 },
      { SET: 10, ANTI: 1 },
      { SIGNED: 1, SET: 3 },
      { SIGNED: 1, SET: 10, ANTI: 1 },
    ],
    makeCase({ I, B, n }, random, { SIGNED, SET, ANTI }) {
      const seed = random.integer(0, WORD);
      const step = random.integer(0, WORD);
      // Densities from 1 down to about 1/500, spread evenly on a log axis; the first is exactly 1.
      const probability = Float64Array.from(random.floats(I * n, 0, 1), (v, f) =>
        f === 0 ? 1 : 500 ** -v,
      );
      const on = Array.from(probability, activationThreshold);
      const [key_0, key_1, key_2, key_3] = seedKey(seed);
      const kind = ANTI === 1 ? 'anticorrelated' : 'correlated';
      const sets: FeatureData['sets'] = SET > 1 ? { size: SET, kind } : null;
      const draw = (signed: boolean) =>
        sparseFeatures(seed, step, probability, { I, B, n }, { signed, sets });
      const reference = () => draw(SIGNED === 1);
      const value = reference();
      // Before the sign a feature lies in [0, 1): one rounding. 2 · x - 1 doubles that error, and rounds a number of
      // magnitude 1: three roundings of 1 together.
      const bound = (v: number) => (SIGNED === 1 ? chainBound(3, 1) : chainBound(1, v));
      const plain = SIGNED === 1 ? draw(false) : value;
      return {
        reference,
        uniforms: {
          dims: { I, B, n, key_0, key_1, key_2, key_3 },
          schedule: { step, learning_rate: 0, correction_1: 1, correction_2: 1 },
        },
        inputs: {
          threshold: Uint32Array.from(on, ({ threshold }) => threshold),
          scale: Float32Array.from(on, ({ scale }) => scale),
        },
        // A feature that is off is exactly 0. One that is on may be 0 in one of both ways of counting, not in both.
        expected: {
          x: { value, bound: value.map((v, e) => (v === 0 && plain[e] === 0 ? 0 : bound(v))) },
        },
      };
    },
  },
  {
    file: 'shaders/random/attack.wgsl',
    testSizes: MODELS,
    variants: [{ WORKGROUP: 32 }, { WORKGROUP: 256 }, { WORKGROUP: 7 }],
    makeCase({ I, B, n, m }, random) {
      const seed = random.integer(0, WORD);
      const step = random.integer(0, WORD);
      const [key_0, key_1, key_2, key_3] = seedKey(seed);
      const [w, wDecode] = [random.floats(I * n * m), random.floats(I * n * m)];
      // Every fourth output is read from nothing, where there are others.
      for (let row = 1; row < I * n; row += 4) wDecode.fill(0, row * m, (row + 1) * m);
      const push = random.floats(I, 0, 2);
      const x = random.floats(I * B * n);
      const attack = { seed, step, push, w, wDecode };
      const sizes = { I, B, n, m };
      const reference = () => attacked(x, attack, sizes);
      return {
        reference,
        uniforms: {
          dims: { I, B, n, m, key_0, key_1, key_2, key_3 },
          schedule: scheduleOf(step),
        },
        inputs: { push, w_encode: w, w_decode: wDecode, x },
        expected: { out: { value: reference(), bound: attackBound(x, attack, sizes) } },
      };
    },
  },
  {
    file: 'shaders/random/pcg4d.wgsl',
    testSizes: BLOCKS,
    makeCase({ blocks }, random) {
      const words = () => random.integer(0, WORD);
      const [first, counter_1, counter_2, counter_3] = [words(), words(), words(), words()];
      const key = seedKey(words());
      const [key_0, key_1, key_2, key_3] = key;
      return {
        uniforms: {
          dims: { blocks, first, counter_1, counter_2, counter_3, key_0, key_1, key_2, key_3 },
        },
        inputs: {},
        expected: {
          words: exactly(blocks, (block) =>
            randomWords(key, [(first + block) >>> 0, counter_1, counter_2, counter_3]),
          ),
        },
      };
    },
  },
  {
    file: 'shaders/random/philox4x32.wgsl',
    testSizes: BLOCKS,
    variants: [{ ROUNDS: 10 }, { ROUNDS: 7 }],
    makeCase({ blocks }, random, { ROUNDS }) {
      const words = () => random.integer(0, WORD);
      const [first, counter_1, counter_2, counter_3] = [words(), words(), words(), words()];
      const [key_0, key_1] = [words(), words()];
      return {
        uniforms: { dims: { blocks, first, counter_1, counter_2, counter_3, key_0, key_1 } },
        inputs: {},
        expected: {
          words: exactly(blocks, (block) =>
            philox4x32(
              [(first + block) >>> 0, counter_1, counter_2, counter_3],
              [key_0, key_1],
              ROUNDS,
            ),
          ),
        },
      };
    },
  },
];
