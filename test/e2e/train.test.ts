// `npm run train` from the command line to the file.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/train/index';

const run = promisify(execFile);

async function train(
  engine: 'gpu' | 'cpu',
  program = 'auto',
): Promise<{ record: RunRecord; stdout: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'antipode-test-'));
  const [experiment, out] = [join(folder, 'experiment.json'), join(folder, 'run.json')];
  writeFileSync(
    experiment,
    JSON.stringify({
      model: 'relu-output',
      instances: 3,
      replicas: 2,
      batch: 128,
      steps: 60,
      seed: 4,
    }),
  );
  const { stdout } = await run(process.execPath, [
    ...['node_modules/tsx/dist/cli.mjs', 'src/cli/train.ts', '--experiment', experiment],
    ...[
      '--engine',
      engine,
      '--program',
      program,
      '--adapter',
      'software',
      '--evaluation-samples',
      '4096',
      '--out',
      out,
    ],
  ]);
  expect(readdirSync(folder).sort()).toEqual(['experiment.json', 'run.json']);
  return { record: JSON.parse(readFileSync(out, 'utf8')) as RunRecord, stdout };
}

describe('npm run train', () => {
  it('ends with exit code 1 and no file where the weights overflow, and says at which step', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'antipode-test-'));
    const [experiment, out] = [join(folder, 'experiment.json'), join(folder, 'run.json')];
    const optimizer = { name: 'adamw', learningRate: 10, weightDecay: 1 };
    const text = JSON.stringify({ model: 'relu-output', batch: 64, steps: 200, optimizer });
    writeFileSync(experiment, text);
    const args = ['--experiment', experiment, '--engine', 'cpu', '--out', out];
    const failed = await run(process.execPath, [
      ...['node_modules/tsx/dist/cli.mjs', 'src/cli/train.ts', ...args],
    ]).then(
      () => ({ code: 0, stderr: '' }),
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/Training diverged: .* at step \d+\./);
    expect(readdirSync(folder)).toEqual(['experiment.json']);
  });

  it('writes the same run from both programs of the GPU and from the CPU reference, up to rounding', async () => {
    const [gpu, stepwise, cpu] = [
      await train('gpu'),
      await train('gpu', 'stepwise'),
      await train('cpu'),
    ];
    expect(gpu.stdout).toContain('60 steps');
    expect(gpu.record).toMatchObject({
      schema: 'antipode.run/1',
      engine: 'gpu',
      program: 'small',
      steps: 60,
    });
    expect(gpu.record.bytes).toBeGreaterThan(0);
    expect(stepwise.record).toMatchObject({ engine: 'gpu', program: 'stepwise' });
    expect(gpu.record.adapter?.fallback).toBe(true);
    expect(cpu.record).toMatchObject({
      engine: 'cpu',
      program: 'reference',
      adapter: null,
      bytes: 0,
    });
    expect(gpu.record.experiment).toMatchObject({ features: 5, seed: 4, initStd: 'notebook' });
    expect(gpu.record.instances.length).toBe(6);
    expect(gpu.record.instances.map(({ replica }) => replica)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(gpu.record.instances[0].W.length).toBe(5);
    expect(gpu.record.instances[0].W[0].length).toBe(2);
    expect(gpu.record.diverged).toEqual([]);
    expect(gpu.record.lossHistory.steps).toEqual(Array.from({ length: 60 }, (_, step) => step + 1));
    for (const [i, instance] of gpu.record.instances.entries()) {
      for (const other of [cpu.record.instances[i], stepwise.record.instances[i]]) {
        expect(instance.loss / other.loss).toBeCloseTo(1, 4);
        instance.W.flat().forEach((w, e) => expect(w).toBeCloseTo(other.W.flat()[e], 4));
      }
    }
    expect(gpu.record.instances[0].loss).toBeLessThan(gpu.record.lossHistory.loss[0][0]);
  });
});
