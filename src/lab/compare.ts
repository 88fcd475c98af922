import type { ElementType, HostArray } from '../gpu/index';
import type { Expected } from '../kernels/index';
import { SHOWN_ELEMENTS } from './limits';
import type { Element, LabOutput } from './protocol';

/**
 * Holds one output against its reference.
 *
 * @param shape of the binding; the product of its extents is the length of all three
 */
export function compare(
  binding: string,
  shape: readonly number[],
  got: HostArray<ElementType>,
  { value, bound }: Expected,
): LabOutput {
  let worst = 0;
  let wrong = 0;
  let firstWrong = -1;
  const shareAt = (index: number) => shareOf(got[index], value[index], bound[index]);
  for (let index = 0; index < value.length; index++) {
    const share = shareAt(index);
    // Written so that a NaN, for which every comparison is false, counts as wrong.
    if (!(Math.abs(got[index] - value[index]) <= bound[index])) {
      wrong++;
      if (firstWrong < 0) firstWrong = index;
    }
    if (share > shareAt(worst)) worst = index;
  }
  const element = (index: number): Element => ({
    index,
    coordinates: coordinatesOf(index, shape),
    got: got[index],
    expected: value[index],
    bound: bound[index],
    share: shareAt(index),
  });
  return {
    binding,
    shape,
    length: value.length,
    got: got.slice(0, SHOWN_ELEMENTS),
    expected: value.slice(0, SHOWN_ELEMENTS),
    bound: bound.slice(0, SHOWN_ELEMENTS),
    worst: element(worst),
    wrong,
    firstWrong: firstWrong < 0 ? null : element(firstWrong),
  };
}

/** How much of its bound an error takes up: at most 1 when the element is right. */
export function shareOf(got: number, expected: number, bound: number): number {
  const difference = Math.abs(got - expected);
  if (difference === 0) return 0;
  return Number.isNaN(difference) ? Infinity : difference / bound;
}

/** The place of an element in a row-major array. */
export function coordinatesOf(index: number, shape: readonly number[]): number[] {
  const coordinates: number[] = [];
  let rest = index;
  for (const extent of [...shape].reverse()) {
    coordinates.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return coordinates;
}
