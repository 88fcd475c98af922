// Run by Deno: the fused programs through every option of the models, and sparse autoencoders, on wgpu. Prints one line of JSON a case.
import { openGpu } from '../../src/gpu/index';
import {
  SparseAutoencoder,
  ToyModelPhases,
  ToyModelReference,
  ToyModelSmall,
  ToyModelSparse,
  ToyModelStepwise,
} from '../../src/models/index';
import { modelConfig, parseExperiment } from '../../src/train/index';
import { autoencoderCases, autoencoderComplaints } from '../gpu/autoencoder-cases';
import {
  casesOf,
  complaints,
  dataCases,
  EVERY_FEATURE,
  fusedConfig,
  MANY_MODELS,
  trajectory,
} from '../gpu/fused-cases';

const PROGRAMS = { small: ToyModelSmall, phases: ToyModelPhases, sparse: ToyModelSparse } as const;

const gpu = await openGpu();
for (const program of ['small', 'phases', 'sparse'] as const) {
  for (const [name, config] of casesOf(program)) {
    const result = await trajectory(await PROGRAMS[program].create(gpu, config), config);
    console.log(JSON.stringify({ name, program, wrong: complaints(result), note: result.note }));
  }
}
for (const [name, config] of dataCases) {
  const result = await trajectory(await ToyModelStepwise.create(gpu, config), config);
  const wrong = complaints(result);
  console.log(JSON.stringify({ name, program: 'stepwise', wrong, note: result.note }));
}

for (const [name, config] of autoencoderCases) {
  const program = await SparseAutoencoder.create(gpu, config);
  const result = await autoencoderComplaints(program, config);
  console.log(JSON.stringify({ name, program: 'autoencoder', ...result }));
}

// A driver that ends long loops would leave out the last samples: with every feature on, they are as long as they get.
const full = fusedConfig({
  ...{ features: 100, hidden: 20, instances: 2, batch: 1024 },
  probability: new Float64Array(200).fill(1),
});
const [sparse, phases] = [
  await ToyModelSparse.create(gpu, full),
  await ToyModelPhases.create(gpu, full),
];
const [p, q] = [await sparse.advance(5), await phases.advance(5)];
const apart = Math.max(...p.map((loss, at) => Math.abs(loss / q[at] - 1)));
console.log(JSON.stringify({ name: EVERY_FEATURE, program: 'sparse', apart }));

// More models than one axis of a launch holds, in every program: one step, each loss against float64.
const many = modelConfig(
  parseExperiment({
    ...{ model: 'relu-output', features: 17, hidden: 5, instances: 7000, replicas: 10, batch: 4 },
    ...{ featureProbability: { from: 0.9, to: 0.05 }, initStd: 0.3, steps: 1 },
  }),
);
const expected = await new ToyModelReference(many).advance(1);
for (const [program, create] of Object.entries({
  stepwise: ToyModelStepwise,
  phases: ToyModelPhases,
  sparse: ToyModelSparse,
})) {
  const trained = await create.create(gpu, many);
  const losses = await trained.advance(1);
  // NaN, where there is one, is not below anything.
  const off = expected.map((loss, at) => Math.abs(losses[at] - loss) / Math.max(loss, 1e-3));
  const agree = off.filter((share) => share < 1e-4).length;
  console.log(JSON.stringify({ name: MANY_MODELS, program, agree, of: off.length }));
  trained.destroy();
}
gpu.destroy();
