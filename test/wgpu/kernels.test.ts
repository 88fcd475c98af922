// The kernels on a second engine, wgpu (Firefox's), by way of Deno: another compiler and another driver for the same
// shaders, and the same test body as in Chromium.
import { describe, expect, it } from 'vitest';
import { hasVulkan } from '../../src/cli/vulkan';
import { runInWgpu } from '../../src/cli/wgpu';
import { catalogue } from '../../src/kernels/index';

interface Line {
  kernel: string;
  /** Features that wgpu's adapter has not; the kernel was not run then. */
  lacks?: string[];
  cases: number;
  worst: number;
  wrong: unknown[];
  /** Cases whose launch has an axis of more than 65 535 workgroups: 1, or 0 where Chromium has it. */
  folded: number;
  wrongFolded: unknown[];
}

const here = hasVulkan();
const output = here ? await runInWgpu('test/wgpu/check.ts') : null;
const [, ...lines] = (output?.output.trim().split('\n') ?? []).map(
  (line) => JSON.parse(line) as Line,
);

it('wgpu has a driver where these tests must not be skipped', () => {
  if (process.env.CI) expect(here, 'install mesa-vulkan-drivers').toBe(true);
});

describe.skipIf(!here)('on wgpu', () => {
  it('the run ended well', () => expect(output?.code).toBe(0));

  it('lacks no feature but subgroups, which Chromium has: every kernel runs on one of the two', () => {
    expect([...new Set(lines.flatMap(({ lacks = [] }) => lacks))]).toEqual(['subgroups']);
  });

  it.for([...catalogue.keys()])(
    '%s agrees with float64 on all listed shapes',
    (kernel, context) => {
      const line = lines.find((result) => result.kernel === kernel);
      context.skip(line?.lacks !== undefined, `wgpu has no ${line?.lacks?.join(', ')} here`);
      expect(line?.wrong, kernel).toEqual([]);
      expect(line!.cases).toBeGreaterThanOrEqual(12);
      expect(line!.worst).toBeLessThanOrEqual(1);
    },
  );

  it('kernels agree with float64 where an axis of their launch is longer than a device allows', () => {
    const folded = lines.filter((line) => line.folded > 0);
    expect(folded.length).toBeGreaterThan(20);
    expect(folded.flatMap(({ wrongFolded }) => wrongFolded)).toEqual([]);
  });
});
