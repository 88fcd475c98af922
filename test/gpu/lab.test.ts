// The lab's server on a real device: originals, edited code, infinite loops, a lost device.
import { describe, expect, it } from 'vitest';
import { openGpu, type Gpu } from '../../src/gpu/index';
import {
  caseRandom,
  catalogue,
  guardLoops,
  judge,
  kernelEntry,
  loopLimit,
  runTimed,
} from '../../src/kernels/index';
import type { LabOutcome, LabRequest, LabStage } from '../../src/lab/protocol';
import { LabServer } from '../../src/lab/server';
import { sharedGpu } from './gpu';

const SIZES = { I: 1, M: 37, K: 41, N: 53 };

function request(part: Partial<LabRequest> = {}): LabRequest {
  return { kernel: 'matmul_naive', code: null, sizes: SIZES, seed: 1, constants: {}, ...part };
}

async function answer(part: Partial<LabRequest>, stages: LabStage[] = []): Promise<LabOutcome> {
  const server = new LabServer({ tell: (stage) => stages.push(stage), openGpu: sharedGpu });
  return server.run(request(part));
}

async function resultOf(part: Partial<LabRequest>) {
  const outcome = await answer(part);
  if (outcome.kind !== 'result') throw new Error(JSON.stringify(outcome));
  return outcome.result;
}

const edit = (name: string, right: string, wrong: string) => {
  const { source } = kernelEntry(name);
  expect(source).toContain(right);
  return source.replace(right, wrong);
};

describe.each([...catalogue.values()])('$name', (entry) => {
  it('compiles and is right with its loops guarded', async () => {
    const gpu = await sharedGpu();
    for (const [seed, sizes] of entry.testSizes.entries()) {
      const given = entry.makeCase(sizes, caseRandom(seed), entry.header.constants);
      const guarded = guardLoops(entry.source, loopLimit(sizes), true);
      const { outputs, ended } = await runTimed(gpu, entry, sizes, given, { guarded });
      expect(judge(given, outputs).disagreements).toEqual([]);
      expect(ended).toEqual([]);
    }
  });
});

it('runs an original: outputs beside the reference, the error in terms of its bound, the time', async () => {
  const stages: LabStage[] = [];
  const outcome = await answer({}, stages);
  if (outcome.kind !== 'result') throw new Error(outcome.kind);
  const [c] = outcome.result.outputs;
  expect(stages).toEqual(['opening', 'compiling', 'reference', 'running']);
  expect([c.binding, c.shape, c.length, c.wrong]).toEqual(['c', [1, 37, 53], 1961, 0]);
  expect(c.worst.share).toBeGreaterThan(0);
  expect(c.worst.share).toBeLessThanOrEqual(1);
  expect(outcome.result.milliseconds).toBeGreaterThan(0);
  expect(outcome.result.workgroups).toEqual([8, 1, 1]);
});

it('shows a wrong sign as wrong, with where and by how much', async () => {
  const code = edit('matmul_naive', 'sum += a', 'sum -= a');
  const [c] = (await resultOf({ code })).outputs;
  expect(c.wrong).toBe(1961);
  expect(c.firstWrong).toMatchObject({ index: 0, coordinates: [0, 0, 0] });
  expect(c.worst.got).toBeCloseTo(-c.worst.expected, 4);
  expect(c.worst.share).toBeGreaterThan(1000);
});

it('reports a complaint of the compiler at its line and column', async () => {
  const code = edit('matmul_naive', 'var sum = 0.0;', 'var sum = nought;');
  const outcome = await answer({ code });
  const line = code.split('\n').findIndex((text) => text.includes('nought')) + 1;
  expect(outcome).toMatchObject({ kind: 'refused', messages: [{ line, column: 13 }] });
  expect(await answer({ code: 'fn other() {}' })).toMatchObject({ kind: 'refused' });
});

it.each([
  'while (true) { sum += 1.0; }',
  'for (;;) { if (sum < 0.0) { break; } sum += 1.0; }',
  'loop { sum = 1.0; if (sum < 0.0) { break; } }',
  'while (true) { while (true) { sum += 1.0; } }',
])('ends an infinite loop and says where: %s', async (loop) => {
  const code = edit('matmul_naive', 'var sum = 0.0;', `var sum = 0.0; ${loop}`);
  const began = performance.now();
  const result = await resultOf({ code });
  const line = code.split('\n').findIndex((text) => text.includes(loop)) + 1;
  expect(result.outputs[0].wrong).toBe(1961);
  expect(new Set(result.ended)).toEqual(new Set([line]));
  expect(performance.now() - began).toBeLessThan(5000);
});

it('leaves a loop with no way out to the compiler, which says so at its line', async () => {
  const code = edit('matmul_naive', 'var sum = 0.0;', 'var sum = 0.0; loop { sum += 1.0; }');
  const outcome = await answer({ code });
  expect(outcome).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(outcome)).toContain('loop does not exit');
});

it('keeps a barrier in a guarded loop legal', async () => {
  const code = edit('matmul_tiled', 'var sum = 0.0;', 'var sum = 0.0; ');
  const [c] = (await resultOf({ kernel: 'matmul_tiled', code })).outputs;
  expect(c.wrong).toBe(0);
});

it('says that a device was lost, and opens another for the next run', async () => {
  let gpu: Gpu | undefined;
  const server = new LabServer({
    tell: (stage) => {
      if (stage === 'running' && gpu) gpu.destroy();
    },
    openGpu: async () => (gpu = await openGpu()),
  });
  expect((await server.run(request())).kind).toBe('lost');
  const patient = new LabServer({ tell: () => undefined, openGpu });
  expect((await patient.run(request())).kind).toBe('result');
});
