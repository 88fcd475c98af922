import jsep from 'jsep';
import type { KernelHeader } from './header';

/** Values of the size symbols (I, M, K, N, B, n, count …) and of `override` constants. */
export type Sizes = Readonly<Record<string, number>>;

/** What WebGPU guarantees along each axis of a dispatch, on every device. */
export const MAX_WORKGROUPS = 65535;

/**
 * The value of an arithmetic expression of a kernel header, such as `I · ceil(N / TILE)`.
 *
 * @throws RangeError when a symbol has no value or the expression is none
 */
export function evaluate(expression: string, sizes: Sizes): number {
  return value(jsep(expression.replaceAll('·', '*')), expression, sizes);
}

function value(node: jsep.Expression, whole: string, sizes: Sizes): number {
  const of = (child: unknown) => value(child as jsep.Expression, whole, sizes);
  switch (node.type) {
    case 'Literal':
      return Number(node.value);
    case 'Identifier': {
      const known = sizes[String(node.name)];
      if (known === undefined)
        throw new RangeError(`"${whole}": ${String(node.name)} has no value`);
      return known;
    }
    case 'BinaryExpression': {
      const [left, right] = [of(node.left), of(node.right)];
      if (node.operator === '*') return left * right;
      if (node.operator === '/') return left / right;
      if (node.operator === '+') return left + right;
      if (node.operator === '-') return left - right;
      break;
    }
    case 'CallExpression': {
      const { callee, arguments: args } = node as jsep.CallExpression;
      if (callee.type === 'Identifier' && callee.name === 'ceil' && args.length === 1) {
        return Math.ceil(of(args[0]));
      }
    }
  }
  throw new RangeError(
    `"${whole}" may hold numbers, size symbols, + - · / and ceil( ), nothing else`,
  );
}

/**
 * Workgroups along x, y and z for these sizes: the one place that turns sizes into a dispatch.
 * They stand along the axes that the header names, `fold(x, y, z)`, where each holds them. An axis holds at most 65 535:
 * where one is longer, all x · y · z are one row that is spread over x and y. The shader numbers them along x, then y,
 * then z, which is the same number either way, and skips those that are too many.
 *
 * @throws RangeError when the sizes need more workgroups than a dispatch can have
 */
export function workgroups(header: KernelHeader, sizes: Sizes): [number, number, number] {
  const all = { ...header.constants, ...header.fixed, ...sizes };
  const axes = header.dispatch.map((expression) => evaluate(expression, all));
  const total = axes.reduce((product, count) => product * count, 1);
  const [x = 1, y = 1, z = 1] = axes.some((count) => count > MAX_WORKGROUPS) ? fold(total) : axes;
  if (
    ![x, y, z].every((count) => Number.isInteger(count) && count >= 1 && count <= MAX_WORKGROUPS)
  ) {
    throw new RangeError(
      `${header.name} would need ${x} × ${y} × ${z} workgroups; an axis holds 1 to ${MAX_WORKGROUPS}`,
    );
  }
  return [x, y, z];
}

/**
 * The part of a launch's blocks that lies inside the problem, from 0 to 1: what is outside was computed for nothing.
 * A block of 32 columns for a matrix of 8 gives a quarter.
 */
export function fillOf(header: KernelHeader, sizes: Sizes): number {
  const all = { ...header.constants, ...header.fixed, ...sizes };
  return header.dispatch.reduce(
    (fill, expression) =>
      (fill * evaluate(expression.replaceAll('ceil', ''), all)) / evaluate(expression, all),
    1,
  );
}

function fold(count: number): number[] {
  const rows = Math.ceil(count / MAX_WORKGROUPS);
  return [Math.ceil(count / rows), rows];
}

/** Extents of a binding's shape for these sizes. */
export function shapeOf(shape: readonly string[], sizes: Sizes): number[] {
  return shape.map((extent) => evaluate(extent, sizes));
}
