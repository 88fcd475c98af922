// What `npm run reproduce` keeps of each run, and when it trains one again.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lock } from '../../src/cli/lock';
import { reproduceAll } from '../../src/cli/reproduce-all';
import {
  folderOf,
  keyOf,
  newestKept,
  pathOf,
  programVersion,
  readKept,
  sweep,
} from '../../src/cli/reproduce-store';
import { findRun } from '../../src/train/index';
import { addresses, engine, forever, page, reproduced, silent, temporary } from './reproduced';

describe('what is kept', () => {
  it('is trained once, and again when the size, the engine or the wish says so', async () => {
    const folder = temporary();
    const first = engine();
    const all = await reproduceAll(page, folder, first, silent, forever);
    expect(first.asked).toEqual(addresses);
    expect(all.map((finished) => 'run' in finished && finished.again)).toEqual([
      false,
      false,
      false,
    ]);

    const second = engine();
    const again = await reproduceAll(page, folder, second, silent, forever);
    expect(second.asked).toEqual([]);
    expect(again.map((finished) => 'run' in finished && finished.again)).toEqual([
      true,
      true,
      true,
    ]);

    // The introduction has eight replicas at this size, the octahedron is the same at both, but kept as another size.
    for (const [changed, name] of [
      [{ ...page, size: 'software' }, 'wgpu'],
      [page, 'chromium-software'],
      [{ ...page, fresh: true }, 'chromium-software'],
    ] as const) {
      const other = engine();
      await reproduceAll(changed, folder, { ...other, name }, silent, forever);
      expect(other.asked).toEqual(addresses);
    }
  });

  it('stands beside what was trained at other sizes and by other engines', async () => {
    const runs = temporary();
    const kinds = [
      [page, 'wgpu'],
      [{ ...page, size: 'software' }, 'wgpu'],
      [page, 'chromium-software'],
    ] as const;
    for (const [options, name] of kinds) {
      await reproduceAll(options, runs, { ...engine(), name }, silent, forever);
    }
    for (const [options, name] of kinds) {
      const again = engine();
      await reproduceAll(options, runs, { ...again, name }, silent, forever);
      expect(again.asked, `${options.size} ${name}`).toEqual([]);
    }
    const folder = folderOf(runs, { size: 'page', engine: 'chromium-software' });
    const path = pathOf(folder, addresses[0]);
    const newest = { ...readKept(folder, addresses[0])!, date: '2999-01-01T00:00:00.000Z' };
    writeFileSync(path, JSON.stringify(newest));
    expect(newestKept(runs, addresses[0])).toEqual(newest);
    expect(newestKept(runs, 'dynamics/nothing')).toBeNull();
    expect(newestKept(join(runs, 'nowhere'), addresses[0])).toBeNull();
  });

  const whole = (text: string) => JSON.parse(text) as Record<string, unknown>;
  it.each([
    ['a half', (text: string) => text.slice(0, 25)],
    ['nothing', () => ''],
    ['null', () => 'null'],
    ['no rows', (text: string) => JSON.stringify({ ...whole(text), rows: undefined })],
    ['rows of something else', (text: string) => JSON.stringify({ ...whole(text), rows: [{}] })],
    ['no adapter', (text: string) => JSON.stringify({ ...whole(text), adapter: null })],
    ['no experiment', (text: string) => JSON.stringify({ ...whole(text), experiment: {} })],
    ['no weights', (text: string) => JSON.stringify({ ...whole(text), kept: {} })],
  ])('is whole or not there: a file with %s is trained again', async (_, broken) => {
    const runs = temporary();
    await reproduceAll(page, runs, engine(), silent, forever);
    const folder = folderOf(runs, { size: 'page', engine: 'wgpu' });
    const path = pathOf(folder, addresses[1]);
    writeFileSync(path, broken(readFileSync(path, 'utf8')));
    const again = engine();
    await reproduceAll(page, runs, again, silent, forever);
    expect(again.asked).toEqual([addresses[1]]);
    expect(readdirSync(join(folder, 'perturb'))).toEqual(['pentagon.json']);
    expect(readKept(folder, addresses[1])).toMatchObject({
      address: addresses[1],
      browser: 'Test/1',
    });
  });

  it('is not beside halves that a killed start has left', async () => {
    const runs = temporary();
    await reproduceAll(page, runs, engine(), silent, forever);
    const folder = join(folderOf(runs, { size: 'page', engine: 'wgpu' }), 'perturb');
    writeFileSync(join(folder, 'pentagon.json.123.partial'), '{');
    writeFileSync(join(folder, '.123-1.partial'), '{');
    sweep(runs);
    expect(readdirSync(folder)).toEqual(['pentagon.json']);
  });

  it('is in a folder that one start has for itself, until it ends', () => {
    const runs = temporary();
    const unlock = lock(runs);
    expect(() => lock(runs)).toThrow(`Process ${process.pid} is at work in ${runs}`);
    unlock();
    // No process has such a number: one that is gone left this.
    writeFileSync(join(runs, 'lock'), '2147483646\n');
    lock(runs)();
    expect(readdirSync(runs)).toEqual([]);
  });

  it('a run that fails does not stop the others, and is tried again', async () => {
    const folder = temporary();
    const failing = engine((address) =>
      address === addresses[1]
        ? Promise.reject(new Error('page.evaluate: Error: out of memory\n    at somewhere'))
        : Promise.resolve(reproduced(address)),
    );
    const all = await reproduceAll(page, folder, failing, silent, forever);
    expect(all[1]).toEqual({ address: addresses[1], reason: 'out of memory' });
    expect(all.map((finished) => 'run' in finished)).toEqual([true, false, true]);
    const again = engine();
    await reproduceAll(page, folder, again, silent, forever);
    expect(again.asked).toEqual([addresses[1]]);
  });

  it('stays when it is ended in the midst of a run', async () => {
    const folder = temporary();
    const stop = new AbortController();
    const ended = engine((address) => {
      if (address !== addresses[1]) return Promise.resolve(reproduced(address));
      stop.abort();
      return Promise.reject(new Error('killed'));
    });
    const all = await reproduceAll(page, folder, ended, silent, stop.signal);
    expect(all.map(({ address }) => address)).toEqual([addresses[0]]);
    const again = engine();
    await reproduceAll(page, folder, again, silent, forever);
    expect(again.asked).toEqual(addresses.slice(1));
  });

  it('is named by all that decides it, and not by the files of other experiments', () => {
    const experiment = findRun(addresses[0])!.run.experiment;
    const base = { address: addresses[0], size: 'page', engine: 'wgpu', experiment };
    const keys = [
      base,
      { ...base, size: 'software' },
      { ...base, engine: 'chromium-hardware' },
      { ...base, address: addresses[1] },
      { ...base, experiment: { ...experiment, seed: 77 } },
    ].map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf({ ...base })).toBe(keys[0]);

    const root = temporary();
    for (const folder of [
      'shaders',
      ...['reference', 'gpu', 'kernels', 'models', 'train'].map((name) => `src/${name}`),
    ]) {
      mkdirSync(join(root, folder), { recursive: true });
      cpSync(folder, join(root, folder), { recursive: true });
    }
    const before = programVersion('introduction', root);
    const version = (file: string, text: string) => {
      writeFileSync(join(root, file), text + readFileSync(join(root, file), 'utf8'));
      return programVersion('introduction', root);
    };
    expect(programVersion('introduction')).toBe(before);
    expect(version('src/train/presets/perturb.ts', '// other\n')).toBe(before);
    const own = version('src/train/presets/introduction.ts', '// its own\n');
    expect(own).not.toBe(before);
    expect(version('shaders/train/train_small.wgsl', '// a shader\n')).not.toBe(own);
  });
});
