// Run by Deno: every kernel on every listed shape, on wgpu. Prints one line of JSON a kernel.
import { openGpu } from '../../src/gpu/index';
import { catalogue, lacking } from '../../src/kernels/index';
import { checkFolded, checkListed, wrong } from '../kernel-cases';

const gpu = await openGpu();
console.log(JSON.stringify({ adapter: gpu.adapter }));
for (const entry of catalogue.values()) {
  const lacks = lacking(gpu, entry);
  if (lacks.length > 0) {
    console.log(JSON.stringify({ kernel: entry.name, lacks }));
    continue;
  }
  const results = await checkListed(gpu, entry);
  const worst = Math.max(...results.map((result) => result.worst));
  // Those with a WORKGROUP are folded in Chromium.
  const folded = 'WORKGROUP' in entry.header.constants ? [] : [await checkFolded(gpu, entry)];
  console.log(
    JSON.stringify({
      ...{ kernel: entry.name, cases: results.length, worst },
      ...{ wrong: wrong(results), folded: folded.length, wrongFolded: wrong(folded) },
    }),
  );
}
gpu.destroy();
