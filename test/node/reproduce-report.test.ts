// What `npm run reproduce` writes: a row a claim as JSON, and a page.
import { describe, expect, it } from 'vitest';
import { reproduceAll, type Finished } from '../../src/cli/reproduce-all';
import type { Reproduced } from '../../src/cli/reproduce-core';
import { escaped, pageOf } from '../../src/cli/reproduce-html';
import { allAddresses } from '../../src/cli/reproduce-options';
import { LEFT_OUT, parseReport, reportOf } from '../../src/cli/reproduce-report';
import { exitCodeOf, lineOf, tally } from '../../src/cli/reproduce-tell';
import { findRun } from '../../src/train/index';
import { addresses, engine, forever, page, reproduced, silent, temporary } from './reproduced';

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

  it('says what has diverged, which is no success where an instance has no finite replica', async () => {
    const diverged = 'Training diverged: W of the model stopped being finite at step 9.';
    const with_ = (lost: number) =>
      run([addresses[2]], (address) => Promise.resolve({ ...reproduced(address), diverged, lost }));
    const { all, report } = await with_(1);
    const told = report.runs.find(({ address }) => address === addresses[2]);
    expect(told).toMatchObject({ seconds: 2, reason: diverged });
    expect(lineOf(all[0], 0, 1)).toContain(diverged);
    expect(pageOf(report, new Map())).toContain(diverged);
    expect(exitCodeOf(all)).toBe(1);
    expect(exitCodeOf((await with_(0)).all)).toBe(0);
    expect(exitCodeOf((await run([addresses[2]])).all)).toBe(0);
    expect(exitCodeOf([{ address: '', reason: 'lost' }])).toBe(1);
  });

  it('is refused where something is missing or of another kind', async () => {
    const { report } = await run([addresses[2]]);
    expect(() => parseReport({ ...report, size: undefined })).toThrow();
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
