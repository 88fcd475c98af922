// Run by Deno: every kernel traced on its small shape, on wgpu. Prints one line of JSON a kernel.
import { openGpu } from '../../src/gpu/index';
import { catalogue, evaluate } from '../../src/kernels/index';
import { races } from '../../src/lab/races';
import { runTrace } from '../../src/lab/run-trace';
import { lacking } from '../kernel-cases';

const gpu = await openGpu();
for (const entry of catalogue.values()) {
  const { header } = entry;
  const lacks = lacking(gpu, entry);
  if (lacks.length > 0) {
    console.log(JSON.stringify({ kernel: entry.name, lacks }));
    continue;
  }
  const trace = await runTrace(gpu, entry);
  const storage = trace.arrays.filter(({ space }) => space === 'storage').map(({ name }) => name);
  const reads = trace.site.filter((at) => {
    const { kind, name } = trace.sites[at];
    return kind === 'read' && storage.includes(name);
  }).length;
  const symbols = { ...header.constants, ...header.fixed, ...trace.sizes, ...trace.constants };
  const stated = evaluate(header.cost['global reads'], symbols);
  const { agrees } = trace;
  console.log(
    JSON.stringify({ kernel: entry.name, agrees, races: races(trace).length, reads, stated }),
  );
}
gpu.destroy();
