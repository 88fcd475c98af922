// Where results go: found out before the work, and not lost when writing fails after it.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openOutput } from '../../src/cli/output';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'antipode-test-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('a place that nothing can be written to is refused before the work', () => {
  it.each([
    ['', /^--out: the name is empty\.$/],
    ['.', /is a folder; name a file in it/],
    ['sub/', /sub\/ is the name of a folder; name a file in it/],
    ['none/run.json', /there is no folder .*none/],
    ['file/run.json', /.*file is no folder/],
    ['x'.repeat(256), /the name x+… is too long/],
    ['circle', /links in a circle/],
  ])('%s', (name, sentence) => {
    writeFileSync(at('file'), '');
    symlinkSync('circle', at('circle'));
    const typed = name === '' ? '' : `${folder}/${name}`;
    expect(() => openOutput('--out', typed)).toThrow(sentence);
    expect(readdirSync(folder).sort()).toEqual(['circle', 'file']);
  });

  it.skipIf(process.getuid?.() === 0)('a folder that may not be written into', () => {
    mkdirSync(at('fixed'), { mode: 0o555 });
    expect(() => openOutput('--out', at('fixed', 'run.json'))).toThrow(/may not be written into/);
  });

  it('the file that the work reads, by whatever name', () => {
    writeFileSync(at('experiment.json'), '{}');
    symlinkSync('experiment.json', at('soft'));
    linkSync(at('experiment.json'), at('hard'));
    for (const name of [
      'experiment.json',
      'soft',
      'hard',
      '../' + folder.split('/').at(-1)! + '/soft',
    ]) {
      const open = () => openOutput('--out', at(name), { '--experiment': at('experiment.json') });
      expect(open, name).toThrow(/is the file of --experiment, which would be lost/);
    }
  });
});

describe('what is written', () => {
  it('stands whole in a file of a name as long as names may be, and nothing beside it', async () => {
    const name = `${'n'.repeat(245)}.json`;
    await openOutput('--out', at(name)).write('whole');
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(at(name), 'utf8')).toBe('whole');
  });

  it('may come in pieces, of which no string is made', async () => {
    const pieces = ['in ', 'three ', 'pieces'];
    await openOutput('--out', at('run.json')).write(pieces);
    expect(readFileSync(at('run.json'), 'utf8')).toBe('in three pieces');
    if (!existsSync('/dev/full')) return;
    vi.stubEnv('TMPDIR', folder);
    const told = await openOutput('--out', '/dev/full')
      .write(pieces)
      .catch((error: Error) => error.message);
    const kept = /kept in (\S+)\.$/.exec(told!)![1];
    expect(readFileSync(kept, 'utf8')).toBe('in three pieces');
  });

  it('goes through links, soft and hard, and leaves them links', async () => {
    writeFileSync(at('file'), 'before');
    symlinkSync('file', at('soft'));
    symlinkSync('later', at('dangling'));
    linkSync(at('file'), at('hard'));
    await openOutput('--out', at('soft')).write('one');
    expect(readFileSync(at('file'), 'utf8')).toBe('one');
    await openOutput('--out', at('hard')).write('two');
    expect(readFileSync(at('file'), 'utf8')).toBe('two');
    await openOutput('--out', at('dangling')).write('three');
    expect(readFileSync(at('later'), 'utf8')).toBe('three');
    expect(lstatSync(at('soft')).isSymbolicLink()).toBe(true);
    expect(lstatSync(at('dangling')).isSymbolicLink()).toBe(true);
    expect(lstatSync(at('hard')).nlink).toBe(2);
  });

  it.skipIf(process.platform === 'win32')('goes into a pipe and leaves it a pipe', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const output = openOutput('--out', at('pipe'));
    const { promisify } = await import('node:util');
    const { execFile } = await import('node:child_process');
    const reader = promisify(execFile)('cat', [at('pipe')]);
    await output.write('through the pipe');
    expect((await reader).stdout).toBe('through the pipe');
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'is kept elsewhere when the disk turns out full',
    async () => {
      vi.stubEnv('TMPDIR', folder);
      const output = openOutput('--out', '/dev/full');
      const told = await output.write('a day of training').catch((error: Error) => error.message);
      expect(told).toMatch(/^--out: there is no room left .*is kept in \S+\.$/);
      const kept = /kept in (\S+)\.$/.exec(told!)![1];
      expect(readFileSync(kept, 'utf8')).toBe('a day of training');
    },
  );
});

describe('where it goes', () => {
  const script = (text: string) => ['--import', 'tsx', '--input-type=module', '-e', text];
  const write = `const { openOutput } = await import('./src/cli/output.ts');
    const output = openOutput('--out', process.argv[1]);
    await output.write(['to ', String(output.isStdout)]);`;

  it.skipIf(!existsSync('/dev/stdout'))('/dev/stdout is standard output', () => {
    const got = execFileSync(process.execPath, [...script(write), '/dev/stdout']);
    expect(got.toString()).toBe('to true');
    expect(lstatSync('/dev/stdout').isSymbolicLink()).toBe(true);
  });

  it('a path is one from the folder where the command was typed, not from the one npm moves to', () => {
    const env = { ...process.env, INIT_CWD: folder, npm_package_json: resolve('package.json') };
    execFileSync(process.execPath, [...script(write), 'run.json'], { env });
    expect(readdirSync(folder)).toEqual(['run.json']);
    expect(existsSync('run.json')).toBe(false);
  });
});
