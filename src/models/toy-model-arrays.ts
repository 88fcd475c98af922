import type { GpuArray, Scope } from '../gpu/index';
import { activationThreshold } from '../reference/index';
import type { Rungs } from './rungs';
import type { Slotted } from './stepwise';
import {
  backward,
  firstDecoder,
  firstWeights,
  forward,
  inspection,
  update,
  type ToyModelConfig,
} from './toy-model';

/** The most steps in one submit: what the buffers that change from step to step have room for. */
export const SLOTS = 128;

/** Arrays of a model by name; those that its calls do not use are not made. */
export type Arrays = Readonly<Record<string, GpuArray>>;

/** Makes the arrays of a stepwise program and writes the first weights. */
export function makeArrays(
  scope: Scope,
  config: ToyModelConfig,
  rungs: Rungs,
): { arrays: Arrays; slotted: { schedule: Slotted; loss: Slotted } } {
  const { instances: I, batch: B, features: n, hidden: m } = config;
  const calls = [
    ...forward(config, rungs),
    ...backward(config, rungs),
    ...update(config),
    ...inspection(config),
  ];
  const used = new Set(calls.flatMap(({ arrays }) => Object.values(arrays)));
  const [ofWeights, ofBias, ofInput, ofHidden] = [
    [I, n, m],
    [I, n],
    [I, B, n],
    [I, B, m],
  ];
  const on = Array.from(config.probability, activationThreshold);
  const shapes: Readonly<
    Record<string, readonly [shape: number[], first?: ArrayLike<number> | null]>
  > = {
    scale: [ofBias, on.map(({ scale }) => scale)],
    importance: [ofBias, config.importance],
    w: [ofWeights, firstWeights(config)],
    m_w: [ofWeights],
    v_w: [ofWeights],
    w_decode: [ofWeights, firstDecoder(config)],
    m_w_decode: [ofWeights],
    v_w_decode: [ofWeights],
    b: [ofBias],
    m_b: [ofBias],
    v_b: [ofBias],
    x: [ofInput],
    y: [ofInput],
    pre_h: [ofHidden],
    h: [ofHidden],
    pre: [ofInput],
    out: [ofInput],
    loss: [[SLOTS, alignedFloats(I)]],
    d_out: [ofInput],
    d_pre: [ofInput],
    d_h: [ofHidden],
    d_pre_h: [ofHidden],
    d_w_decode: [ofWeights],
    d_w_encode: [ofWeights],
    d_w: [ofWeights],
    d_b: [ofBias],
  };
  const threshold = Uint32Array.from(on, (feature) => feature.threshold);
  const arrays: Record<string, GpuArray> = {
    threshold: scope.array('u32', ofBias, 'threshold', threshold),
    found: scope.array('u32', [1], 'found'),
  };
  for (const [role, [shape, first]] of Object.entries(shapes)) {
    if (!used.has(role)) continue;
    arrays[role] = scope.array('f32', shape, role, first ? Float32Array.from(first) : undefined);
  }
  const schedule = scope.uniform(new ArrayBuffer(SLOTS * 256), 'schedule');
  const { buffer } = arrays.loss;
  return {
    arrays,
    slotted: {
      schedule: { buffer: schedule, stride: 256, size: 16 },
      loss: { buffer, stride: alignedFloats(I) * 4, size: I * 4 },
    },
  };
}

/** Dynamic offsets come in steps of 256 bytes (64 floats) on every device. */
function alignedFloats(floats: number): number {
  return Math.ceil(floats / 64) * 64;
}
