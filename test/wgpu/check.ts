// Every kernel on every listed shape, on wgpu. Prints one line a kernel; exits with 1 when one is wrong.
import { openGpu } from '../../src/gpu/index';
import { caseRandom, catalogue, judge, runKernel } from '../../src/kernels/index';

declare const Deno: { exit(code: number): never };

const gpu = await openGpu();
const { vendor, architecture, description } = gpu.adapter;
console.log(`wgpu on ${[vendor, architecture, description].filter(Boolean).join(' ')}`);
let failed = 0;
for (const entry of catalogue.values()) {
  let worst = 0;
  let cases = 0;
  for (const constants of entry.variants ?? [{}]) {
    for (const [seed, sizes] of entry.testSizes.entries()) {
      const given = entry.makeCase(sizes, caseRandom(seed), {
        ...entry.header.constants,
        ...constants,
      });
      const verdict = judge(given, await runKernel(gpu, entry, sizes, given, constants));
      worst = Math.max(worst, verdict.worst);
      cases++;
      if (verdict.disagreements.length > 0) {
        failed++;
        console.log(JSON.stringify({ kernel: entry.name, sizes, constants, seed, ...verdict }));
      }
    }
  }
  console.log(
    `${entry.name.padEnd(32)} ${cases} cases, worst error ${worst.toFixed(2)} of its bound`,
  );
}
console.log(failed === 0 ? 'all kernels agree with float64' : `${failed} cases failed`);
Deno.exit(failed === 0 ? 0 : 1);
