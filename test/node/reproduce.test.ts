// What `npm run reproduce` does before and after it trains: its options, its sizes, and how it judges.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allAddresses, DEFAULT_OUT, reproduceOptions } from '../../src/cli/reproduce-options';
import { scaleInWords } from '../../src/cli/reproduce-scale';
import { featureGeometry } from '../../src/reference/index';
import {
  claim,
  evaluationSamples,
  findRun,
  judge,
  keep,
  lastMoment,
  near,
  parseExperiment,
  sized,
  Trained,
  type Place,
} from '../../src/train/index';

/** Two instances with two replicas each of n = 2, m = 1; of instance 1 the second replica is the better one. */
// Of a linear output no exact loss is known: what was measured is judged.
const small = parseExperiment({
  model: 'linear-output',
  features: 2,
  hidden: 1,
  instances: 2,
  replicas: 2,
  steps: 3,
});
function trainedByHand(loss = [1, 4, 2, 3], ofInstance1 = [0, 1, 0.1, 0.2]): Trained {
  const [first, second, third, last] = ofInstance1;
  const w = Float32Array.from([1, 0, first, second, 1, -1, third, last]);
  const { norm, dimensionality, overlap } = featureGeometry(w, { I: 4, n: 2, m: 1 });
  const floats = (values: Float64Array) => Float32Array.from(values);
  const geometry = {
    norm: floats(norm),
    dimensionality: floats(dimensionality),
    overlap: floats(overlap),
  };
  const b = Float32Array.from([0, 0.5, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7]);
  return new Trained(small, { step: 3, w, wDecode: null, b, geometry }, loss);
}

describe('the command line of npm run reproduce', () => {
  it('trains everything at the size for machines without a GPU where nothing is said', () => {
    expect(reproduceOptions([])).toEqual({
      size: 'software',
      engine: null,
      adapter: 'auto',
      addresses: allAddresses(),
      out: DEFAULT_OUT,
      fresh: false,
    });
  });

  it('takes experiments and runs, in the order of the paper', () => {
    const only = 'dynamics/octahedron,introduction, correlated/collapse';
    expect(reproduceOptions(['--only', only]).addresses).toEqual([
      'introduction/ten-densities',
      'correlated/collapse',
      'dynamics/octahedron',
    ]);
    expect(reproduceOptions(['--only', 'dynamics']).addresses).toEqual([
      'dynamics/energy-levels',
      'dynamics/octahedron',
    ]);
  });

  it('an adapter is one of Chromium', () => {
    expect(reproduceOptions(['--adapter', 'software'])).toMatchObject({
      engine: 'chromium',
      adapter: 'software',
    });
  });

  it.each([
    [['--size', 'ci'], /--size: was given ci, allowed is paper or software or page/],
    [['--engine', 'gecko'], /--engine: was given gecko, allowed is wgpu or chromium/],
    [['--adapter', 'none'], /--adapter: was given none/],
    [
      ['--engine', 'wgpu', '--adapter', 'software'],
      /--adapter chooses among those of --engine chromium/,
    ],
    [['--only', 'nothing'], /no experiment "nothing" \(introduction, /],
    [
      ['--only', 'dynamics/nothing'],
      /no experiment "dynamics\/nothing" \(its runs are energy-levels/,
    ],
    [['--only', 'introduction,'], /no experiment ""/],
    [['--out', 'report.txt'], /--out: was given report.txt/],
    [['--out', '/no/such/report.json'], /no folder \/no\/such/],
    [['--sizes', 'page'], /Unknown option '--sizes'/],
    [['page'], /Unexpected argument 'page'/],
  ])('%j is refused with a sentence', (args, sentence) => {
    expect(() => reproduceOptions(args)).toThrow(sentence);
  });

  it('ends with exit code 2, and leaves nothing behind', async () => {
    const before = existsSync('reproduce');
    const args = ['node_modules/tsx/dist/cli.mjs', 'src/cli/reproduce.ts', '--only', 'nothing'];
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, args, (error, _, text) =>
        resolve({ code: error?.code, stderr: text }),
      );
    });
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(/^--only: there is no experiment "nothing" [^\n]+\.$/);
    expect(existsSync('reproduce')).toBe(before);
  });
});

describe('judging', () => {
  const place = (...claims: Place['run']['claims']): Place => ({
    preset: findRun('introduction')!.preset,
    run: { name: 'by-hand', title: 'By hand', experiment: small, claims },
  });
  const loss = claim('loss of instance 1', (t) => near(t.instance(1).loss, 3, 0.5), 'Elsewhere');

  it('holds, is off, and is not run', () => {
    const [row] = judge(place(loss), small, trainedByHand());
    expect(row).toMatchObject({
      experiment: 'introduction/by-hand',
      section: 'Elsewhere',
      got: 3,
      verdict: 'holds',
    });
    expect(row.size).toEqual({
      features: 2,
      hidden: 1,
      instances: 2,
      replicas: 2,
      batch: 1024,
      steps: 3,
    });
    expect(judge(place(loss), small, trainedByHand([1, 4, 2, 9]))[0]).toMatchObject({
      got: 4,
      verdict: 'off',
    });
    expect(judge(place(loss), small, null)[0]).toMatchObject({
      got: '',
      expected: '',
      verdict: 'not-run',
    });
  });

  it('says in words what is no number: JSON would make nothing of it', () => {
    const [row] = judge(place(loss), small, trainedByHand([1, NaN, 2, NaN]));
    expect(row).toMatchObject({ got: 'NaN', verdict: 'off' });
  });

  it('takes the best replica that is finite, and is off where there is none', () => {
    const one = trainedByHand([1, 4, 2, 3], [0, 1, NaN, 0.2]);
    expect(judge(place(loss), small, one)[0]).toMatchObject({ got: 4, verdict: 'off' });
    expect(keep(one)).toMatchObject({ w: [1, 0, 0, 1], loss: [1, 4] });
    const none = trainedByHand([1, 3, 2, 3], [NaN, 1, NaN, 0.2]);
    expect(judge(place(loss), small, none)[0]).toMatchObject({ got: 'diverged', verdict: 'off' });
  });

  it('keeps the best replica of each instance, for figures', () => {
    expect(keep(trainedByHand())).toMatchObject({ w: [1, 0, 0.1, 0.2], loss: [1, 3] });
    const kept = keep(trainedByHand([1, 4, 2, 3], [0.1, NaN, NaN, 1]));
    expect(kept).toEqual({
      w: [1, 0, 0.1, null],
      wDecode: null,
      b: [0, 0.5, 0.1, 0.2],
      loss: [1, null],
    });
    const moment = lastMoment(JSON.parse(JSON.stringify(kept)) as typeof kept, {
      ...small,
      replicas: 1,
    });
    expect([...moment.w]).toEqual([1, 0, Math.fround(0.1), NaN]);
    expect([...moment.geometry.norm.slice(0, 2)]).toEqual([1, 0]);
    expect(moment).toMatchObject({ step: 3, wDecode: null, nonfinite: 1 });
    expect([...moment.losses]).toEqual([1, NaN]);
  });

  it('measures many models on fewer samples', () => {
    expect(evaluationSamples(small)).toBe(2 ** 20);
    const many = { ...small, features: 200, instances: 20 };
    expect(evaluationSamples(many)).toBe(Math.round(2 ** 30 / (200 * 20 * 2)));
    expect(evaluationSamples({ ...small, features: 400, instances: 576 })).toBe(2 ** 16);
  });
});

describe('the sizes', () => {
  it('are those of the run, or the page’s where it has none', () => {
    const place = findRun('uniform')!;
    expect([sized(place, 'page'), sized(place, 'software'), sized(place, 'paper')]).toEqual([
      place.run.experiment,
      place.run.software,
      place.run.paper,
    ]);
    const plain: Place = {
      ...place,
      run: { name: 'plain', title: '', experiment: small, claims: [] },
    };
    for (const size of ['page', 'software', 'paper', 'ci'] as const)
      expect(sized(plain, size)).toBe(small);
  });

  it('are said with what was scaled down', () => {
    expect(scaleInWords(findRun('uniform')!, 'page')).toMatch(
      /n = 80, m = 8.*The paper’s size: n 400 \(here 80\), m 30 \(here 8\)/,
    );
    expect(scaleInWords(findRun('uniform')!, 'paper')).toContain('Nothing is scaled down.');
  });
});
