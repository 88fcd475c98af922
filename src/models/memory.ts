import type { ProgramKind } from './program';
import type { ToyModelConfig } from './toy-model';

// What a program needs on the device, by arithmetic alone: held against what it has made, in the page and in a test.

/** Read-backs that may be under way, of losses as of parameters: two, and two to spare. */
export const READBACKS = 4;

/** How a program is cut, as far as its memory follows it. */
export interface MemoryCut {
  /** The most steps of a submit. */
  steps: number;
  /** Parts of the batch whose gradients are summed side by side; of phases and sparse only. */
  slices?: number;
}

/** Bytes on the device, by what they are for. */
export interface MemoryParts {
  /** W, b, and how each feature is drawn and weighed. */
  parameters: number;
  /** The optimiser's two moments of every parameter. */
  moments: number;
  /** The losses of a submit, the buffers that bring them back while the next ones run, and the schedule. */
  losses: number;
  /** Activations, their slopes, and gradients, where they are written. */
  activations: number;
  /** The geometry of each feature, and the buffers that bring it back with the parameters. */
  snapshots: number;
}

/** The bytes that a program of this kind needs for this model. The CPU reference needs none on a device. */
export function estimateMemory(
  config: ToyModelConfig,
  kind: ProgramKind,
  cut: MemoryCut,
): MemoryParts {
  if (kind === 'reference') {
    return { parameters: 0, moments: 0, losses: 0, activations: 0, snapshots: 0 };
  }
  const { instances: I, features: n, hidden: m, architecture, optimizer } = config;
  const trained = (architecture.tied ? 1 : 2) * I * n * m + I * n;
  const small = kind === 'small';
  // Other programs' losses begin at multiples of 256 bytes, and so do the four numbers of a step's schedule.
  const row = small ? I : Math.ceil(I / 64) * 64;
  const schedule = small ? 4 : 64;
  const plain = kind === 'stepwise' && optimizer.name === 'sgd';
  const floats = {
    parameters: trained + 3 * I * n + (config.attack ? I : 0),
    moments: plain ? 0 : 2 * trained,
    losses: cut.steps * ((1 + READBACKS) * row + schedule),
    activations: activationFloats(config, kind, cut.slices ?? 1),
    snapshots: 3 * I * n + READBACKS * (trained + 3 * I * n),
  };
  return {
    parameters: 4 * floats.parameters,
    moments: 4 * floats.moments,
    losses: 4 * floats.losses,
    activations: 4 * floats.activations,
    snapshots: 4 * floats.snapshots,
  };
}

/** All of it. */
export function estimateBytes(config: ToyModelConfig, kind: ProgramKind, cut: MemoryCut): number {
  return sumOf(estimateMemory(config, kind, cut));
}

/** The sum of all parts. */
export function sumOf(parts: MemoryParts): number {
  return Object.values(parts).reduce((sum: number, part: number) => sum + part, 0);
}

function activationFloats(config: ToyModelConfig, kind: ProgramKind, slices: number): number {
  const { instances: I, batch: B, features: n, hidden: m, architecture, objective } = config;
  const { tied, hiddenRelu, outputRelu } = architecture;
  const penalised = (config.hiddenL1 ?? 0) > 0;
  const matrix = I * n * m;
  if (kind === 'phases') {
    const gradient = slices * ((tied ? 1 : 2) * matrix + I * n);
    const lossParts = I * Math.ceil(n / 8) * Math.ceil(B / 16);
    // h, d_h and d: blocks of sixteen samples, rows of whole vectors.
    const row = 2 * 4 * Math.ceil(m / 4) + 8 * Math.ceil(n / 8);
    return I * 16 * Math.ceil(B / 16) * row + lossParts + gradient;
  }
  if (kind === 'sparse') {
    // Of each sample, a count and two lists with room for every feature; G and, of each slab, how the loss changes with it.
    const lists = I * B * (1 + 2 * 4 * Math.ceil(n / 4));
    const row = 8 * Math.ceil(n / 8);
    const lossParts = I * slices * Math.ceil(n / 8);
    const gradient = (tied ? 1 : 2) * matrix + I * n;
    return lists + I * row * (n + slices * (n + 1)) + lossParts + gradient;
  }
  if (kind === 'stepwise') {
    // x, pre, out and d_out; y, attacked and d_pre where there are such; likewise of the hidden layer.
    const given = (objective === 'absolute' ? 1 : 0) + (config.attack ? 1 : 0);
    const ofInput = 4 + (outputRelu ? 1 : 0) + given;
    const ofHidden = (hiddenRelu ? 4 : 2) + (penalised ? 1 : 0);
    const gradient = (tied ? 3 : 2) * matrix + I * n;
    return I * B * (ofInput * n + ofHidden * m) + gradient;
  }
  return 0;
}
