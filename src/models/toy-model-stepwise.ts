import type { Gpu } from '../gpu/index';
import { CallProgram, type Shapes } from './call-program';
import { guessedRungs, type Rungs } from './rungs';
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

function shapesOf(config: ToyModelConfig): Shapes {
  const { instances: I, batch: B, features: n, hidden: m } = config;
  const ofWeights = [I, n, m];
  const ofBias = [I, n];
  const ofInput = [I, B, n];
  const ofHidden = [I, B, m];
  return {
    w: [ofWeights, firstWeights(config)],
    m_w: [ofWeights],
    v_w: [ofWeights],
    w_decode: [ofWeights, firstDecoder(config)],
    m_w_decode: [ofWeights],
    v_w_decode: [ofWeights],
    b: [ofBias, firstBias(config)],
    m_b: [ofBias],
    v_b: [ofBias],
    x: [ofInput],
    y: [ofInput],
    attacked: [ofInput],
    pre_h: [ofHidden],
    h: [ofHidden],
    pre: [ofInput],
    out: [ofInput],
    d_out: [ofInput],
    d_pre: [ofInput],
    d_h: [ofHidden],
    d_h_all: [ofHidden],
    d_pre_h: [ofHidden],
    d_w_decode: [ofWeights],
    d_w_encode: [ofWeights],
    d_w: [ofWeights],
    d_b: [ofBias],
  };
}
