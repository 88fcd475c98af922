import { afterEach, describe, expect, test } from 'vitest';
import '../../bench/ui/antipode-bench';
import type { AntipodeBench } from '../../bench/ui/antipode-bench';
import type { AntipodeCompare } from '../../bench/ui/antipode-compare';
import type { AntipodePlot } from '../../bench/ui/antipode-plot';
import type { AntipodeResults } from '../../bench/ui/antipode-results';
import type { BenchOptions } from '../../bench/contract';
import type { Event } from '../../bench/protocol';
import { parseReport, type CaseReport, type Report } from '../../bench/report/schema';
import { rooflinePicture } from '../../bench/ui/roofline-picture';
import fixture from '../fixtures/bench-report.json';
import { button, eventually, expectAccessible, find, show, textOf } from './page';

const report = parseReport(fixture);

/** A worker of which the test decides what it says; it notes what it is told. */
class Worker {
  said: (string | BenchOptions)[] = [];
  constructor(readonly tell: (event: Event) => void) {}
  run = (options: BenchOptions) => void this.said.push(options);
  cancel = () => void this.said.push('cancel');
  close = () => void this.said.push('close');
}

async function page(peers = false): Promise<{ bench: AntipodeBench; worker: () => Worker }> {
  const bench = document.createElement('antipode-bench') as AntipodeBench;
  bench.peers = peers;
  let worker: Worker | undefined;
  bench.connect = (listen) => (worker = new Worker(listen));
  await show(bench);
  return { bench, worker: () => worker! };
}

afterEach(() => localStorage.clear());

const settled = (bench: AntipodeBench, kind: string) =>
  eventually(() => expect(bench.dataset.state).toBe(kind));

/** The page with a run under way that has told of the adapter and some cases. */
async function running(rows: readonly CaseReport[] = report.cases.slice(0, 6)) {
  const { bench, worker } = await page();
  button(bench, 'Measure').click();
  await settled(bench, 'running');
  worker().tell({ type: 'adapter', adapter: report.adapter });
  worker().tell({ type: 'peaks', peaks: report.peaks });
  for (const row of rows) worker().tell({ type: 'case', case: row });
  const progress = { phase: 'measure', done: 6, of: 40, label: 'matmul_naive' } as const;
  worker().tell({ type: 'progress', progress });
  await bench.updateComplete;
  return { bench, worker };
}

describe('the states of the bench', () => {
  test('idle: options, nothing measured, files can be compared', async () => {
    const { bench } = await page();
    expect(bench.dataset.state).toBe('idle');
    expect(textOf(bench)).toContain('Nothing has been measured yet');
    await expectAccessible(bench);
  });

  test('running: where it is, and what was measured until then', async () => {
    const { bench } = await running();
    await eventually(() => expect(textOf(bench)).toContain('Measuring: matmul_naive'));
    expect(textOf(bench)).toContain('6 of 40');
    const bar = find<HTMLProgressElement>(bench, 'progress');
    expect([bar.value, bar.max]).toEqual([6, 40]);
    expect(button(bench, 'Measure').disabled).toBe(true);
    await eventually(() => expect(textOf(bench)).toContain('matmul_block_2d'));
    await expectAccessible(bench);
  });

  test('cancelled: the worker reports what it has', async () => {
    const { bench, worker } = await running();
    button(bench, 'Cancel').click();
    await eventually(() => expect(textOf(bench)).toContain('Stopping after this sample'));
    expect(worker().said).toContain('cancel');
    worker().tell({ type: 'cancelled', report: { ...report, cases: report.cases.slice(0, 3) } });
    await settled(bench, 'cancelled');
    expect(textOf(bench)).toContain('What was measured before that is shown below');
    await expectAccessible(bench);
  });

  test('a worker that does not answer is ended at once, and what it told is kept', async () => {
    const { bench, worker } = await running();
    const hung = worker();
    button(bench, 'Cancel').click();
    await bench.updateComplete;
    await eventually(() => button(bench, 'End at once').click());
    await settled(bench, 'cancelled');
    expect(hung.said.at(-1)).toBe('close');
    expect(find(bench, 'antipode-results').shadowRoot!.querySelectorAll('tbody tr')).toHaveLength(
      7,
    );
    hung.tell({ type: 'done', report }); // too late
    await bench.updateComplete;
    expect(bench.dataset.state).toBe('cancelled');
  });

  test('done: figures, table, and a new visit has them still', async () => {
    const { bench, worker } = await running();
    worker().tell({ type: 'done', report });
    await settled(bench, 'done');
    expect(textOf(bench)).toContain(`Done: ${report.cases.length} cases`);
    expect(textOf(bench)).toContain('Software adapter: ratios only');
    await expectAccessible(bench);

    const { bench: later } = await page();
    expect(later.dataset.state).toBe('idle');
    expect(textOf(later)).toContain('Kept from an earlier visit');
    expect(textOf(later)).toContain('matmul_vec4');
    const { bench: peers } = await page(true);
    expect(textOf(peers)).toContain('Nothing has been measured yet'); // each page keeps its own
  });

  test('what was kept and is no report any more is passed over', async () => {
    localStorage.setItem('antipode.bench', '{"schema":"antipode.bench/0"}');
    const { bench } = await page();
    expect(textOf(bench)).toContain('Nothing has been measured yet');
  });

  test.each([
    ['unsupported', 'This browser has no GPU to measure'],
    ['lost', 'The graphics device went away'],
    ['failed', 'Something went wrong'],
  ] as const)('%s: says so, and that what was measured stands below', async (type, sentence) => {
    const { bench, worker } = await running();
    worker().tell({ type, message: 'the device’s own words' });
    await settled(bench, type);
    expect(textOf(bench)).toContain(sentence);
    expect(textOf(bench)).toContain('the device’s own words');
    expect(textOf(bench)).toContain('matmul_tiled');
    expect(button(bench, 'Measure').disabled).toBe(false);
    await expectAccessible(bench);
  });

  test('a run of which nothing came says what there is, and the report before it stays', async () => {
    const { bench, worker } = await running();
    worker().tell({ type: 'done', report });
    await settled(bench, 'done');
    find<HTMLSelectElement>(bench, '#suite').value = 'training';
    find(bench, '#suite').dispatchEvent(new Event('change'));
    await eventually(() => expect(textOf(bench)).toContain('about ten minutes'));
    const filter = find<HTMLInputElement>(bench, '#filter');
    filter.value = 'zzz';
    filter.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    button(bench, 'Measure').click();
    await settled(bench, 'running');
    worker().tell({ type: 'done', report: { ...report, cases: [] } });
    await settled(bench, 'done');
    expect(textOf(bench)).toContain(
      'Nothing to measure fits the filter “zzz”. There is: train n=5 m=2,',
    );
    expect(textOf(bench)).toContain('matmul_vec4');
  });

  test('kernels that fail their check are counted, and say why they have no time', async () => {
    const wrong: CaseReport = {
      ...report.cases[0],
      medianMs: null,
      intervalMs: null,
      gpuMs: null,
      gflops: null,
      gbps: null,
      percentOfRoofline: null,
      errorOverBound: 3,
      note: 'c[7] is 1, not 2 ± 0.1',
    };
    const { bench, worker } = await running();
    worker().tell({
      type: 'done',
      report: { ...report, cases: [wrong, ...report.cases.slice(1)] },
    });
    await settled(bench, 'done');
    expect(textOf(bench)).toContain('of which 1 has no time; the table says why');
    expect(textOf(find(bench, 'antipode-results'))).toContain('c[7] is 1, not 2 ± 0.1');
  });

  test('the page of libraries says what each timing includes', async () => {
    const { bench } = await page(true);
    expect(textOf(bench)).toContain('TensorFlow.js 4.22.0');
    expect(textOf(bench)).toContain('not uploading or reading back');
    await expectAccessible(bench);
  });
});

describe('the options', () => {
  const type = (bench: AntipodeBench, name: string, text: string) => {
    const input = find<HTMLInputElement>(bench, `#${name}`);
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  };

  test('reach the worker', async () => {
    const { bench, worker } = await page();
    type(bench, 'filter', ' matmul ');
    type(bench, 'shapes', '64, 128x32×8');
    type(bench, 'budget', '0.5');
    button(bench, 'Measure').click();
    await settled(bench, 'running');
    const cube = { M: 64, K: 64, N: 64 };
    expect(worker().said).toEqual([
      {
        filter: 'matmul',
        shapes: [cube, { M: 128, K: 32, N: 8 }],
        peers: false,
        only: 'kernel',
        budgetSeconds: 0.5,
        command:
          'npm run bench -- --filter "matmul" --shape 64x64x64 --shape 128x32x8 --budget 0.5',
      },
    ]);
  });

  test('that are wrong start nothing, say what is allowed, and get the focus', async () => {
    const { bench } = await page();
    for (const [name, text, complaint] of [
      ['shapes', '64x64', '“64x64” is neither one size nor M×K×N'],
      ['shapes', '0', 'whole numbers from 1 to 4096'],
      ['shapes', '1,024', '“1,024” may be one number or two'],
      ['budget', 'long', 'not a number of seconds from 0.2 to 120'],
      ['budget', '0,5', 'Type a point for decimals'],
      ['budget', '0x10', 'not a number of seconds'],
      ['filter', 'zzz', 'Nothing to measure fits the filter “zzz”. There is: matmul, '],
    ]) {
      button(bench, 'Restore defaults').click();
      type(bench, name, text);
      button(bench, 'Measure').click();
      await eventually(() => expect(textOf(bench)).toContain(complaint));
      const form = find(bench, 'antipode-bench-form');
      await eventually(() => expect(form.shadowRoot!.activeElement?.id).toBe(name));
      expect(bench.dataset.state).toBe('idle');
    }
    await expectAccessible(bench);
  });
});

describe('training', () => {
  test('can be chosen: without shapes, without libraries, and with a word on how long it takes', async () => {
    const { bench, worker } = await page();
    const suite = find<HTMLSelectElement>(bench, '#suite');
    suite.value = 'training';
    suite.dispatchEvent(new Event('change'));
    await eventually(() => expect(textOf(bench)).toContain('about ten minutes'));
    expect(textOf(bench)).not.toContain('matmul shapes');
    await expectAccessible(bench);
    button(bench, 'Measure').click();
    await settled(bench, 'running');
    expect(worker().said[0]).toMatchObject({ only: 'train', oursOnly: true, peers: false });
  });

  const trained = (
    name: string,
    variant: string,
    I: number,
    n: number,
    ms: number,
    library = false,
  ): CaseReport => ({
    ...report.cases[0],
    ...{ suite: 'train', name, variant, shape: { I, n, m: 2, B: 1024 }, samples: 12, note: '' },
    ...{ medianMs: ms, intervalMs: [0.9 * ms, 1.1 * ms], gpuMs: null, gpuIntervalMs: null },
    stepsPerSecond: 1000 / ms,
    peer: library ? { name: variant, version: '1', device: 'webgpu' } : null,
  });

  test('is drawn as contests, and as curves with a table each', async () => {
    const rows = [
      trained('train n=5 m=2', 'stepwise', 1, 5, 2),
      trained('train n=5 m=2', 'fused', 1, 5, 0.1),
      trained('train n=5 m=2', 'jax-js', 1, 5, 5, true),
      ...[1, 100, 10_000].map((I) => trained('scaling n=5 m=2', 'fused', I, 5, 0.1 * I)),
      trained('scaling n=50 m=2', 'fused', 1, 50, 1),
    ];
    const { bench } = await running(rows);
    await eventually(() => expect(textOf(bench)).toContain('How training scales'));
    expect(textOf(bench)).toContain('10000 steps/s, 50 × faster (41 to 61) than jax-js webgpu');
    expect(textOf(bench)).toContain('a step takes 100 µs a model with 100 models');
    const scaling = find(bench, 'antipode-scaling');
    const plots = scaling.shadowRoot!.querySelectorAll<AntipodePlot>('antipode-plot');
    expect(plots).toHaveLength(2);
    const captions = [...plots].map((plot) => plot.textContent);
    expect(captions[0]).toContain('Figure 2.');
    expect(captions[1]).toContain('Figure 3.');
    for (const plot of plots) {
      const application = find<HTMLElement>(plot, '[role="application"]');
      application.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
      await plot.updateComplete;
      expect(textOf(find(plot, '.at'))).toContain('model-steps a second');
      find<HTMLDetailsElement>(plot, 'details').open = true;
      await eventually(() => expect(textOf(plot)).toContain('model-steps/s'));
    }
    await expectAccessible(bench);
  });
});

describe('a rung that is slower than the one below it', () => {
  const rung = (variant: string, ms: number): CaseReport => ({
    ...report.cases[0],
    ...{ variant, gpuMs: null, medianMs: ms, intervalMs: [0.9 * ms, 1.1 * ms] },
  });

  test('has the header’s reason beside it where that foresees it, and no other word', async () => {
    const { bench } = await running([
      rung('matmul_coalesced', 1),
      rung('matmul_tiled', 3), // foreseen
      rung('matmul_outer', 1),
      rung('matmul_subgroup', 3), // its header says "The fastest rung"
    ]);
    await eventually(() => expect(textOf(bench)).toContain('Why it is slower here'));
    const [reason, ...more] = find(bench, 'antipode-contest').shadowRoot!.querySelectorAll(
      '.expect',
    );
    expect(more).toEqual([]);
    expect(reason.textContent).toMatch(/Why it is slower here:\s+Slower than the rung below/);
    expect(textOf(bench)).not.toContain('The fastest rung');
  });
});

describe('<antipode-results>', () => {
  const column = (element: Element, place: number) =>
    [...element.shadowRoot!.querySelectorAll('tbody:first-of-type tr')]
      .slice(1)
      .map((row) => row.children[place].textContent);

  test('sorts within groups, up, down and back', async () => {
    const element = document.createElement('antipode-results') as AntipodeResults;
    element.cases = report.cases.slice(0, 12);
    await show(element);
    const rungs = column(element, 0);
    expect(rungs[0]).toBe('matmul_naive');
    const header = () => find(element, 'thead th:nth-child(2)');
    const press = async () => {
      header().querySelector('button')!.click();
      await element.updateComplete;
    };
    await press();
    expect(column(element, 0)[0]).toBe('matmul_vec4');
    expect(header().getAttribute('aria-sort')).toBe('ascending');
    await press();
    expect(column(element, 0)[0]).toBe('matmul_tiled');
    expect(header().getAttribute('aria-sort')).toBe('descending');
    await press();
    expect(column(element, 0)).toEqual(rungs);
    expect(element.shadowRoot!.querySelectorAll('tbody')).toHaveLength(2);
    await expectAccessible(element);
  });
});

describe('a table that is cut', () => {
  test('has a shade at the edge, a name and a place in the order of the keyboard', async () => {
    const element = document.createElement('antipode-results') as AntipodeResults;
    element.cases = report.cases;
    await show(element);
    element.style.setProperty('width', '320px');
    const box = find<HTMLElement>(element, '.scroll');
    expect(box.scrollWidth).toBeGreaterThan(box.clientWidth);
    expect([box.tabIndex, box.role, box.ariaLabel]).toEqual([0, 'region', 'Table of results']);
    // Covers scroll with the table and take the shade away at its end.
    const { backgroundImage, backgroundAttachment } = getComputedStyle(box);
    expect(backgroundAttachment).toBe('local, local, scroll, scroll');
    expect(backgroundImage.match(/linear-gradient/g)).toHaveLength(4);
    // The name of a row stays in sight.
    box.scrollLeft = 200;
    const name = find<HTMLElement>(element, 'tbody th[scope="row"]');
    expect(name.getBoundingClientRect().left).toBe(box.getBoundingClientRect().left);
  });
});

describe('<antipode-plot>', () => {
  async function plot(): Promise<AntipodePlot> {
    const element = document.createElement('antipode-plot') as AntipodePlot;
    Object.assign(element, { picture: rooflinePicture(report), label: 'Roofline' });
    await show(element);
    await eventually(() => find(element, 'canvas'));
    return element;
  }

  test('reads marks by arrow keys and by the pointer', async () => {
    const element = await plot();
    const picture = element.picture!;
    const said = () => find(element, '.at').textContent!.trim();
    const press = async (key: string) => {
      find<HTMLElement>(element, '.plot').dispatchEvent(new KeyboardEvent('keydown', { key }));
      await element.updateComplete;
    };
    await press('ArrowRight');
    expect(said()).toBe(picture.marks[0].said);
    await press('End');
    expect(said()).toBe(picture.marks.at(-1)!.said);
    await press('ArrowLeft');
    expect(said()).toBe(picture.marks.at(-2)!.said);
    await press('Escape');
    expect(said()).toContain('Point at a mark');

    // The first mark's place, from the scales of the picture itself.
    const over = find(element, '.u-over').getBoundingClientRect();
    const share = (value: number, [from, to]: readonly [number, number]) =>
      Math.log(value / from) / Math.log(to / from);
    const { x, y, marks } = picture;
    if (x.kind !== 'log') throw new Error('a roofline has two logarithmic axes');
    const clientX = over.left + share(marks[0].x, x.range) * over.width;
    const clientY = over.bottom - share(marks[0].y, y.range) * over.height;
    const there = { clientX, clientY, bubbles: true };
    find(element, '.plot').dispatchEvent(new PointerEvent('pointermove', there));
    await element.updateComplete;
    expect(said()).toContain('GFLOP/s at');
    const { x: readX, y: readY } = marks.find((mark) => mark.said === said())!;
    expect(
      Math.abs(Math.log(readX / marks[0].x)) + Math.abs(Math.log(readY / marks[0].y)),
    ).toBeLessThan(0.3);
  });

  test('draws, follows the width, and has a table of the same numbers', async () => {
    const element = await plot();
    element.style.setProperty('width', '300px');
    await eventually(() => expect(find(element, 'canvas').getBoundingClientRect().width).toBe(300));
    const canvas = find<HTMLCanvasElement>(element, 'canvas');
    await eventually(() => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      expect(data.some((value) => value > 0)).toBe(true);
    });
    find<HTMLDetailsElement>(element, 'details').open = true;
    const rows = () => element.shadowRoot!.querySelectorAll('tbody tr').length;
    await eventually(() => expect(rows()).toBe(element.picture!.marks.length));
    await expectAccessible(element);
  });
});

describe('<antipode-compare>', () => {
  const asFile = (value: unknown, name = 'saved.json') =>
    new File([typeof value === 'string' ? value : JSON.stringify(value)], name);

  async function compare(current: Report | null): Promise<AntipodeCompare> {
    const element = document.createElement('antipode-compare') as AntipodeCompare;
    element.current = current;
    return show(element);
  }

  function drop(element: Element, ...files: File[]): void {
    const dataTransfer = new DataTransfer();
    for (const file of files) dataTransfer.items.add(file);
    const options = { dataTransfer, bubbles: true, cancelable: true };
    find(element, '.sides').dispatchEvent(new DragEvent('drop', options));
  }

  const verdicts = (element: Element) =>
    [...element.shadowRoot!.querySelectorAll('.verdict')].map(({ textContent }) => textContent!);

  test('a report and itself cannot be told apart anywhere', async () => {
    const element = await compare(report);
    drop(element, asFile(report));
    await eventually(() => expect(verdicts(element)).toHaveLength(report.cases.length));
    for (const verdict of verdicts(element)) expect(verdict).toContain('cannot tell');
    await expectAccessible(element);
  });

  test('says what is faster and what slower, and what only one has', async () => {
    const [first, second, third, ...rest] = report.cases;
    const scaled = (row: CaseReport, by: number): CaseReport => ({
      ...row,
      medianMs: row.medianMs! * by,
      intervalMs: [row.intervalMs![0] * by, row.intervalMs![1] * by],
    });
    const after = { ...report, cases: [scaled(first, 3), scaled(second, 1 / 3), ...rest] };
    const element = await compare(null);
    drop(element, asFile(report, 'before.json'), asFile(after, 'after.json'));
    await eventually(() => expect(verdicts(element)).toHaveLength(after.cases.length));
    expect(verdicts(element)[0]).toMatch(/^3\.0 × slower/);
    expect(verdicts(element)[1]).toMatch(/^3\.0 × faster/);
    expect(textOf(element)).toContain('1 is faster after, 1 is slower, and');
    expect(textOf(element)).toContain('Only in the report before: 1');
    expect(textOf(element)).toContain(third.variant);
  });

  test('names the file that was chosen, and says in a sentence what is wrong with another', async () => {
    const element = await compare(report);
    const given = () => textOf(find(element, '#before-given'));
    expect(given()).toContain('No file yet');
    const input = find<HTMLInputElement>(element, '#before');
    const choose = (file: File) => {
      const chosen = new DataTransfer();
      chosen.items.add(file);
      input.files = chosen.files;
      input.dispatchEvent(new Event('change'));
    };
    choose(asFile(report, 'monday.json'));
    await eventually(() => expect(given()).toContain('monday.json'));
    expect(textOf(find(element, 'label[for="before"]'))).toContain('Choose another file');
    expect(textOf(find(element, '#after-given'))).toContain('the report above');
    const other = { ...report, adapter: { ...report.adapter, vendor: 'nvidia' } };
    for (const [file, ...words] of [
      [
        asFile('not a report', 'a.json'),
        'a.json is not JSON. Choose a report that was saved as JSON.',
      ],
      [asFile([1], 'b.json'), 'b.json is JSON, but no report of the bench.'],
      [
        asFile({ schema: 'antipode.run/1' }, 'c.json'),
        'c.json is no report of the bench',
        '“antipode.run/1”',
      ],
      [
        asFile({ ...report, date: 'once' }, 'd.json'),
        'd.json is a report of the bench, but a damaged one: date is "once"',
      ],
      [
        new File([new Uint8Array(2 ** 24 + 1)], 'e.json'),
        'e.json is too large for a report: 16.0 MiB, where 16 are',
      ],
    ] as [File, ...string[]][]) {
      choose(file);
      for (const word of words) await eventually(() => expect(textOf(element)).toContain(word));
      expect(textOf(find(element, '[role="alert"]'))).not.toMatch(/Invalid|undefined|Expected/);
      expect(given()).toContain('monday.json'); // what was chosen before stays
    }
    await expectAccessible(element);
    choose(asFile(other, 'f.json'));
    await eventually(() => expect(textOf(element)).toContain('of different adapters'));
    expect(textOf(element)).toMatch(
      /f\.json was measured on “nvidia swiftshader.*”, the report above on “google swiftshader/,
    );
    expect(textOf(element)).not.toContain('e.json'); // the complaint is over
    expect(verdicts(element)).toEqual([]);
    await expectAccessible(element);
  });

  test('takes two files of several that are dropped, and names the one that is left out', async () => {
    const element = await compare(null);
    drop(element, asFile(report, '1.json'), asFile(report, '2.json'), asFile(report, '3.json'));
    await eventually(() => expect(textOf(element)).toContain('3.json was left out'));
    await eventually(() => expect(verdicts(element)).toHaveLength(report.cases.length));
  });
});
