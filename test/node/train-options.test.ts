import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { ProgressLine, progressText } from '../../src/cli/progress';
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

  const saved = (bytes: Buffer) => {
    const path = join(folder, 'experiment.json');
    writeFileSync(path, bytes);
    return ['--experiment', path, '--out', out];
  };

  it('takes a file that begins with a mark of the order of bytes', () => {
    const text = Buffer.from('\ufeff{"model": "relu-output", "seed": 3}');
    expect(trainOptions(saved(text)).experiment.seed).toBe(3);
  });

  it.each([
    [
      'UTF-16, marked',
      Buffer.from('\ufeff{"model": "relu-output"}', 'utf16le'),
      /is UTF-16 text; save/,
    ],
    [
      'UTF-16, other order',
      Buffer.from('\ufeff{"model": 1}', 'utf16le').swap16(),
      /is UTF-16 text/,
    ],
    ['UTF-16, not marked', Buffer.from('{"model": "relu-output"}', 'utf16le'), /is UTF-16 text/],
    ['Latin-1', Buffer.from('{"é": 1}', 'latin1'), /is not UTF-8 text/],
    [
      'a key twice',
      Buffer.from('{"seed": 1, "model": "relu-output", "seed": 2}'),
      /has the key "seed" twice/,
    ],
    [
      'a key twice further in, written otherwise',
      Buffer.from('{"model": "relu-output", "importance": {"decay": 1, "d\\u0065cay": 2}}'),
      /has the key "importance\.decay" twice/,
    ],
    [
      'a special key twice',
      Buffer.from('{"__proto__": 1, "__proto__": 2}'),
      /key "__proto__" twice/,
    ],
    [
      'a number too large for JavaScript',
      Buffer.from('{"model": "relu-output", "steps": 1e400}'),
      /^steps: was given 1e400, allowed is/,
    ],
    [
      'the same further in',
      Buffer.from('{"model": "relu-output", "optimizer": {"learningRate": -1E+999}}'),
      /^optimizer\.learningRate: was given -1E\+999, allowed is/,
    ],
    ['no text at all', Buffer.from(''), /is not JSON/],
  ])('%s is refused with a sentence', (_, bytes, sentence) => {
    expect(() => trainOptions(saved(bytes))).toThrow(sentence);
  });

  it('says numbers of the command line as they were typed', () => {
    const args = ['--experiment', 'introduction', '--out', out];
    expect(() => trainOptions([...args, '--steps', '1e400'])).toThrow(/^steps: was given 1e400,/);
    expect(() => trainOptions([...args, '--evaluation-samples', '1e400'])).toThrow(/given 1e400,/);
  });

  it('calls a folder a folder, and does not overwrite the experiment', () => {
    expect(() => trainOptions(['--experiment', folder, '--out', out])).toThrow(
      /is a folder; name a/,
    );
    const path = file('{"model": "relu-output"}');
    expect(() => trainOptions(['--experiment', path, '--out', path])).toThrow(/would be lost/);
  });

  it('does not take the CPU for a graphics card', () => {
    const args = ['--experiment', 'introduction', '--out', out, '--engine', 'cpu'];
    expect(() => trainOptions([...args, '--adapter', 'hardware'])).toThrow(/--adapter: the CPU/);
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
  it('is a line every few seconds where there is no terminal, and one as each part begins', () => {
    vi.useFakeTimers();
    const lines: string[] = [];
    const line = new ProgressLine({ write: (text: string) => lines.push(text) } as never);
    for (let done = 0; done <= 120; done++) {
      line.show({ phase: 'training', done, of: 240, loss: done ? 0.5 : NaN });
      vi.advanceTimersByTime(100);
    }
    line.show({ phase: 'evaluating', done: 1, of: 2, loss: 0.5 });
    line.end();
    vi.useRealTimers();
    expect(lines).toEqual([
      'training: 0 / 240\n',
      'training: 50 / 240, loss 0.5000, 19 s left\n',
      'training: 100 / 240, loss 0.5000, 14 s left\n',
      'evaluating: 1 / 2, loss 0.5000, 0 s left\n',
    ]);
  });

  it('shows how far, how good and how long', () => {
    const line = progressText({ phase: 'training', done: 2500, of: 10000, loss: 0.01234 }, 30, 80);
    expect(line).toMatch(/^training ━+─+ 2 500 \/ 10 000 {2}loss 0.01234 {2}1 min 30 s left$/);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(progressText({ phase: 'evaluating', done: 0, of: 9, loss: NaN }, 0)).not.toContain(
      'loss',
    );
  });
});
