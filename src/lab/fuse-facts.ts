import { kernelEntry } from '../kernels/index';
import {
  fitsSmall,
  launchCall,
  SMALL_WIDTHS,
  SOFTWARE_WIDTH,
  stepCalls,
  stepsPerLaunch,
  trafficOf,
  type CallTraffic,
  type ToyModelConfig,
} from '../models/index';
import { mostThatFits, workgroupArrays, type WorkgroupArray } from './workgroup-memory';

// What can be said of the stepwise and the fused program of a model without running either.

/** Widths of a workgroup that the fused kernel is tried in. */
export const FUSED_WIDTHS = [SOFTWARE_WIDTH, ...SMALL_WIDTHS];
const KERNEL = 'train_small';
/** Where looking for a size that no longer fits ends. */
const FAR = 4096;

/** The calls of a stepwise step, with the plainest kernels for its products. */
export function plainStep(config: ToyModelConfig): CallTraffic[] {
  return trafficOf(stepCalls(config));
}

/** The fused launch: its most steps, and what all of them together move. */
export function fusedLaunch(
  config: ToyModelConfig,
  width: number,
): { steps: number; traffic: CallTraffic } {
  const [traffic] = trafficOf([launchCall(config, width)]);
  return { steps: stepsPerLaunch(config, width), traffic };
}

/** What a model's workgroup keeps in its memory. */
export function fusedMemory(config: ToyModelConfig, width: number): WorkgroupArray[] {
  return workgroupArrays(kernelEntry(KERNEL), launchCall(config, width).constants ?? {});
}

/** How large a model could be. */
export interface Room {
  /** Features for which workgroup memory lasts, with as many hidden dimensions. */
  memory: number;
  /** Features and hidden dimensions for which the kernel has sums in registers. */
  features: number;
  hidden: number;
}

export function roomFor(config: ToyModelConfig, width: number): Room {
  const constants = (features: number) =>
    launchCall({ ...config, features }, width).constants ?? {};
  let features = 1;
  while (fitsSmall({ features: features + 1, hidden: 1 })) features++;
  let hidden = 1;
  while (fitsSmall({ features: 1, hidden: hidden + 1 })) hidden++;
  return { memory: mostThatFits(kernelEntry(KERNEL), constants, FAR), features, hidden };
}
