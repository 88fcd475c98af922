// What `npm run reproduce` does but train: its options, what it keeps, how it judges, and what it writes.
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reproduceAll, type Finished, type Listener } from '../../src/cli/reproduce-all';
import type { Reproduced } from '../../src/cli/reproduce-core';
import { escaped, pageOf } from '../../src/cli/reproduce-html';
import { allAddresses, DEFAULT_OUT, reproduceOptions } from '../../src/cli/reproduce-options';
import { LEFT_OUT, parseReport, reportOf } from '../../src/cli/reproduce-report';
import { scaleInWords } from '../../src/cli/reproduce-scale';
import { keyOf, pathOf, programVersion, readKept } from '../../src/cli/reproduce-store';
import { lineOf, tally } from '../../src/cli/reproduce-tell';
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
import { featureGeometry } from '../../src/reference/index';

const temporary = () => mkdtempSync(join(tmpdir(), 'antipode-test-'));

/** Two instances with two replicas each of n = 2, m = 1; of instance 1 the second replica is the better one. */
const small = parseExperiment({
  model: 'relu-output',
  features: 2,
  hidden: 1,
  instances: 2,
  replicas: 2,
  steps: 3,
});
function trainedByHand(loss = [1, 4, 2, 3]): Trained {
  const w = Float32Array.from([1, 0, 0, 1, 1, -1, 0.1, NaN]);
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

/** What an engine gives back. */
function reproduced(address: string): Reproduced {
  const place = findRun(address)!;
  const experiment = sized(place, 'page');
  return {
    rows: judge(place, experiment, null).map((row) => ({
      ...row,
      got: 1,
      verdict: 'holds' as const,
    })),
    seconds: 2,
    adapter: { vendor: 'v', architecture: 'a', device: '', description: 'd <&>', fallback: true },
    browser: 'Test/1',
    program: 'small',
    kept: { w: [], wDecode: null, b: [], loss: [] },
  };
}

const silent: Listener = { begins: () => {}, progress: () => {}, finished: () => {} };
const forever = new AbortController().signal;

/** An engine that trains nothing, and remembers what it was asked for. */
function engine(train = (address: string) => Promise.resolve(reproduced(address))) {
  const asked: string[] = [];
  return {
    asked,
    name: 'wgpu' as const,
    why: 'it is a test',
    train: (address: string) => (asked.push(address), train(address)),
  };
}

const addresses = ['introduction/ten-densities', 'perturb/pentagon', 'dynamics/octahedron'];
const page = { addresses, size: 'page', fresh: false } as const;

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

  it('keeps the best replica of each instance, for figures', () => {
    const kept = keep(trainedByHand());
    expect(kept).toEqual({
      w: [1, 0, 0.1, null],
      wDecode: null,
      b: [0, 0.5, 0.6, 0.7],
      loss: [1, 3],
    });
    const moment = lastMoment(JSON.parse(JSON.stringify(kept)) as typeof kept, {
      ...small,
      replicas: 1,
    });
    expect([...moment.w]).toEqual([1, 0, Math.fround(0.1), NaN]);
    expect([...moment.geometry.norm.slice(0, 2)]).toEqual([1, 0]);
    expect(moment).toMatchObject({ step: 3, wDecode: null, losses: Float32Array.from([1, 3]) });
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

describe('the report', () => {
  const run = async (only: readonly string[], train?: (address: string) => Promise<Reproduced>) => {
    const chosen = engine(train);
    const all = await reproduceAll(
      { ...page, addresses: only },
      temporary(),
      chosen,
      silent,
      forever,
    );
    return { all, report: reportOf('page', chosen, all) };
  };

  it('has a row for every claim of every experiment, those left out as not run', async () => {
    const { report } = await run([addresses[2]]);
    const claims = allAddresses().flatMap((address) =>
      findRun(address)!.run.claims.map(({ quantity }) => [address, quantity]),
    );
    expect(report.results.map(({ experiment, quantity }) => [experiment, quantity])).toEqual(
      claims,
    );
    const verdicts = new Set(
      report.results
        .filter(({ experiment }) => experiment !== addresses[2])
        .map(({ verdict }) => verdict),
    );
    expect([...verdicts]).toEqual(['not-run']);
    for (const row of report.results) {
      expect(Object.keys(row).sort()).toEqual([
        'expected',
        'experiment',
        'got',
        'quantity',
        'section',
        'size',
        'tolerance',
        'verdict',
      ]);
    }
    expect(report).toMatchObject({
      schema: 'antipode.reproduce/1',
      engine: 'wgpu',
      why: 'it is a test',
      size: 'page',
      seconds: 2,
      browser: 'Test/1',
      adapter: { vendor: 'v', fallback: true },
    });
    expect(report.runs.filter(({ seconds }) => seconds !== null)).toMatchObject([
      { address: addresses[2], seconds: 2, program: 'small', reason: '' },
    ]);
    expect(report.runs.find(({ address }) => address === addresses[0])).toMatchObject({
      seconds: null,
      reason: LEFT_OUT,
    });
    expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('says why a run failed', async () => {
    const { report } = await run([addresses[0]], () =>
      Promise.reject(new Error('The graphics device was lost: gone')),
    );
    expect(report.runs[0]).toMatchObject({
      address: addresses[0],
      seconds: null,
      reason: 'The graphics device was lost: gone',
    });
    expect(report.results[0].verdict).toBe('not-run');
    expect(report.adapter).toBeNull();
  });

  it('is refused where something is missing or of another kind', async () => {
    const { report } = await run([addresses[2]]);
    const { size: _, ...less } = report;
    expect(() => parseReport(less)).toThrow();
    expect(() =>
      parseReport({ ...report, results: [{ ...report.results[0], got: NaN }] }),
    ).toThrow();
    expect(() =>
      parseReport({ ...report, results: [{ ...report.results[0], verdict: 'maybe' }] }),
    ).toThrow();
  });

  it('as a page escapes what it is given, runs nothing, and tells verdicts by word', async () => {
    const { report } = await run([addresses[2]]);
    report.results[0].quantity = '<script>alert("1 & \'2\'")</script>';
    report.results.find(({ experiment }) => experiment === addresses[2])!.verdict = 'off';
    const picture = {
      webp: Buffer.from('w'),
      width: 10.4,
      height: 5,
      alt: 'a "quoted" <b>',
      below: 'instance 0 & 1',
    };
    const figures = new Map([
      [addresses[2], [{ heading: '<i>', caption: 'x < y', pictures: [picture] }]],
    ]);
    const html = pageOf(report, figures);
    expect(html).not.toMatch(/<script|<b>|<i>|alert\("/);
    expect(html).toContain('&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;');
    expect(html).toContain('alt="a &quot;quoted&quot; &lt;b&gt;" width="10" height="5"');
    expect(html).toContain('data:image/webp;base64,dw==');
    for (const word of ['✓ holds', '✗ off', '– not run', 'd &lt;&amp;&gt;', LEFT_OUT])
      expect(html).toContain(word);
    const titles = [...html.matchAll(/<h2 id="([^"]+)-title">/g)].map(([, name]) => name);
    expect(titles).toEqual([...new Set(allAddresses().map((address) => address.split('/')[0]))]);
    expect(escaped(`&<>"'`)).toBe('&amp;&lt;&gt;&quot;&#39;');
  });

  it('a line a run says how many claims hold', () => {
    const rows = reproduced(addresses[2]).rows;
    expect(tally(rows)).toBe(`${rows.length} claims hold`);
    expect(
      tally([
        { ...rows[0], verdict: 'holds' },
        { ...rows[0], verdict: 'off' },
      ]),
    ).toBe('1 claim holds, 1 off');
    expect(tally([])).toBe('no claims');
    const failed: Finished = { address: addresses[2], reason: 'out of memory' };
    expect(lineOf(failed, 2, 15)).toBe(' 3/15 dynamics/octahedron: not run: out of memory');
  });
});
