// The settings of an experiment in an address: what differs is there, comes back, and is read strictly.
import { describe, expect, it } from 'vitest';
import { parseExperiment, presets, type ExperimentInput } from '../../src/train/index';
import { addressedExperiment, SETTING_KEYS, settingsQuery } from '../../src/ui/settings-link';

const of = (input: Partial<ExperimentInput> = {}) =>
  parseExperiment({ model: 'relu-output', ...input });

describe('what an address says', () => {
  it.each([
    ['', {}],
    ['n=6&seed=3', { features: 6, seed: 3 }],
    ['p=0.5~0.01', { featureProbability: { from: 0.5, to: 0.01 } }],
    ['p=0.5~0.01~linear', { featureProbability: { from: 0.5, to: 0.01, scale: 'linear' } }],
    ['i=2&p=0.5,0.25', { instances: 2, featureProbability: [0.5, 0.25] }],
    [
      'n=2&i=2&p=;0.5,0.25;0.001,1&decay=0.8',
      {
        ...{ features: 2, instances: 2, importance: { decay: 0.8 } },
        featureProbability: [
          [0.5, 0.25],
          [0.001, 1],
        ],
      },
    ],
    ['i=1&p=;1,0.5,0.5,0.5,0.5', { instances: 1, featureProbability: [[1, 0.5, 0.5, 0.5, 0.5]] }],
    ['n=2&I=1,0', { features: 2, importance: [1, 0] }],
    ['n=4&sets=2~correlated', { features: 4, sets: { size: 2, kind: 'correlated' } }],
    ['map=2~4~10~0.1', { grid: { rows: 2, feature: 4, from: 10, to: 0.1 } }],
    ['i=2&T=4,8&unit=yes', { instances: 2, dataset: { samples: [4, 8] }, unitInputs: true }],
    [
      'attack=0.2&l1=0.5&std=0.1&bias=-0.5',
      { attack: 0.2, hiddenL1: 0.5, initStd: 0.1, initBias: -0.5 },
    ],
    [
      'lr=0.01&schedule=cosine&warmup=9',
      { optimizer: { learningRate: 0.01, schedule: 'cosine', warmup: 9 } },
    ],
  ] as [string, Partial<ExperimentInput>][])('%s', (query, input) => {
    expect(addressedExperiment(query, of())).toEqual({ experiment: of(input), without: [] });
    expect(settingsQuery(of(input), of())).toBe(query);
  });

  it('every run of the paper, from the first one’s address and the last one’s', () => {
    const all = [...presets.values()].flatMap(({ runs }) =>
      runs.flatMap(({ experiment, paper = experiment }) => [experiment, paper]),
    );
    for (const from of [all[0], all.at(-1)!]) {
      for (const to of all) {
        const query = settingsQuery(to, from);
        const { experiment, without } = addressedExperiment(query, from);
        if (without.length === 0) expect(experiment, query).toEqual(to);
        expect(query).toMatch(/^[\w.,;~=&-]*$/); // nothing that a link would have to escape
      }
    }
  });

  it('leaves out a list that is too long, and says so', () => {
    const densities = Array.from({ length: 400 }, (_, k) => (k + 1) / 400);
    const long = of({ instances: 400, featureProbability: densities });
    const query = settingsQuery(long, of());
    expect(query).toBe('i=400&without=p');
    expect(addressedExperiment(query, of()).without).toEqual(['p']);
  });
});

describe('an address is not believed', () => {
  it.each([
    ['x=1', /“x” is no setting; those are model, n, m/],
    ['n=6&n=7', /says “n” twice/],
    ['decay=1&I=1,1,1,1,1', /says “I” twice/],
    ['n=0', /“n” does not work: features: was given 0, allowed is a whole number from 1 to 1024/],
    ['n=0x10', /was given "0x10"/],
    ['n=010', /was given "010"/],
    ['n=6,5', /was given "6,5"/],
    ['n=', /was given ""/],
    ['lr=1e400', /was given "1e400"/],
    ['p=0.5~0.1~cubic', /allowed/],
    ['p=1~2~log~more', /allowed/],
    ['map=1~2', /allowed/],
    ['unit=maybe', /true or false/],
    ['model=constructor', /was given "constructor"/],
    ['__proto__=1', /“__proto__” is no setting/],
    ['%E0%A4%A=1', /is no setting/],
    ['sets=3~correlated', /a multiple of 3/],
    [`n=${'1'.repeat(9000)}`, /longer than 8000/],
  ])('%s', (query, message) => {
    expect(() => addressedExperiment(query, of())).toThrow(message);
  });

  it('names its keys in the README', async () => {
    const { readFile } = await import('node:fs/promises');
    const readme = await readFile('README.md', 'utf8');
    for (const key of SETTING_KEYS) expect(readme, key).toContain(`\`${key}\``);
  });
});
