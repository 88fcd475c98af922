import type { Gpu } from '../gpu/index';
import { CallProgram, type Shapes } from './call-program';
import { guessedRungs, type Rungs } from './rungs';
import type { Call } from './stepwise';
import { arrayMeanings } from './toy-model-arrays';
import {
  backward,
  checkSizes,
  firstBias,
  firstDecoder,
  firstWeights,
  forward,
  update,
  type ToyModelConfig,
} from './toy-model';

/**
 * A toy model as a stepwise program of kernel calls: sample, encode, decode, bias + ReLU, loss, backward, update. Every
 * intermediate array keeps its own buffer, so that it can be looked at.
 */
export class ToyModelStepwise extends CallProgram {
  /**
   * @param rungs which kernel computes each product
   * @param config where it has data sets, they are as large as the batch: see DataSets for others
   * @throws RangeError when an array would not fit into one buffer on every device
   */
  static async create(
    gpu: Gpu,
    config: ToyModelConfig,
    rungs: Rungs = guessedRungs(gpu),
  ): Promise<ToyModelStepwise> {
    checkSizes(config);
    const parts = await CallProgram.open(gpu, config, {
      owner: 'toy_model',
      kind: 'stepwise',
      forward: (model) => forward(model, rungs),
      learn: (model) => [...backward(model, rungs), ...update(model)],
      shapes: shapesOf(config),
      meanings: arrayMeanings(config),
      carried: carriedBy(update(config)),
      decoder: config.architecture.tied ? undefined : 'w_decode',
    });
    return new ToyModelStepwise(parts);
  }
}

/** The kernels that train such a model, each once. */
export function stepwiseKernels(config: ToyModelConfig, rungs: Rungs): string[] {
  const calls = [...forward(config, rungs), ...backward(config, rungs), ...update(config)];
  return [...new Set(calls.map(({ kernel }) => kernel))];
}

/** The arrays that updates change: the next step begins with them. */
function carriedBy(updates: readonly Call[]): string[] {
  return updates.flatMap(({ arrays }) =>
    Object.entries(arrays).flatMap(([binding, array]) => (binding === 'gradient' ? [] : [array])),
  );
}

/** Shape and first content of every array that is not given. */
function shapesOf(config: ToyModelConfig): Shapes {
  const { instances: I, batch: B, features: n, hidden: m } = config;
  const extents = { I, B, n, m };
  const first: Record<string, ArrayLike<number> | null> = {
    w: firstWeights(config),
    w_decode: firstDecoder(config),
    b: firstBias(config),
  };
  const shapes = Object.entries(arrayMeanings(config)).map(([array, { axes }]) => [
    array,
    [axes.map((axis) => extents[axis]), first[array]],
  ]);
  return Object.fromEntries(shapes) as Shapes;
}
