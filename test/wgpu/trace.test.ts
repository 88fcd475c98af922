// Tracing on a second engine, wgpu (Firefox's): the traced shaders are other shaders, and must be portable too.
import { describe, expect, it } from 'vitest';
import { hasVulkan } from '../../src/cli/vulkan';
import { runInWgpu } from '../../src/cli/wgpu';
import { catalogue } from '../../src/kernels/index';

interface Line {
  kernel: string;
  lacks?: string[];
  agrees: boolean;
  races: number;
  reads: number;
  stated: number;
}

const here = hasVulkan();
const output = here ? await runInWgpu('test/wgpu/trace.ts') : null;
const lines = (output?.output.trim().split('\n') ?? []).map((line) => JSON.parse(line) as Line);

describe.skipIf(!here)('on wgpu', () => {
  it('the run ended well', () => expect(output?.code).toBe(0));

  it.for([...catalogue.keys()])(
    '%s is traced: same output, reads as stated, no race',
    (kernel, context) => {
      const line = lines.find((result) => result.kernel === kernel);
      context.skip(line?.lacks !== undefined, `wgpu has no ${line?.lacks?.join(', ')} here`);
      expect(line).toMatchObject({ agrees: true, races: 0 });
      expect(line!.reads).toBe(line!.stated);
    },
  );
});
