import { evaluate, kernelEntry, shapeOf, type Sizes } from '../kernels/index';
import { plainRungs, type Rungs } from './rungs';
import type { Call } from './stepwise';
import { backward, forward, update, type ToyModelConfig } from './toy-model';

const BYTES = { f32: 4, u32: 4, f16: 2 } as const;

/** One array as a kernel call meets it. */
export interface ArrayTraffic {
  array: string;
  bytes: number;
  read: boolean;
  written: boolean;
}

/** What one kernel call moves between storage and the places that compute. */
export interface CallTraffic {
  kernel: string;
  does: string;
  arrays: readonly ArrayTraffic[];
  /** Bytes that its invocations ask storage for, repeats counted, as its header says. */
  asked: number;
  /** As its header says. */
  flops: number;
  /** Whether it is one of the products, of which flops are counted. */
  product: boolean;
}

/**
 * The calls of a stepwise training step.
 *
 * @param rungs which kernel computes each product: the plainest where nothing is said
 */
export function stepCalls(config: ToyModelConfig, rungs: Rungs = plainRungs): Call[] {
  return [...forward(config, rungs), ...backward(config, rungs), ...update(config)];
}

/** What calls move, by the shapes and the costs in their kernels' headers. */
export function trafficOf(calls: readonly Call[]): CallTraffic[] {
  return calls.map(({ kernel, does, constants, sizes, arrays }) => {
    const { header, family } = kernelEntry(kernel);
    const all: Sizes = { ...header.constants, ...header.fixed, ...constants, ...sizes };
    // Where a launch cannot be repeated, it changes its arrays in place: it reads what it writes.
    const inPlace = header.check.idempotent === 'no';
    return {
      kernel,
      does,
      arrays: header.bindings
        .filter(({ access }) => access !== 'uniform')
        .map(({ name, access, shape, note }) => ({
          array: arrays[name],
          bytes: shapeOf(shape, all).reduce(
            (product, n) => product * n,
            BYTES[header.elements[name]],
          ),
          read: access === 'read' || (inPlace && !note.includes('overwritten')),
          written: access === 'read_write',
        })),
      asked: 4 * evaluate(header.cost['global reads'], all),
      flops: evaluate(header.cost.flops, all),
      product: family?.startsWith('matmul') ?? false,
    };
  });
}
