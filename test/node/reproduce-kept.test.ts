// What `npm run reproduce` keeps of each run, and when it trains one again.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reproduceAll } from '../../src/cli/reproduce-all';
import { keyOf, pathOf, programVersion, readKept } from '../../src/cli/reproduce-store';
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

  it('is whole or not there: a broken file is trained again', async () => {
    const folder = temporary();
    await reproduceAll(page, folder, engine(), silent, forever);
    writeFileSync(pathOf(folder, addresses[1]), '{"schema": "antipode.repro');
    const again = engine();
    await reproduceAll(page, folder, again, silent, forever);
    expect(again.asked).toEqual([addresses[1]]);
    expect(readdirSync(join(folder, 'perturb'))).toEqual(['pentagon.json']);
    expect(readKept(folder, addresses[1])).toMatchObject({
      address: addresses[1],
      browser: 'Test/1',
    });
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
