import { bind, compileKernel, openGpu, Scope, Timer, type Gpu } from '../../src/gpu/index';
import { caseRandom, kernelEntry, packUniform, shapeOf, workgroups } from '../../src/kernels/index';

/** Generators side by side, and the sampler that holds the chosen one. */
const CONTENDERS = [
  { label: 'philox4x32-10', kernel: 'philox4x32', constants: { ROUNDS: 10 } },
  { label: 'philox4x32-7', kernel: 'philox4x32', constants: { ROUNDS: 7 } },
  { label: 'pcg4d', kernel: 'pcg4d', constants: {} },
] as const;

/** Four words each: a million words a dispatch. */
const BLOCKS = 2 ** 18;
const SAMPLES = 9;
const DISPATCHES = 8;

export interface GeneratorReport {
  adapter: string;
  fallback: boolean;
  results: { label: string; millionWordsPerSecond: number; spread: [number, number] }[];
}

/** Words a second of each generator, medians of interleaved samples by timestamp queries. */
export async function measureGenerators(): Promise<GeneratorReport> {
  const gpu = await openGpu();
  const timer = Timer.create(gpu.device, 'generators');
  if (!timer) throw new Error('This adapter has no timestamps.');
  const runs = await Promise.all(CONTENDERS.map((contender) => prepare(gpu, contender)));
  const times = CONTENDERS.map(() => [] as number[]);
  for (let sample = -1; sample < SAMPLES; sample++) {
    for (const [at, encode] of runs.entries()) {
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass({ timestampWrites: timer.timestampWrites });
      for (let i = 0; i < DISPATCHES; i++) encode(pass);
      pass.end();
      timer.resolve(encoder);
      gpu.device.queue.submit([encoder.finish()]);
      const nanoseconds = await timer.read();
      if (sample >= 0 && nanoseconds) times[at].push(nanoseconds); // the first round warms up
    }
  }
  const { vendor, architecture, description, fallback } = gpu.adapter;
  const speed = (nanoseconds: number) => Math.round((DISPATCHES * BLOCKS * 4 * 1000) / nanoseconds);
  const results = CONTENDERS.map(({ label }, at) => {
    const sorted = times[at].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return {
      label,
      millionWordsPerSecond: speed(median),
      spread: [speed(sorted.at(-1)!), speed(sorted[0])] as [number, number],
    };
  });
  gpu.destroy();
  return {
    adapter: [vendor, architecture, description].filter(Boolean).join(' '),
    fallback,
    results,
  };
}

async function prepare(
  { device }: Gpu,
  { kernel: name, constants }: (typeof CONTENDERS)[number],
): Promise<(pass: GPUComputePassEncoder) => void> {
  const entry = kernelEntry(name);
  const { header } = entry;
  const sizes = { blocks: BLOCKS };
  const kernel = await compileKernel(device, {
    name,
    code: entry.source,
    bindings: header.bindings,
    constants,
  });
  const scope = new Scope(device, name);
  const small = entry.makeCase({ blocks: 1 }, caseRandom(1), { ...header.constants, ...constants });
  const dims = packUniform(header.structs.Dims, { ...small.uniforms.dims, blocks: BLOCKS });
  const group = bind(device, kernel, {
    dims: scope.uniform(dims, 'dims'),
    words: scope.array('u32', shapeOf(['blocks', '4'], sizes), 'words').buffer,
  });
  return (pass) => {
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...workgroups(header, { ...sizes, ...constants }));
  };
}
