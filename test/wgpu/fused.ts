// Run by Deno: the fused programs through every option of the models, on wgpu. Prints one line of JSON a case.
import { openGpu } from '../../src/gpu/index';
import { ToyModelPhases, ToyModelSmall, ToyModelSparse } from '../../src/models/index';
import { casesOf, complaints, trajectory } from '../gpu/fused-cases';

const PROGRAMS = { small: ToyModelSmall, phases: ToyModelPhases, sparse: ToyModelSparse } as const;

const gpu = await openGpu();
for (const program of ['small', 'phases', 'sparse'] as const) {
  for (const [name, config] of casesOf(program)) {
    const result = await trajectory(await PROGRAMS[program].create(gpu, config), config);
    console.log(JSON.stringify({ name, program, wrong: complaints(result), note: result.note }));
  }
}
gpu.destroy();
