import { evaluate, workgroups, type KernelHeader, type Sizes } from '../../kernels/index';

/** An expression worked out: itself, then with its numbers put in, then simplified, and its value last. */
export type Steps = readonly string[];

/** One axis of a dispatch: what it has to cover, in cells, and what its workgroups cover. */
export interface Axis {
  axis: 'x' | 'y' | 'z';
  steps: Steps;
}

/** The launch of a kernel for some sizes, in numbers. */
export interface Launch {
  workgroup: readonly Steps[];
  /** Invocations of a workgroup. */
  lanes: number;
  /** An entry an axis of the header; where they are folded, one more with what that comes to. */
  dispatch: readonly Steps[];
  /** Workgroups along x, y, z. */
  groups: readonly [number, number, number];
  invocations: number;
  /** Share of the launched work that finds something to do, up to 1. */
  busy: number;
}

/**
 * @param sizes of the size symbols and of all constants
 * @throws RangeError when the sizes need more workgroups than a dispatch can have, or a symbol has no value
 */
export function launchOf(header: KernelHeader, sizes: Sizes): Launch {
  const all = { ...header.constants, ...header.fixed, ...sizes };
  const groups = workgroups(header, sizes);
  const total = groups[0] * groups[1] * groups[2];
  const lanes = header.workgroup.reduce((product, extent) => product * evaluate(extent, all), 1);
  const axes = header.dispatch;
  const dispatch = axes.map((axis) => stepsOf(axis, all));
  const values = dispatch.map((steps) => steps.at(-1)!);
  const folded = values.some((value, axis) => value !== String(groups[axis]));
  if (axes.length === 1 || folded) {
    dispatch.push([`fold(${values.join(', ')})`, `${groups[0]} × ${groups[1]}`]);
  }
  // Each workgroup covers as many cells of an axis as the axis is divided by.
  const needed = axes.reduce((product, axis) => product * neededGroups(axis, all), 1);
  return {
    workgroup: header.workgroup.map((extent) => stepsOf(extent, all)),
    lanes,
    dispatch,
    groups,
    invocations: total * lanes,
    busy: needed / total,
  };
}

/** Workgroups that an axis would need if one could launch a part of one: A / B of ceil(A / B). */
function neededGroups(axis: string, all: Sizes): number {
  const inside = /^ceil\((.*)\)$/.exec(axis);
  return evaluate(inside ? inside[1] : axis, all);
}

/**
 * "ceil(N / (ACROSS · 4))", "ceil(65 / (8 · 4))", "ceil(65 / 32)", "3".
 *
 * @throws RangeError when a symbol has no value
 */
export function stepsOf(expression: string, sizes: Sizes): Steps {
  const value = short(evaluate(expression, sizes));
  const steps = [expression];
  let text = expression.replace(/[A-Za-z_]\w*/g, (name) =>
    name === 'ceil' ? name : String(sizes[name]),
  );
  for (;;) {
    if (text !== steps.at(-1) && text !== value) steps.push(text);
    const simpler = text.replace(/(?<!ceil)\(([^()]+)\)/g, (_, inner: string) =>
      short(evaluate(inner, {})),
    );
    if (simpler === text) break;
    text = simpler;
  }
  return steps.at(-1) === value ? steps : [...steps, value];
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

/** What a kernel costs for some sizes. */
export interface Cost {
  flops: Steps;
  reads: Steps;
  /** Elements of every binding that is written. */
  writes: number;
  /** 4 · (reads + writes). */
  bytes: number;
  /** Flops a byte; null where nothing is moved. */
  intensity: number | null;
  shared: Steps;
}

/** @param elements how many numbers each written binding holds, in all */
export function costOf(header: KernelHeader, sizes: Sizes, elements: number): Cost {
  const all = { ...header.constants, ...header.fixed, ...sizes };
  const [flops, reads, shared] = [
    header.cost.flops,
    header.cost['global reads'],
    header.cost['shared bytes'],
  ].map((expression) => stepsOf(expression, all));
  const bytes = 4 * (Number(reads.at(-1)) + elements);
  return {
    flops,
    reads,
    writes: elements,
    bytes,
    intensity: bytes > 0 ? Number(flops.at(-1)) / bytes : null,
    shared,
  };
}
