// What a step can be asked for: every array of every call, read back from the device, against float64 on the very numbers
// that the call was given.
import { describe, expect, it } from 'vitest';
import {
  ToyModelReference,
  ToyModelStepwise,
  type StepValues,
  type ToyModelConfig,
} from '../../src/models/index';
import { DataSets } from '../../src/models/data-sets';
import {
  absolute,
  adamw,
  add,
  biasCorrection,
  biasRelu,
  biasReluBackward,
  chainBound,
  columnSum,
  DIVISION,
  dotBound,
  l1Backward,
  matmul,
  matmulNT,
  matmulTN,
  relu,
  RELU_OUTPUT,
  SQRT,
  sumBound,
  weightedSquaredError,
  weightedSquaredErrorBackward,
} from '../../src/reference/index';
import { sharedGpu } from './gpu';

const ADAMW = {
  name: 'adamw',
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  schedule: 'constant',
  warmup: 0,
  steps: 20,
} as const;

function config(change: Partial<ToyModelConfig> = {}): ToyModelConfig {
  const [I, n] = [change.instances ?? 3, change.features ?? 5];
  return {
    ...{ instances: I, features: n, hidden: 2, batch: 7 },
    probability: new Float64Array(I * n).fill(0.6),
    importance: Array.from({ length: I * n }, (_, f) => 0.9 ** (f % n)),
    architecture: RELU_OUTPUT,
    data: { signed: false, sets: null },
    objective: 'input',
    optimizer: ADAMW,
    initStd: 0.5,
    seed: 31,
    ...change,
  };
}

type Numbers = ArrayLike<number>;
type Expected = readonly [value: Numbers, bound: (at: number) => number];
type Given = Readonly<Record<string, Float64Array>>;

const size = (values: Numbers) => Float64Array.from(values, Math.abs);

/** What each kernel must write, by binding, for one model: in float64, of what it was given. */
function expectedOf(
  kernel: string,
  g: Given,
  { batch: B, features: n, hidden: m, hiddenL1 = 0 }: ToyModelConfig,
  t: number,
): Record<string, Expected> {
  const toHidden = { I: 1, M: B, K: n, N: m };
  const toOutput = { I: 1, M: B, K: m, N: n };
  const ofWeights = { I: 1, M: n, K: B, N: m };
  const product = (f: typeof matmul, s: typeof toHidden): Record<string, Expected> => {
    const magnitude = f(size(g.a), size(g.b), s);
    return { c: [f(g.a, g.b, s), (e) => dotBound(s.K, magnitude[e])] };
  };
  const sizes = { I: 1, B, n };
  if (kernel.startsWith('matmul_nt')) return product(matmulNT, toOutput);
  if (kernel.startsWith('matmul_tn')) return product(matmulTN, ofWeights);
  if (kernel.startsWith('matmul')) return product(matmul, toHidden);
  switch (kernel) {
    case 'absolute':
      return { y: [absolute(g.x), () => 0] };
    case 'relu':
      return { h: [relu(g.pre), () => 0] };
    case 'bias_relu': {
      const value = biasRelu(g.pre, g.bias, sizes);
      const bound = (e: number) => chainBound(1, Math.abs(g.pre[e]) + Math.abs(g.bias[e % n]));
      return { out: [value, bound] };
    }
    case 'weighted_squared_error': {
      const value = weightedSquaredError(g.x, g.out, g.importance, sizes);
      return { loss: [value, (e) => dotBound(B * n, value[e]) + chainBound(4, value[e])] };
    }
    case 'weighted_squared_error_backward': {
      const value = weightedSquaredErrorBackward(g.x, g.out, g.importance, sizes);
      return { d_out: [value, (e) => chainBound(4, Math.abs(value[e]))] };
    }
    case 'bias_relu_backward':
      return { d_pre: [biasReluBackward(g.out, g.d_out), () => 0] };
    case 'column_sum': {
      const magnitude = columnSum(size(g.a), sizes);
      return { sums: [columnSum(g.a, sizes), (e) => sumBound(B, magnitude[e])] };
    }
    case 'l1_backward': {
      const rate = hiddenL1 / (B * n);
      const bound = (e: number) => chainBound(2, Math.abs(g.d[e]) + rate);
      return { d_all: [l1Backward(g.a, g.d, rate), bound] };
    }
    case 'add':
      return { out: [add(g.a, g.b), (e) => chainBound(1, Math.abs(g.a[e]) + Math.abs(g.b[e]))] };
    case 'adamw': {
      const state = { parameter: g.parameter.slice(), m: g.m.slice(), v: g.v.slice() };
      adamw(state, g.gradient, t, ADAMW);
      // As in the catalogue's entry of adamw, where each rounding is named.
      const { beta1, learningRate, epsilon } = ADAMW;
      const sizeM = (e: number) => beta1 * Math.abs(g.m[e]) + (1 - beta1) * Math.abs(g.gradient[e]);
      const roundings = 3 + 1 + DIVISION + ((4 + 1 + DIVISION) / 2 + SQRT + 2) + DIVISION + 3;
      const update = (e: number) =>
        (learningRate * sizeM(e)) /
        biasCorrection(beta1, t) /
        (Math.sqrt(state.v[e] / biasCorrection(ADAMW.beta2, t)) + epsilon);
      return {
        parameter: [
          state.parameter,
          (e) => chainBound(roundings, update(e)) + chainBound(6, Math.abs(g.parameter[e])),
        ],
        m: [state.m, (e) => chainBound(3, sizeM(e))],
        v: [state.v, (e) => chainBound(4, state.v[e])],
      };
    }
    default:
      throw new Error(`no float64 for ${kernel}`);
  }
}

/** Arrays that are of one sample each: joined, they are the batch. */
const batched = (name: string) =>
  /^(x|y|h|pre|pre_h|out|d_out|d_pre|d_h|d_h_all|d_pre_h)$/.test(name);

describe('the values of a step', () => {
  it.each<readonly [string, ToyModelConfig]>([
    ['the notebook’s model', config()],
    [
      'absolute values, a decoder of its own, a hidden ReLU and a penalty',
      config({
        ...{ features: 6, hidden: 3, objective: 'absolute', hiddenL1: 0.3 },
        architecture: { tied: false, hiddenRelu: true, outputRelu: true },
        data: { signed: true, sets: null },
      }),
    ],
  ])('%s: each array of each call is within its bound of float64', async (_, experiment) => {
    const program = await ToyModelStepwise.create(await sharedGpu(), experiment);
    await program.advance(3);
    const model = 1;
    const looks: StepValues[] = [];
    for (let sample = 0; sample < experiment.batch; sample++) {
      looks.push(await program.stepValues(model, sample));
    }
    const [first] = looks;
    expect(first).toMatchObject({ step: 3, model, sample: 0, samples: experiment.batch });
    expect(first.calls.length).toBe(program.calls.length);

    const complaints: string[] = [];
    program.calls.forEach(({ kernel }, place) => {
      const given: Record<string, Float64Array> = {};
      const gather = (side: 'reads' | 'writes', at: number) => {
        const of = looks.map(({ calls }) => calls[place][side][at]);
        const all = batched(of[0].array) ? of.flatMap(({ values }) => [...values]) : of[0].values;
        return { ...of[0], all: Float64Array.from(all) };
      };
      first.calls[place].reads.forEach((_read, at) => {
        const { binding, all } = gather('reads', at);
        given[binding] = all;
      });
      const expected =
        kernel === 'sparse_features'
          ? { x: drawn(experiment, model, first.step) }
          : expectedOf(kernel, given, experiment, first.step + 1);
      const names = first.calls[place].writes.map(({ binding }) => binding);
      expect(names.sort(), kernel).toEqual(Object.keys(expected).sort());
      first.calls[place].writes.forEach((_write, at) => {
        const { binding, array, all } = gather('writes', at);
        const [value, bound] = expected[binding];
        expect(all.length, `${kernel} ${array}`).toBe(value.length);
        all.forEach((v, e) => {
          if (!(Math.abs(v - value[e]) <= bound(e))) {
            complaints.push(`${place} ${kernel} ${array}[${e}]: ${v}, float64 ${value[e]}`);
          }
        });
      });
    });
    expect(complaints, `seed ${experiment.seed}`).toEqual([]);
    program.destroy();
  });

  it('leave the training as it was, to the bit, and show the step that comes', async () => {
    const gpu = await sharedGpu();
    const [looked, plain] = [
      await ToyModelStepwise.create(gpu, config()),
      await ToyModelStepwise.create(gpu, config()),
    ];
    await looked.advance(2);
    const { calls } = await looked.stepValues(2, 6);
    const losses = await looked.advance(1);
    const written = calls.flatMap(({ writes }) => writes);
    expect(written.find(({ array }) => array === 'loss')!.values[0]).toBe(losses[2]);
    // W as the last call left it is W after the step.
    const w = written.filter(({ array }) => array === 'w').at(-1)!;
    expect(w).toMatchObject({ axes: ['n', 'm'], shape: [5, 2], symbol: 'W' });
    expect([...w.values]).toEqual([...(await looked.parameters()).w.subarray(20, 30)]);

    await looked.stepValues(0, 0);
    await looked.advance(4);
    await plain.advance(7);
    const [p, q] = [await looked.parameters(), await plain.parameters()];
    expect([...p.w]).toEqual([...q.w]);
    expect([...p.b]).toEqual([...q.b]);
    looked.destroy();
    plain.destroy();
  });

  it('are cut after so many rows, and say how many there are', async () => {
    const large = config({ instances: 1, features: 1031, hidden: 17, batch: 1 });
    const program = await ToyModelStepwise.create(await sharedGpu(), large);
    const { calls } = await program.stepValues(0, 0);
    const w = calls.flatMap(({ reads }) => reads).find(({ array }) => array === 'w')!;
    expect(w.shape).toEqual([1031, 17]);
    expect(w.values.length).toBe(963 * 17);
    expect([...w.values]).toEqual([...(await program.parameters()).w.subarray(0, 963 * 17)]);
    program.destroy();
  });

  it('of data sets are those of the model’s own', async () => {
    const gpu = await sharedGpu();
    const sets = config({ instances: 2, dataset: [3, 7] });
    const program = await DataSets.create(sets, (part) => ToyModelStepwise.create(gpu, part));
    const values = await program.stepValues(1, 6);
    expect(values).toMatchObject({ model: 1, samples: 7 });
    await expect(program.stepValues(0, 6)).rejects.toThrow('allowed is 0 to 2');
    program.destroy();
  });

  it('are refused where there is no such sample or model, or no such arrays', async () => {
    const program = await ToyModelStepwise.create(await sharedGpu(), config());
    await expect(program.stepValues(0, 7)).rejects.toThrow(
      /sample: was given 7, allowed is 0 to 6/,
    );
    await expect(program.stepValues(3, 0)).rejects.toThrow(/model: was given 3, allowed is 0 to 2/);
    await expect(program.stepValues(0, NaN)).rejects.toThrow(RangeError);
    program.destroy();
  });
});

/** The batch of one model. */
function drawn(experiment: ToyModelConfig, model: number, step: number): Expected {
  const { batch: B, features: n, data } = experiment;
  const value = new ToyModelReference(experiment)
    .batch(step)
    .subarray(model * B * n, (model + 1) * B * n);
  return [value, (e) => (data.signed ? chainBound(3, 1) : chainBound(1, value[e]))];
}
