// Sparse autoencoders on the GPU: against float64, step by step, and whatever the grouping into submits.
import { expect, it } from 'vitest';
import { SparseAutoencoder } from '../../src/models/index';
import { autoencoderCases, autoencoderComplaints, autoencoderConfig } from './autoencoder-cases';
import { sharedGpu } from './gpu';

it.each(autoencoderCases)('%s: 100 steps agree with float64', async (_name, config) => {
  const program = await SparseAutoencoder.create(await sharedGpu(), config);
  const { wrong, note } = await autoencoderComplaints(program, config);
  expect(wrong, note).toEqual([]);
});

it('every array that a call reads was written before, or is given', async () => {
  const program = await SparseAutoencoder.create(await sharedGpu(), autoencoderConfig());
  const trained = ['w_e', 'b_e', 'w_d', 'b_d'].flatMap((role) => [role, `m_${role}`, `v_${role}`]);
  const known = new Set(['threshold', 'scale', 'w', 'ones', ...trained]);
  for (const { arrays, kernel } of program.descriptions) {
    for (const { array, written } of arrays) {
      if (!written) expect(known.has(array), `${kernel} reads ${array}`).toBe(true);
    }
    for (const { array } of arrays) known.add(array);
  }
  program.destroy();
});

it('gives the same bits however steps are grouped into submits', async () => {
  const gpu = await sharedGpu();
  const config = autoencoderConfig();
  const [one, many] = [
    await SparseAutoencoder.create(gpu, config),
    await SparseAutoencoder.create(gpu, config),
  ];
  const whole = await one.advance(40);
  const parts = await Promise.all([1, 2, 17, 20].map((count) => many.advance(count)));
  expect(parts.flatMap((part) => [...part])).toEqual([...whole]);
  const [p, q] = [await one.dictionaries(), await many.dictionaries()];
  expect([...p.decode]).toEqual([...q.decode]);
  one.destroy();
  many.destroy();
});

it('refuses dictionaries that would not fit into a buffer', async () => {
  const config = autoencoderConfig({ entries: 1_000_000 });
  await expect(SparseAutoencoder.create(await sharedGpu(), config)).rejects.toThrow(
    'fit into one buffer',
  );
});
