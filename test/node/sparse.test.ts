// What the program for sparse features says of a model before it is made: how much of it is on, and whether it pays.
import { describe, expect, it } from 'vitest';
import {
  activeFeatures,
  checkSparse,
  mostActive,
  slabsOf,
  SPARSE_CUTS,
  sparsePays,
  type ToyModelConfig,
} from '../../src/models/index';
import { RELU_OUTPUT, sparseFeatures } from '../../src/reference/index';
import { fusedConfig } from '../gpu/fused-cases';

/** A model of these sizes whose every feature is as often on. */
function sparse(p: number, change: Partial<ToyModelConfig> = {}): ToyModelConfig {
  const sizes = { instances: 20, features: 100, hidden: 20, batch: 1024, ...change };
  const probability = new Float64Array(sizes.instances * sizes.features).fill(p);
  return fusedConfig({ probability, ...sizes });
}

const sets = (size: number, kind: 'correlated' | 'anticorrelated') => ({
  data: { signed: false, sets: { size, kind } },
});

/** Features on in each of many slabs of samples. */
function counts(config: ToyModelConfig, samples: number, slabs: number): number[] {
  const { features: n, seed, probability, data } = config;
  return Array.from({ length: slabs }, (_, step) => {
    const x = sparseFeatures(seed, step, probability, { I: 1, B: samples, n }, data);
    return x.filter((value) => value !== 0).length;
  });
}

describe.each([
  ['plain', sparse(0.05, { instances: 1, features: 20 })],
  ['correlated', sparse(0.05, { instances: 1, features: 20, ...sets(5, 'correlated') })],
  ['anticorrelated', sparse(0.3, { instances: 1, features: 20, ...sets(6, 'anticorrelated') })],
  ['all on', sparse(1, { instances: 1, features: 20 })],
])('%s features', (_name, config) => {
  it('are on as often as said', () => {
    const [samples, slabs] = [1000, 20];
    const size = config.data.sets?.size ?? 1;
    const [mean] = activeFeatures(config);
    const found = counts(config, samples, slabs).reduce((sum, count) => sum + count, 0);
    // Six standard deviations of a sum of independent sets, each of a variance of at most size times its mean.
    const chance = 6 * Math.sqrt(size * mean * samples * slabs);
    expect(Math.abs(found - mean * samples * slabs)).toBeLessThanOrEqual(chance);
  });

  it('are never more than that, and the bound is no idle one', () => {
    const [mean] = activeFeatures(config);
    const most = mostActive(config, 500);
    expect(Math.max(...counts(config, 500, 40))).toBeLessThanOrEqual(most);
    expect(most).toBeLessThanOrEqual(500 * config.features);
    expect(most).toBeLessThan(mean * 500 * 5);
  });
});

describe('slabs', () => {
  const [few, , many] = SPARSE_CUTS;

  it('are as many as a device wants, and no more than samples', () => {
    expect(slabsOf(sparse(0.01), few)).toBe(1);
    expect(slabsOf(sparse(0.01, { instances: 1 }), few)).toBe(8);
    expect(slabsOf(sparse(0.01), many)).toBe(52);
    expect(slabsOf(sparse(0.01, { instances: 1, batch: 5 }), many)).toBe(5);
  });

  it('are more where so much is on that a driver would end the loops', () => {
    // 100 + 3 · length + 200 · length rounds, and two: fewer than 65 535 with at most 322 samples.
    expect(slabsOf(sparse(1), few)).toBe(4);
    expect(Math.ceil(1024 / slabsOf(sparse(1), few))).toBeLessThanOrEqual(322);
  });
});

describe('the guess', () => {
  it('is lists where few features are on, and not where many are', () => {
    expect(sparsePays(sparse(0.01))).toBe(true);
    expect(sparsePays(sparse(0.04))).toBe(true);
    expect(sparsePays(sparse(0.07))).toBe(false);
    expect(sparsePays(sparse(1))).toBe(false);
  });

  it('counts what G costs: not for many features and a small batch', () => {
    expect(sparsePays(sparse(0.01, { batch: 128 }))).toBe(false);
    expect(sparsePays(sparse(0.003, { instances: 1, features: 1000, hidden: 100 }))).toBe(false);
  });

  it('is not lists where the hidden layer is not linear, nor where they do not fit', () => {
    const bent = sparse(0.01, { architecture: { ...RELU_OUTPUT, hiddenRelu: true } });
    expect(sparsePays(bent)).toBe(false);
    expect(() => checkSparse(bent)).toThrow('linear');
    const large = sparse(0.01, { batch: 2 ** 15 });
    expect(sparsePays(large)).toBe(false);
    expect(() => checkSparse(large)).toThrow('65536000 numbers');
  });
});
