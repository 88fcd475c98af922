import type { GpuArray, Scope } from '../gpu/index';
import { activationThreshold, attackNorms } from '../reference/index';
import type { ToyModelConfig } from './toy-model';

type Given = Pick<ToyModelConfig, 'instances' | 'features' | 'probability' | 'importance'>;

/** What is given of each feature: how it is drawn, and what an error in it costs. All [I, n]. */
export function givenArrays(scope: Scope, config: Given): Record<string, GpuArray> {
  const { instances: I, features: n } = config;
  const { threshold, scale, importance } = givenNumbers(config);
  return {
    threshold: scope.array('u32', [I, n], 'threshold', threshold),
    scale: scope.array('f32', [I, n], 'scale', scale),
    importance: scope.array('f32', [I, n], 'importance', importance),
  };
}

/** The norm of attacks on each model, [I]; nothing where there are none. */
export function attackArrays(scope: Scope, config: ToyModelConfig): Record<string, GpuArray> {
  const made = Object.entries(attackNumbers(config)).map(([role, numbers]) => [
    role,
    scope.array('f32', [config.instances], role, numbers),
  ]);
  return Object.fromEntries(made) as Record<string, GpuArray>;
}

/** Writes what follows from other densities and importances into the arrays of `givenArrays` and `attackArrays`. */
export function writeGiven(
  queue: GPUQueue,
  arrays: Readonly<Record<string, GpuArray>>,
  config: ToyModelConfig,
): void {
  const own = Object.entries(givenNumbers(config));
  for (const [role, numbers] of [...own, ...Object.entries(attackNumbers(config))]) {
    arrays[role].write(queue, numbers);
  }
}

function givenNumbers({ probability, importance }: Given) {
  const on = Array.from(probability, activationThreshold);
  return {
    threshold: Uint32Array.from(on, (feature) => feature.threshold),
    scale: Float32Array.from(on, (feature) => feature.scale),
    importance: Float32Array.from(importance),
  };
}

function attackNumbers({ attack, ...rest }: ToyModelConfig): Record<string, Float32Array> {
  return attack ? { push: Float32Array.from(attackNorms({ attack, ...rest })) } : {};
}
