// Run by Deno: both fused programs through every option of the models, on wgpu. Prints one line of JSON a case.
import { openGpu } from '../../src/gpu/index';
import { ToyModelPhases, ToyModelSmall } from '../../src/models/index';
import { complaints, fusedCases, trajectory } from '../gpu/fused-cases';

const gpu = await openGpu();
for (const [name, config] of fusedCases) {
  for (const [program, made] of [
    ['small', ToyModelSmall.create(gpu, config)],
    ['phases', ToyModelPhases.create(gpu, config)],
  ] as const) {
    const result = await trajectory(await made, config);
    console.log(JSON.stringify({ name, program, wrong: complaints(result), note: result.note }));
  }
}
gpu.destroy();
