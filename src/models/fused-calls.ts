import type { Sizes } from '../kernels/index';
import { seedKey } from '../reference/index';
import type { Call } from './stepwise';
import { hyperOf, type ToyModelConfig } from './toy-model';

// What the fused programs of several launches a step have in common.

/** The `override` values that the architecture decides. */
export function architectureConstants({
  architecture,
  objective,
  hiddenL1 = 0,
  optimizer,
}: ToyModelConfig): Readonly<
  Record<'weights' | 'hidden' | 'penalty' | 'output' | 'optimizer', Sizes>
> {
  const { tied, hiddenRelu, outputRelu } = architecture;
  return {
    weights: tied ? {} : { WEIGHTS: 2 },
    hidden: hiddenRelu ? { HIDDEN_RELU: 1 } : {},
    penalty: hiddenL1 > 0 ? { HIDDEN_L1: 1 } : {},
    output: {
      ...(!outputRelu && { OUTPUT_RELU: 0 }),
      ...(objective === 'absolute' && { ABSOLUTE: 1 }),
    },
    optimizer: optimizer.name === 'sgd' ? { ADAM: 0 } : {},
  };
}

/** The sampler's key, as fields of a uniform. */
export function keysOf(seed: number): Sizes {
  const [key_0, key_1, key_2, key_3] = seedKey(seed);
  return { key_0, key_1, key_2, key_3 };
}

/** The numbers that a step trains, weights and biases together. */
export function parametersOf(config: ToyModelConfig): number {
  const { instances: I, features: n, hidden: m, architecture } = config;
  return (architecture.tied ? 1 : 2) * I * n * m + I * n;
}

/** The last call of a step: adds up so many slices of the gradient and moves every parameter. */
export function updateCall(config: ToyModelConfig, SLICES: number): Call {
  const { instances: I, features: n, hidden: m, optimizer } = config;
  const { weights, optimizer: how } = architectureConstants(config);
  return {
    kernel: 'train_update',
    does: `${SLICES > 1 ? 'adds the slices; ' : ''}the weights and b take one step of ${optimizer.name}`,
    sizes: { I, n, m },
    constants: { SLICES, ...weights, ...how },
    arrays: { gradient: 'gradient', w: 'w', b: 'b', moments: 'moments' },
    // With plain descent the moments' constants are not read.
    uniforms: { hyper: hyperOf({ ...optimizer, name: 'adamw' }) },
  };
}
