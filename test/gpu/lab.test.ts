// The lab's server on a real device: originals, edited code, infinite loops, a lost device.
import { describe, expect, it } from 'vitest';
import { openGpu, type Gpu } from '../../src/gpu/index';
import {
  caseRandom,
  catalogue,
  lacking,
  guardText,
  loopBudget,
  judge,
  kernelEntry,
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

const gpu = await sharedGpu();
const runnable = [...catalogue.values()].filter((entry) => lacking(gpu, entry).length === 0);

describe.each(runnable)('$name', (entry) => {
  it('compiles and is right with its loops guarded', async () => {
    for (const [seed, sizes] of entry.testSizes.entries()) {
      const given = entry.makeCase(sizes, caseRandom(seed), entry.header.constants);
      const guarded = await guardText(
        gpu,
        entry.header,
        entry.source,
        loopBudget(entry.header, sizes),
      );
      const { outputs, ended } = await runTimed(gpu, entry, sizes, given, { guarded });
      expect(judge(given, outputs).disagreements).toEqual([]);
      expect(ended).toBe(null);
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
  expect(result.ended).toEqual([line]);
  expect(performance.now() - began).toBeLessThan(5000);
});

/** `matmul_naive` with a body of its own, and functions before it. */
const product = (functions: string, body: string) => {
  const { source } = kernelEntry('matmul_naive');
  const at = source.indexOf('@compute');
  return `${source.slice(0, at)}${functions}\n${source.slice(at, source.indexOf('{', at) + 1)}${body}}\n`;
};

it('ends helper functions whose loops would multiply, and blames the loop around them', async () => {
  const functions = `fn inner(x: u32) -> u32 { var s = x; for (var i = 0u; i < 300u; i++) { s = s * 3u + i; } return s; }
fn outer(x: u32) -> u32 { var s = x; while (s != 1u) { s = inner(s) * 2u; } return s; }`;
  const code = product(functions, 'c[0] = f32(outer(lane));');
  const began = performance.now();
  const { ended } = await resultOf({ code });
  expect(ended).toEqual([functionLine(code, 'fn outer')]);
  expect(performance.now() - began).toBeLessThan(5000);
});

it('ends loops around barriers, in the function and in those it calls', async () => {
  const functions = `fn meet() { for (;;) { workgroupBarrier(); if (dims.M == 0u) { break; } } }`;
  const code = product(
    functions,
    'for (;;) { meet(); if (dims.M == 0u) { break; } } c[0] = a[0] + b[0];',
  );
  const began = performance.now();
  const { ended } = await resultOf({ code });
  expect(ended).toEqual([functionLine(code, 'fn meet')]);
  expect(performance.now() - began).toBeLessThan(5000);
});

it('lets one invocation compute a whole product', async () => {
  const code = product(
    '',
    `if (group.x + group.y + lane > 0u) { return; }
  for (var r = 0u; r < dims.M; r++) { for (var q = 0u; q < dims.N; q++) {
    var sum = 0.0;
    for (var k = 0u; k < dims.K; k++) { sum += a[r * dims.K + k] * b[k * dims.N + q]; }
    c[r * dims.N + q] = sum;
  } }`,
  );
  const { ended, outputs } = await resultOf({ code, sizes: { I: 1, M: 64, K: 64, N: 64 } });
  expect([ended, outputs[0].wrong]).toEqual([null, 0]);
});

it('guards what says how often invocations meet, though WGSL would find a common budget non-uniform', async () => {
  const code = edit(
    'matmul_tiled',
    'var sum = 0.0;',
    'var sum = 0.0; var most = 1u; while (most < dims.K) { most *= 2u; } for (var s = 0u; s < most; s++) { workgroupBarrier(); }',
  );
  const { ended, outputs } = await resultOf({ kernel: 'matmul_tiled', code });
  expect([ended, outputs[0].wrong]).toEqual([null, 0]);
});

it('finds the loop behind a comment that a form feed ends', async () => {
  const code = edit(
    'matmul_naive',
    'var sum = 0.0;',
    'var sum = 0.0; // x\floop { sum += 1.0; if (sum < 0.0) { break; } }',
  );
  // The compiler counts a line there, too.
  expect((await resultOf({ code })).ended).toEqual([functionLine(code, 'x\f') + 1]);
});

const functionLine = (code: string, text: string) =>
  code.slice(0, code.indexOf(text)).split('\n').length;

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
