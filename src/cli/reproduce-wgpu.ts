// Run by Deno: trains runs of experiments on wgpu, one after the other. Prints lines of JSON: progress, and for each run
// its result or why it failed.
import {
  evaluationSamples,
  findRun,
  sized,
  type Progress,
  type ReproduceSize,
} from '../train/index';
import { reproduceRun } from './reproduce-core';

const { Deno } = globalThis as unknown as { Deno: { args: string[]; exit(code: number): never } };
const [size, ...addresses] = Deno.args;

/** The tests have less time: where models are many or large, they measure them on fewer samples. */
function samplesOf(address: string): number | undefined {
  const place = findRun(address);
  return size === 'ci' && place ? evaluationSamples(sized(place, 'ci'), 2 ** 27) : undefined;
}

for (const address of addresses) {
  let last = -Infinity;
  const report = (progress: Progress) => {
    const now = performance.now();
    if (now - last < 200 && progress.done < progress.of) return;
    last = now;
    console.log(JSON.stringify({ address, progress }));
  };
  try {
    const result = await reproduceRun(address, size as ReproduceSize, report, samplesOf(address));
    console.log(JSON.stringify({ address, result }));
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error);
    console.log(JSON.stringify({ address, failed }));
  }
}
Deno.exit(0);
