import { groups } from './cases';
import type { BenchOptions } from './contract';
import type { Operation } from './peers/peer';
import { CLIMBS, scalingName, TRAIN_CASES } from './train/cases';

/** Every operation that libraries are measured at. */
const OPERATIONS: Readonly<Record<Operation['kind'], true>> = {
  matmul: true,
  'matmul gradient': true,
  'bias and ReLU': true,
  'bias and ReLU gradient': true,
  'row sum': true,
  'softmax cross entropy': true,
  'softmax cross entropy gradient': true,
};

/** Names of everything that a run with these options could measure if its filter were empty, each once. */
export function offered({ shapes, peers, only }: BenchOptions): string[] {
  const names = [
    ...(only === undefined || only === 'kernel' ? groups(shapes).map(({ name }) => name) : []),
    ...(peers ? Object.keys(OPERATIONS) : []),
    ...(only === 'train'
      ? [...TRAIN_CASES.map(({ name }) => name), ...CLIMBS.flat().map(scalingName)]
      : []),
  ];
  return [...new Set(names)];
}

/** What to say when nothing fits the filter. Names what there is. */
export function nothingFits(options: BenchOptions): string {
  return `Nothing to measure fits the filter “${options.filter}”. There is: ${offered(options).join(', ')}. A filter looks at these names and at sizes such as “M=512”.`;
}
