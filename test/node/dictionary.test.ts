// Dictionaries as claims and reports see them: what is found, what is kept, and what is said where there is none.
import { describe, expect, it } from 'vitest';
import {
  dictionaryConfig,
  findRun,
  judge,
  keep,
  keptDictionaries,
  parseExperiment,
  Trained,
  TrainedDictionaries,
} from '../../src/train/index';
import { featureGeometry, matchDictionary } from '../../src/reference/index';

/** Three features as a triangle in two dimensions; the third is not represented in the second instance. */
const experiment = parseExperiment({
  model: 'relu-output',
  features: 3,
  instances: 2,
  featureProbability: [0.1, 0.1],
});
const corner = (k: number) => [Math.cos((2 * Math.PI * k) / 3), Math.sin((2 * Math.PI * k) / 3)];
const triangle = [0, 1, 2].flatMap(corner);
const w = Float32Array.from([...triangle, ...triangle.slice(0, 4), 0.1, 0]);

function trained(): Trained {
  const { norm, dimensionality, overlap } = featureGeometry(w, { I: 2, n: 3, m: 2 });
  const geometry = {
    norm: Float32Array.from(norm),
    dimensionality: Float32Array.from(dimensionality),
    overlap: Float32Array.from(overlap),
  };
  const b = new Float32Array(6);
  return new Trained(experiment, { step: 1, w, wDecode: null, b, geometry }, [0.1, 0.1]);
}

/** A dictionary of the very features, and one entry more that is never on. */
function perfect(): TrainedDictionaries {
  const spec = { entries: 4, l1: 0.1, batch: 16, steps: 10, learningRate: 0.01 };
  const config = dictionaryConfig(trained(), spec);
  const decode = [...triangle, 0, -1];
  const encode = [0, 1].flatMap((k) => [0, 1, 2, 3].map((e) => decode[2 * e + k]));
  const twice = (values: number[]) => Float32Array.from([...values, ...values]);
  const numbers = {
    encode: twice(encode),
    encodeBias: twice([0, 0, 0, -100]),
    decode: twice(decode),
    decodeBias: new Float32Array(4),
  };
  return new TrainedDictionaries(config, numbers, 10);
}

describe('a dictionary that was found', () => {
  it('is matched to the features that the model represents, and to no others', () => {
    const [first, second] = [perfect().instance(0), perfect().instance(1)];
    expect(first.represented).toEqual([0, 1, 2]);
    expect(first.mmcs).toBeCloseTo(1, 6);
    expect([...first.match.entry]).toEqual([0, 1, 2]);
    expect(second.represented).toEqual([0, 1]);
    expect(second.mmcs).toBeCloseTo(1, 6);
  });

  it('knows which entries are dead, and what chance would come to', () => {
    const { use, active, chance, mmcs } = perfect().instance(0);
    expect(use[3]).toBe(0);
    // An entry is on where h points its way: at 1 − S = 0.1 that is nearly where its own feature is on.
    for (const p of use.subarray(0, 3)) expect(p).toBeGreaterThan(0.05);
    expect(active).toBeCloseTo(use[0] + use[1] + use[2], 12);
    expect(chance).toBeGreaterThan(0.5);
    expect(chance).toBeLessThan(mmcs);
    expect(matchDictionary(w.subarray(0, 6), [1, 0], 2).cosine[0]).toBeCloseTo(1, 6);
  });

  it('is kept with a run, and found again in it', () => {
    const kept = keep(trained().with(perfect()));
    const again = keptDictionaries(JSON.parse(JSON.stringify(kept.dictionaries)));
    expect(again.instance(0)).toEqual(perfect().instance(0));
    expect(keep(trained()).dictionaries).toBeUndefined();
  });
});

describe('claims about dictionaries', () => {
  const place = findRun('three-ways/dictionary-5')!;

  it('are not run where none was trained, and judged where one was', () => {
    const rows = judge(place, experiment, trained());
    expect(rows.map(({ verdict }) => verdict)).toEqual(['off', 'not-run']);
    const judged = judge(place, experiment, trained().with(perfect()));
    expect(judged[1].verdict).toBe('holds');
    expect(judged[1].got).toBeCloseTo(1, 6);
  });
});
