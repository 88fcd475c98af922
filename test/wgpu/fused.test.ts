// The fused programs on a second engine, wgpu (Firefox's): every option of the models over 200 steps, against float64.
import { describe, expect, it } from 'vitest';
import { hasVulkan } from '../../src/cli/vulkan';
import { runInWgpu } from '../../src/cli/wgpu';
import { autoencoderCases } from '../gpu/autoencoder-cases';
import { casesOf, dataCases, EVERY_FEATURE, MANY_MODELS } from '../gpu/fused-cases';

interface Line {
  name: string;
  program: string;
  wrong: string[];
  note: string;
  apart?: number;
  agree?: number;
  of?: number;
}

const here = hasVulkan();
const output = here ? await runInWgpu('test/wgpu/fused.ts') : null;
const lines = (output?.output.trim().split('\n') ?? []).map((line) => JSON.parse(line) as Line);

describe.skipIf(!here)('on wgpu', () => {
  it('the run ended well', () => expect(output?.code).toBe(0));

  it.for([
    ...(['small', 'phases', 'sparse'] as const).flatMap((program) =>
      casesOf(program).map(([name]) => ({ name, program: program as string })),
    ),
    ...dataCases.map(([name]) => ({ name, program: 'stepwise' })),
  ])('$program, $name: 200 steps agree with float64', (wanted) => {
    const line = lines.find(
      ({ name, program }) => name === wanted.name && program === wanted.program,
    );
    expect(line?.wrong, line?.note).toEqual([]);
  });

  it.for(autoencoderCases.map(([name]) => name))('autoencoder, %s: 100 steps agree', (wanted) => {
    const line = lines.find(({ name, program }) => program === 'autoencoder' && name === wanted);
    expect(line?.wrong, line?.note).toEqual([]);
  });

  it.for(['stepwise', 'phases', 'sparse'])('%s trains 70 000 models', (program) => {
    // A loss is a mean of 68 squares, whose roundings are a few millionths of it; a model left out has none.
    const line = lines.find((each) => each.name === MANY_MODELS && each.program === program);
    expect(line).toMatchObject({ agree: 70_000, of: 70_000 });
  });

  it('sparse, every feature on: no sample is left out', () => {
    // Losses of both programs are sums of 102 400 terms in another order; a sample in a thousand would be more than this.
    expect(lines.find(({ name }) => name === EVERY_FEATURE)?.apart).toBeLessThan(1e-4);
  });
});
