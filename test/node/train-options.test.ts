import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { progressText } from '../../src/cli/progress';
import { trainOptions } from '../../src/cli/train-options';

const folder = mkdtempSync(join(tmpdir(), 'antipode-test-'));
const out = join(folder, 'run.json');

function file(text: string): string {
  const path = join(folder, 'experiment.json');
  writeFileSync(path, text);
  return path;
}

describe('the command line of npm run train', () => {
  it('takes a preset or a file, and lets steps and seed be changed', () => {
    const preset = trainOptions(['--experiment', 'introduction', '--out', out]);
    expect(preset).toMatchObject({
      engine: 'gpu',
      program: 'auto',
      adapter: 'auto',
      evaluationSamples: 2 ** 21,
    });
    const chosen = ['--experiment', 'introduction', '--program', 'stepwise', '--out', out];
    expect(trainOptions(chosen).program).toBe('stepwise');
    const named = file('{"model": "relu-output", "seed": 3}');
    const options = ['--experiment', named, '--steps', '7', '--engine', 'cpu', '--out', out];
    expect(trainOptions(options).experiment).toMatchObject({ steps: 7, seed: 3 });
    expect(trainOptions([...options, '--seed', '9']).experiment.seed).toBe(9);
  });

  it.each([
    [['--out', out], /--experiment is missing/],
    [['--experiment', 'introduction'], /--out is missing/],
    [['--experiment', 'nowhere.json', '--out', out], /no file "nowhere.json", and no preset/],
    [['--experiment', 'introduction', '--out', '/no/such/run.json'], /no folder \/no\/such/],
    [
      ['--experiment', 'introduction', '--out', out, '--engine', 'tpu'],
      /--engine: was given tpu, allowed is gpu or cpu/,
    ],
    [
      ['--experiment', 'introduction', '--out', out, '--program', 'small'],
      /--program: was given small, allowed is auto or stepwise or fused/,
    ],
    [
      ['--experiment', 'introduction', '--out', out, '--steps', '-4'],
      /steps: was given -4, allowed/,
    ],
    [['--experiment', 'introduction', '--out', out, '--seed', 'x'], /seed: was given "x", allowed/],
    [
      ['--experiment', 'introduction', '--out', out, '--evaluation-samples', '0'],
      /samples: was given 0/,
    ],
    [['--experiment', 'introduction', '--out', out, '--steeps', '3'], /Unknown option '--steeps'/],
  ])('%j is refused with a sentence', (args, sentence) => {
    expect(() => trainOptions(args)).toThrow(sentence);
  });

  it('says where a file is not JSON', () => {
    expect(() => trainOptions(['--experiment', file('{'), '--out', out])).toThrow(/is not JSON/);
  });

  it('ends with exit code 2, one sentence and no file', async () => {
    const path = file('{"model": "relu-output", "featuers": 3}');
    const args = [
      'node_modules/tsx/dist/cli.mjs',
      'src/cli/train.ts',
      '--experiment',
      path,
      '--out',
      out,
    ];
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, args, (error, _, text) =>
        resolve({ code: error?.code, stderr: text }),
      );
    });
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(/^featuers: is not a known key, allowed is [^\n]+\.$/);
    expect(readdirSync(folder)).toEqual(['experiment.json']);
  });
});

describe('the progress line', () => {
  it('shows how far, how good and how long', () => {
    const line = progressText({ phase: 'training', done: 2500, of: 10000, loss: 0.01234 }, 30, 80);
    expect(line).toMatch(/^training ━+─+ 2 500 \/ 10 000 {2}loss 0.01234 {2}1 min 30 s left$/);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(progressText({ phase: 'evaluating', done: 0, of: 9, loss: NaN }, 0)).not.toContain(
      'loss',
    );
  });
});
