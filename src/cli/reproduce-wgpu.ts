// Run by Deno: trains one run of an experiment on wgpu. Prints a line of JSON for progress, and one with the result.
import type { Progress, ReproduceSize } from '../train/index';
import { reproduceRun } from './reproduce-core';

const { Deno } = globalThis as unknown as { Deno: { args: string[]; exit(code: number): never } };
const [address, size] = Deno.args;
let last = -Infinity;
const report = (progress: Progress) => {
  const now = performance.now();
  if (now - last < 200 && progress.done < progress.of) return;
  last = now;
  console.log(JSON.stringify({ progress }));
};
try {
  console.log(
    JSON.stringify({ result: await reproduceRun(address, size as ReproduceSize, report) }),
  );
} catch (error) {
  console.log(JSON.stringify({ failed: error instanceof Error ? error.message : String(error) }));
}
Deno.exit(0);
