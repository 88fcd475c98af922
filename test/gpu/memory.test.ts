// The memory of every program, by arithmetic and as it was made.
import { expect, it } from 'vitest';
import {
  estimateBytes,
  ToyModelPhases,
  ToyModelReference,
  ToyModelSmall,
  ToyModelSparse,
  ToyModelStepwise,
  type ModelProgram,
  type ToyModelConfig,
} from '../../src/models/index';
import { fusedCases, fusedConfig } from './fused-cases';
import { sharedGpu } from './gpu';

const sum = (parts: ModelProgram['estimate']) =>
  Object.values(parts).reduce((all: number, part: number) => all + part, 0);

const cases: readonly (readonly [string, ToyModelConfig])[] = [
  ...fusedCases,
  ['one of everything', fusedConfig({ instances: 1, features: 1, hidden: 1, batch: 1 })],
  ['a thousand models', fusedConfig({ instances: 1000, features: 2, hidden: 1, batch: 64 })],
  ['a hundred instances', fusedConfig({ instances: 100 })],
];

it.each(cases)('the estimate is within a twentieth of what was made: %s', async (_name, config) => {
  const gpu = await sharedGpu();
  const programs: ModelProgram[] = [
    await ToyModelStepwise.create(gpu, config),
    await ToyModelSmall.create(gpu, config),
    await ToyModelPhases.create(gpu, config),
    ...(config.architecture.hiddenRelu || config.hiddenL1
      ? []
      : [await ToyModelSparse.create(gpu, config)]),
  ];
  for (const program of programs) {
    const ratio = sum(program.estimate) / program.bytes;
    expect(Math.abs(ratio - 1), `${program.kind}: ${ratio}`).toBeLessThan(0.05);
    program.destroy();
  }
});

it.each([
  ['wide', fusedConfig({ features: 300, hidden: 40, instances: 2, batch: 128 })],
  ['deep', fusedConfig({ features: 17, hidden: 100, instances: 3, batch: 32 })],
])('a %s model, stepwise, in phases and sparse', async (_name, config) => {
  const gpu = await sharedGpu();
  for (const make of [ToyModelStepwise, ToyModelPhases, ToyModelSparse]) {
    const program = await make.create(gpu, config);
    expect(sum(program.estimate) / program.bytes).toBeCloseTo(1, 2);
    program.destroy();
  }
});

it('the sum is what is asked for most; the reference needs nothing on a device', () => {
  const config = fusedConfig();
  const small = estimateBytes(config, 'small', { steps: 1024 });
  // 45 numbers trained: 1024 steps of 3 losses, five times over, and their schedule, are nearly all of it.
  expect(small / (4 * 1024 * (5 * 3 + 4))).toBeCloseTo(1, 1);
  const reference = new ToyModelReference(config);
  expect(sum(reference.estimate)).toBe(reference.bytes);
});
