// Run by Deno: 10 000 steps of the page's first experiment, three of its densities, fused and stepwise, on wgpu. Prints one line of JSON a program.
import { openGpu } from '../../src/gpu/index';
import { ToyModelSmall, ToyModelStepwise, type ModelProgram } from '../../src/models/index';
import { modelConfig } from '../../src/train/index';
import { threeDensities } from './three-densities';

/** 2^18 fresh samples: the loss of an instance is then known to about half a percent. */
const BATCHES = 256;

async function train(program: ModelProgram): Promise<void> {
  while (program.step < threeDensities.steps) {
    await program.advance(Math.min(100, program.maxSteps, threeDensities.steps - program.step));
  }
  const { geometry } = await program.parameters();
  const loss = await program.evaluate(BATCHES);
  const { dimensionality, norm } = geometry;
  const told = { dimensionality: [...dimensionality], norm: [...norm], loss: [...loss] };
  console.log(JSON.stringify({ program: program.kind, ...told }));
  program.destroy();
}

const gpu = await openGpu();
const config = modelConfig(threeDensities);
await train(await ToyModelSmall.create(gpu, config));
await train(await ToyModelStepwise.create(gpu, config));
gpu.destroy();
