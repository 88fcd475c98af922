import type { Gpu } from '../gpu/index';
import { hiddenL1Rate } from '../reference/index';
import { CallProgram, type Shapes } from './call-program';
import { architectureConstants, keysOf, parametersOf, updateCall } from './fused-calls';
import type { Call } from './stepwise';
import {
  checkSizes,
  dataConstants,
  firstBias,
  MOST_FLOATS,
  togetherWeights,
  type ToyModelConfig,
} from './toy-model';

/** How the phases are cut into invocations; which cut is fastest depends on the device. */
export interface PhaseCut {
  /** Invocations of a workgroup, where each has its own samples. */
  LANES: number;
  /** Parts of the batch whose gradients are summed side by side. */
  SLICES: number;
  /** Rows of an invocation's block, four each: samples, or features of a gradient. */
  STRIPS: number;
  /** The most columns of a block, four hidden dimensions each. */
  COLS: number;
}

/**
 * Cuts worth trying: few invocations with large blocks for CPUs, whose memory is dear; more of them, with blocks that fit
 * into registers, for graphics cards.
 */
export const PHASE_CUTS: readonly PhaseCut[] = [
  { LANES: 8, SLICES: 8, STRIPS: 3, COLS: 5 },
  { LANES: 8, SLICES: 8, STRIPS: 4, COLS: 5 },
  { LANES: 32, SLICES: 32, STRIPS: 4, COLS: 2 },
  { LANES: 64, SLICES: 64, STRIPS: 2, COLS: 2 },
];

/**
 * A toy model of any size in six launches a step: products that draw their samples in the prologue and do bias, ReLU,
 * loss and slope in the epilogue. Of the activations only h, d and d_h are ever written.
 */
export class ToyModelPhases extends CallProgram {
  /** @throws RangeError when an array would not fit into one buffer on every device */
  static async create(
    gpu: Gpu,
    config: ToyModelConfig,
    cut: PhaseCut = PHASE_CUTS[gpu.adapter.fallback ? 0 : 2],
  ): Promise<ToyModelPhases> {
    checkSizes(config);
    const fitting = fittingCut(config, cut);
    const parts = await CallProgram.open(gpu, config, {
      owner: 'toy_model_phases',
      kind: 'phases',
      forward: (model) => forward(model, fitting),
      learn: (model) => learn(model, fitting),
      shapes: shapesOf(config, fitting),
      slices: fitting.SLICES,
    });
    return new ToyModelPhases(parts);
  }
}

/** The cut with as many slices of gradients as fit into one buffer: of very many models, fewer. */
export function fittingCut(config: ToyModelConfig, cut: PhaseCut): PhaseCut {
  const most = Math.max(1, Math.floor(MOST_FLOATS / parametersOf(config)));
  return { ...cut, SLICES: Math.min(cut.SLICES, most) };
}

/** The kernels that train such a model, each once. */
export function phasesKernels(config: ToyModelConfig): string[] {
  const calls = [...forward(config, PHASE_CUTS[0]), ...learn(config, PHASE_CUTS[0])];
  return [...new Set(calls.map(({ kernel }) => kernel))];
}

/** Parts of the loss that train_decode writes for an instance. */
function lossParts({ batch: B, features: n }: ToyModelConfig): number {
  return Math.ceil(n / 8) * Math.ceil(B / 16);
}

/** As many columns a block as the cut allows, and blocks of one width as far as they go. */
function columnsOf({ hidden }: ToyModelConfig, { COLS }: PhaseCut): number {
  const quads = Math.ceil(hidden / 4);
  return Math.ceil(quads / Math.ceil(quads / COLS));
}

function forward(config: ToyModelConfig, cut: PhaseCut): Call[] {
  const { LANES } = cut;
  const COLS = columnsOf(config, cut);
  const { instances: I, batch: B, features: n, hidden: m, seed } = config;
  const { tied, hiddenRelu, outputRelu } = config.architecture;
  const { weights, hidden, output } = architectureConstants(config);
  const data = dataConstants(config.data);
  const keys = keysOf(seed);
  const given = { threshold: 'threshold', scale: 'scale' };
  const encoder = tied ? 'W' : 'W_e';
  return [
    {
      kernel: 'train_encode',
      does: `draws x, a fresh batch, and h = ${hiddenRelu ? `ReLU(${encoder} x)` : `${encoder} x`}`,
      sizes: { I, B, n, m },
      constants: { LANES, COLS, ...data, ...hidden },
      arrays: { ...given, w: 'w', h: 'h' },
      uniforms: { dims: keys },
    },
    {
      kernel: 'train_decode',
      does: `x′ = ${outputRelu ? 'ReLU' : ''}(${tied ? 'Wᵀ' : 'W_dᵀ'} h + b), the loss, and d, its slope before the ReLU`,
      sizes: { I, B, n, m },
      constants: { LANES, ...data, ...weights, ...output },
      arrays: {
        ...given,
        importance: 'importance',
        w: 'w',
        b: 'b',
        h: 'h',
        d: 'd',
        parts: 'parts',
      },
      uniforms: { dims: { ...keys, loss_scale: 1 / (B * n) } },
    },
    {
      kernel: 'row_sum_sequential',
      does: 'loss = the sum of its parts',
      sizes: { R: I, C: lossParts(config) },
      arrays: { a: 'parts', sums: 'loss' },
    },
  ];
}

function learn(config: ToyModelConfig, cut: PhaseCut): Call[] {
  const { LANES, SLICES, STRIPS } = cut;
  const COLS = columnsOf(config, cut);
  const { instances: I, batch: B, features: n, hidden: m, seed } = config;
  const { tied } = config.architecture;
  const { weights, hidden, penalty } = architectureConstants(config);
  const pulled = config.hiddenL1 ? `, and ${config.hiddenL1} / (B · n) · sign(h)` : '';
  return [
    {
      kernel: 'train_hidden_slope',
      does: `d_h = ${tied ? 'W' : 'W_d'} d${pulled}`,
      sizes: { I, B, n, m },
      constants: { LANES, STRIPS, COLS, ...weights, ...hidden, ...penalty },
      arrays: { w: 'w', h: 'h', d: 'd', d_h: 'd_h' },
      uniforms: { dims: { l1: hiddenL1Rate(config, B, n) } },
    },
    {
      kernel: 'train_gradient',
      does: `d_w = d hᵀ ${tied ? '+' : 'and'} x d_hᵀ, and d_b, in slices of the batch`,
      sizes: { I, B, n, m },
      constants: { SLICES, STRIPS, COLS, ...dataConstants(config.data), ...weights },
      arrays: {
        ...{ threshold: 'threshold', scale: 'scale' },
        ...{ h: 'h', d: 'd', d_h: 'd_h', gradient: 'gradient' },
      },
      uniforms: { dims: keysOf(seed) },
    },
    updateCall(config, SLICES),
  ];
}

function shapesOf(config: ToyModelConfig, { SLICES }: PhaseCut): Shapes {
  const { instances: I, batch: B, features: n, hidden: m } = config;
  const matrices = config.architecture.tied ? 1 : 2;
  const parameters = parametersOf(config);
  const samples = 16 * Math.ceil(B / 16); // blocks of sixteen are written whole
  return {
    w: [[matrices, I, n, m], togetherWeights(config)],
    b: [[I, n], firstBias(config)],
    moments: [[2, parameters]],
    h: [[I, samples, 4 * Math.ceil(m / 4)]],
    d: [[I, samples, 8 * Math.ceil(n / 8)]],
    d_h: [[I, samples, 4 * Math.ceil(m / 4)]],
    parts: [[I, lossParts(config)]],
    gradient: [[SLICES, parameters]],
  };
}
