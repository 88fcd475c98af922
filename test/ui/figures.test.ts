// The figures that share one base: what can be read off, the table twin, the files, and that everybody can use them.
import { describe, expect, it } from 'vitest';
import { featureKurtosis } from '../../src/reference/index';
import { findRun, parseExperiment } from '../../src/train/index';
import '../../src/ui/antipode-formulas';
import { axisEnd } from '../../src/ui/chart-data';
import '../../src/ui/figures/index';
import type { LiveRun } from '../../src/ui/live-run';
import { button, eventually, expectAccessible, liveOf, show, snapshotOf, textOf } from './page';

type Figure = HTMLElement & { selected: number; shadowRoot: ShadowRoot };

async function figure(name: string, live: LiveRun, selected = 0): Promise<Figure> {
  const element = document.createElement(name) as Figure;
  Object.assign(element, { live, experiment: live.experiment, selected });
  element.style.width = '640px';
  element.style.display = 'block';
  return show(element);
}

/** Moves through the marks by keys, and returns what is said at each. */
async function readings(element: Figure, count: number): Promise<string[]> {
  const plot = element.shadowRoot.querySelector<HTMLElement>('.plot')!;
  const said = element.shadowRoot.querySelector('.said')!;
  const all: string[] = [];
  await eventually(() => {
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    expect(said.textContent).not.toBe('');
  });
  all.push(said.textContent!);
  for (let k = 1; k < count; k++) {
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    all.push(said.textContent!);
  }
  return all;
}

async function tableOf(element: Figure): Promise<string[][]> {
  const details = element.shadowRoot.querySelector('details')!;
  details.open = true;
  let rows: string[][] = [];
  await eventually(() => {
    const table = element.shadowRoot.querySelector('antipode-table')!;
    rows = [...table.shadowRoot!.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => textOf(cell).trim()),
    );
    expect(rows.length).toBeGreaterThan(0);
  });
  return rows;
}

/** Two instances of a digon and a dedicated feature in three features and two dimensions. */
const small = parseExperiment({
  model: 'relu-output',
  features: 3,
  hidden: 2,
  instances: 2,
  featureProbability: [0.5, 0.1],
});
const W = [1, 0, -1, 0, 0, 1];
const digon = () => liveOf(small, { step: 3, w: Float32Array.from([...W, ...W]) });

describe('dimensionality against sparsity', () => {
  it('reads D of every feature, and the line that it lies on', async () => {
    const element = await figure('antipode-dimensionality', digon());
    const [first, , third] = await readings(element, 3);
    expect(first).toBe(
      'Feature 0 at 1 − S = 0.50: D = 0.500, ‖W‖ = 1.00, on the line 1/2 (antipodal pair).',
    );
    expect(third).toContain('D = 1.00');
    const rows = await tableOf(element);
    expect(rows.length).toBe(6);
    // 1 − S, feature, D, norm, D* = m / ‖W‖² = 2/3, ΣD = 2
    expect(rows[0]).toEqual(['0.5000', '0', '0.5000', '1', '0.6667', '2']);
    await expectAccessible(element);
  });

  it('pressing Enter on a mark looks at its instance', async () => {
    const element = await figure('antipode-dimensionality', digon());
    const asked: number[] = [];
    element.addEventListener('antipode-select', (event) =>
      asked.push((event as CustomEvent).detail),
    );
    await readings(element, 4);
    element.shadowRoot
      .querySelector('.plot')!
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(asked).toEqual([1]);
  });
});

describe('models trained on data sets', () => {
  it('has the losses and dimensionalities of every size, and reads the samples', async () => {
    const experiment = parseExperiment({
      ...{ model: 'relu-output', features: 3, instances: 2, unitInputs: true },
      ...{ featureProbability: [0.9, 0.9], dataset: { samples: [2, 6] }, batch: 8 },
    });
    const live = liveOf(experiment, { step: 3, w: Float32Array.from([...W, ...W]) });
    const element = await figure('antipode-double-descent', live, 1);
    const [first] = await readings(element, 1);
    expect(first).toMatch(/^T = 2: loss [\d.]+ on the data set, [\d.]+ on fresh samples.$/);
    const rows = await tableOf(element);
    expect(rows.map(([samples]) => samples)).toEqual(['2', '6']);
    // The D of vectors in the plane add up to 2 at most, which the table rounds to four digits.
    expect(Number(rows[1][3])).toBeGreaterThan(0);
    expect(Number(rows[1][3])).toBeLessThanOrEqual(0.3333);
    expect(textOf(element)).toContain('T = 6: 6 samples');
    await expectAccessible(element);
  });
});

describe('models under attack', () => {
  it('reads the rise of the loss beside the features a dimension, and has both in its table', async () => {
    const element = await figure('antipode-adversarial', digon());
    const [first] = await readings(element, 1);
    expect(first).toMatch(/^1 − S = 0.50: under attack the loss rises from .*; 1 \/ D\* = 1.50.$/);
    const rows = await tableOf(element);
    expect(rows.length).toBe(2);
    // A push at the digon shifts its output by √2 ε, one at the dedicated feature by ε: never less than ε².
    for (const [, , features, rise] of rows) {
      expect(features).toBe('1.500');
      expect(Number(rise)).toBeGreaterThan(1);
    }
    await expectAccessible(element);
  });
});

describe('models trained under attack', () => {
  it('stand over the strength of the attacks', async () => {
    const experiment = parseExperiment({ ...small, attack: [0, 0.8] });
    const live = liveOf(experiment, { step: 3, w: Float32Array.from([...W, ...W]) });
    const element = await figure('antipode-adversarial', live);
    const said = await readings(element, 4);
    expect(said[0]).toMatch(/^1 − S = 0.50: under attack/);
    expect(said[3]).toMatch(/^1 − S = 0.10, trained under attacks of 0.800: under attack/);
    const rows = await tableOf(element);
    expect(rows.map(([, strength]) => Number(strength))).toEqual([0, 0.8]);
  });
});

describe('the feature graph', () => {
  it('names its components, and says what hangs together', async () => {
    const element = await figure('antipode-feature-graph', digon());
    const [first] = await readings(element, 1);
    expect(first).toBe('Feature 0 with 1: digon in 1 dimension, D = 0.500, 0.500 in the ideal.');
    expect(textOf(element)).toContain('Now: digon; 1 dedicated.');
    const rows = await tableOf(element);
    expect(rows.map(([name]) => name)).toEqual(['digon', 'dedicated']);
    await expectAccessible(element);
  });

  it('says unknown rather than guess', async () => {
    const w = Float32Array.from([1, 0, -0.8, 0.6, 0, 1]);
    const element = await figure(
      'antipode-feature-graph',
      liveOf(small, { step: 3, w: Float32Array.from([...w, ...w]) }),
    );
    await eventually(() => expect(textOf(element)).toContain('Now: 1 unknown.'));
  });
});

describe('features in space', () => {
  const experiment = parseExperiment({
    model: 'relu-output',
    features: 2,
    hidden: 3,
    instances: 1,
  });

  it('reads coordinates, and turns by dragging', async () => {
    const live = liveOf(experiment, { w: Float32Array.from([1, 0, 0, 0, 0, 1]) });
    const element = await figure('antipode-space', live);
    const [, second] = await readings(element, 2);
    expect(second).toBe('Feature 1 at (0, 0, 1.0): ‖W‖ = 1.00, D = 1.00.');
    const canvas = element.shadowRoot.querySelector('canvas')!;
    const before = canvas.toDataURL();
    const plot = element.shadowRoot.querySelector('.plot')!;
    const pointer = (type: string, clientX: number) =>
      plot.dispatchEvent(new PointerEvent(type, { clientX, clientY: 10, pointerId: 1 }));
    plot.setPointerCapture = () => undefined; // no real pointer is down
    pointer('pointerdown', 10);
    pointer('pointermove', 60);
    await eventually(() => expect(canvas.toDataURL()).not.toBe(before));
    await expectAccessible(element);
  });
});

describe('D through time', () => {
  it('has every moment that was kept', async () => {
    const live = digon();
    for (const step of [5, 9])
      live.receive(snapshotOf(small, { step, w: Float32Array.from([...W, ...W]) }));
    const element = await figure('antipode-energy', live);
    const rows = await tableOf(element);
    expect(rows.map(([step]) => step)).toEqual(['3', '5', '9']);
    expect(rows[0].slice(1)).toEqual(['0.5000', '0.5000', '1']);
    await expectAccessible(element);
  });

  it('has its steps where the loss chart has them', async () => {
    const live = digon();
    for (const step of [400, 800])
      live.receive(snapshotOf(small, { step, w: Float32Array.from([...W, ...W]) }));
    const chart = await figure('antipode-loss-chart', live);
    const area = () => chart.shadowRoot!.querySelector('.u-over')!;
    await eventually(() => expect(area().clientWidth).toBeGreaterThan(100));
    const over = area().getBoundingClientRect();
    const element = await figure('antipode-energy', live);
    await eventually(() => expect(textOf(element)).toContain('Point at'));
    const end = axisEnd(800, small.steps);
    const plot = element.shadowRoot!.querySelector('.plot')!;
    for (const step of [400, 800]) {
      const clientX = over.left + (over.width * step) / end;
      // The lowest mark at a place is D = 0.5 of a digon, in the middle of the figure.
      const { top, height } = plot.getBoundingClientRect();
      for (const [away, there] of [
        [0, true],
        [-40, false],
      ] as const) {
        plot.dispatchEvent(
          new PointerEvent('pointermove', {
            clientX: clientX + away,
            clientY: top + height * 0.46,
          }),
        );
        const says = textOf(element).includes(`Step ${step},`);
        expect(says, `step ${step}, ${away} px away`).toBe(there);
      }
    }
  });
});

describe('the phase diagram', () => {
  it('has trained, optimal and theoretical fates of every cell', async () => {
    const { experiment } = findRun('phase-change')!.run;
    const cells = {
      ...experiment,
      instances: 8,
      replicas: 1,
      grid: { ...experiment.grid!, rows: 2 },
    };
    // Every model stores the first feature only.
    const live = liveOf(cells, {
      step: 1,
      w: Float32Array.from({ length: 16 }, (_, k) => 1 - (k % 2)),
    });
    const element = await figure('antipode-phase', live);
    await eventually(() => expect(textOf(element)).toContain('Trained models agree'), 20_000);
    const [first] = await readings(element, 1);
    expect(first).toContain('I = 0.10, 1 − S = 1.0: trained not learned, optimum not learned');
    const rows = await tableOf(element);
    expect(rows.length).toBe(8);
    expect(rows[4].slice(0, 4)).toEqual(['10', '1', 'not-learned', 'dedicated']);
    await expectAccessible(element);
  });
});

describe('nonlinear compression', () => {
  it('has the error of the code at each ε, and of the trained model', async () => {
    const dense = parseExperiment({
      model: 'linear-output',
      features: 2,
      hidden: 1,
      instances: 1,
      featureProbability: [1],
    });
    const live = liveOf(dense, { step: 1, losses: Float32Array.from([1 / 24]) });
    const element = await figure('antipode-compression', live);
    const [first] = await readings(element, 1);
    expect(first).toBe('Z = 2, ε = 0.00010: loss 0.0209, with jumps 0.0208; linear 0.0833.');
    await eventually(() =>
      expect(textOf(element)).toContain('The trained model (linear output) has a loss of 0.0833'),
    );
    const rows = await tableOf(element);
    expect(rows.length).toBe(4 * 49);
    expect(rows[0][0]).toBe('2');
    expect(rows[0][5]).toBe('0.08333');
    await expectAccessible(element);
  });
});

describe('the histogram of a hidden dimension', () => {
  it('has measured and computed kurtosis of every hidden dimension', async () => {
    const w = Float32Array.from([1, 0, -1, 0, 0, 1]);
    const element = await figure(
      'antipode-histogram',
      liveOf(small, { step: 3, w: Float32Array.from([...w, ...w]) }),
    );
    await eventually(() => expect(textOf(element)).toContain('1 − S = 0.50'));
    const rows = await tableOf(element);
    expect(rows.length).toBe(2 * 2);
    // Two features of equal weight share the first dimension of the second instance, one has the second for itself.
    const alone = featureKurtosis(0.1);
    const numbers = rows.map((row) => row.map((cell) => Number(cell.replace('−', '-'))));
    for (const [k, computed] of [
      [2, alone / 2],
      [3, alone],
    ]) {
      const [density, , measured, standardError, said] = numbers[k];
      expect(density).toBe(0.1);
      expect(said).toBeCloseTo(computed, 2);
      expect(Math.abs(measured - computed)).toBeLessThan(4 * standardError);
    }
    const [first] = await readings(element, 1);
    expect(first).toContain('1 − S = 0.50, hidden dimension 0: excess kurtosis');
    await expectAccessible(element);
  });
});

describe('one product in two readings', () => {
  it('takes the same multiply-adds in two orders, step by step', async () => {
    const element = await figure('antipode-readings', digon());
    const rows = await tableOf(element);
    expect(rows.length).toBe(3 * 2);
    // By columns W's entries are 0,0 1,0 2,0 …, by rows 0,0 0,1 1,0 …; both end in the same h.
    expect(rows.map((row) => row[1])).toEqual(['0,0', '1,0', '2,0', '0,1', '1,1', '2,1']);
    expect(rows.map((row) => row[5])).toEqual(['0,0', '0,1', '1,0', '1,1', '2,0', '2,1']);
    expect(rows.at(-1)!.slice(3, 5)).toEqual(rows.at(-1)!.slice(7, 9));
    const slider = element.shadowRoot.querySelector<HTMLInputElement>('input[type=range]')!;
    expect(slider.value).toBe('6');
    slider.value = '3';
    slider.dispatchEvent(new Event('input'));
    await eventually(() => expect(textOf(element)).toContain('3 / 6'));
    const said = await readings(element, 2 * (3 * 2 + 1));
    expect(said[6]).toContain('After 3 multiply-adds by columns: h = (');
    expect(said[13]).toContain('After 3 multiply-adds by rows: h = (');
    await expectAccessible(element);
  });

  it('plays to the end and stops', async () => {
    const element = await figure('antipode-readings', digon());
    const play = element.shadowRoot.querySelector<HTMLButtonElement>('.tools button')!;
    await eventually(() => expect(textOf(element)).toContain('6 / 6'));
    play.click();
    await eventually(() => expect(textOf(element)).toContain('0 / 6'));
    expect(play.textContent).toContain('Stop');
    await eventually(() => expect(textOf(element)).toContain('6 / 6'), 20_000);
    expect(play.textContent).toContain('Play');
  });
});

describe('critical k-gons', () => {
  it('says at which of them every replica is', async () => {
    const oneOn = parseExperiment({
      model: 'relu-output',
      features: 5,
      hidden: 2,
      instances: 1,
      replicas: 2,
      featureProbability: [1],
      sets: { size: 5, kind: 'anticorrelated' },
      importance: { decay: 1 },
    });
    // A square with one dead feature, and nothing.
    const w = Float32Array.from([1, 0, 0, 1, -1, 0, 0, -1, 0, 0, ...new Array<number>(10).fill(0)]);
    const element = await figure('antipode-k-gons', liveOf(oneOn, { step: 1, w }));
    await eventually(() => expect(textOf(element)).toContain('Of 2 models: 1 at 4, 1 elsewhere.'));
    const rows = await tableOf(element);
    expect(rows.map((row) => [row[0], row[1], row[3]])).toEqual([
      ['5', '0.01583', '0'],
      ['4⁺', '0.05667', '0'],
      ['4', '0.06667', '1'],
    ]);
    await expectAccessible(element);
  });
});

describe('capacity', () => {
  it('is D, and fills the rank', async () => {
    const element = await figure('antipode-capacity', digon());
    await eventually(() => expect(textOf(element)).toContain('Σ C = 2.000 of rank 2, m = 2'));
    const rows = await tableOf(element);
    expect(rows.length).toBe(6);
    for (const row of rows) expect(row[4]).toBe(row[3]);
    const [first] = await readings(element, 1);
    expect(first).toContain('feature 0 of importance 1.0: C = 0.5000, D = 0.5000, leverage 0.5000');
    await expectAccessible(element);
  });
});

describe('neurons', () => {
  const shape = { instances: 1, featureProbability: [0.2] };
  const tied = parseExperiment({ model: 'hidden-relu', features: 3, hidden: 2, ...shape });
  /** The binary code: three features in two neurons. */
  const CODE = Float32Array.from([0.9, -0.7, -0.8, 0.8, 0.8, 0.9]);
  const absolute = parseExperiment({ model: 'absolute-value', features: 3, hidden: 4, ...shape });
  /** A neuron for features 0 and 1, its inhibitor, and both signs of feature 2, the first neuron scaled. */
  const MOTIF = {
    w: Float32Array.from(
      [
        [20, 1, 0, 0],
        [-5, 0, 0, 0],
        [0, 0, 1, -1],
      ].flat(),
    ),
    wDecode: Float32Array.from(
      [
        [0.05, 0, 0, 0],
        [0.2, -4, 0, 0],
        [0, 0, 1, 1],
      ].flat(),
    ),
  };

  it('as stacks of their weights, those of tied models as they are', async () => {
    const element = await figure('antipode-stack', liveOf(tied, { step: 1, w: CODE }));
    const [first] = await readings(element, 1);
    expect(first).toBe(
      'Neuron 0 (polysemantic): feature 0 with weight 0.900; the largest has a share of 0.36.',
    );
    await eventually(() =>
      expect(textOf(element)).toContain('0 monosemantic and 2 polysemantic of 2 neurons'),
    );
    const rows = await tableOf(element);
    expect(rows.length).toBe(6);
    expect(rows[0]).toEqual(['0', 'polysemantic', '0.3600', '0', '0.9000']);
    await expectAccessible(element);
  });

  it('with a decoder of their own, scaled to a largest weight of 1, by their largest feature', async () => {
    const element = await figure('antipode-stack', liveOf(absolute, { step: 1, ...MOTIF }));
    const rows = await tableOf(element);
    const first = rows.filter((_, k) => k % 3 === 0);
    expect(
      first.map(([neuron, kind, , feature, weight]) => [neuron, kind, feature, weight]),
    ).toEqual([
      ['0', 'polysemantic', '0', '1'],
      ['1', 'monosemantic', '0', '1'],
      ['2', 'monosemantic', '2', '1'],
      ['3', 'monosemantic', '2', '-1'],
    ]);
    expect(rows[1].slice(3)).toEqual(['1', '−0.2500']);
  });

  it('as a graph with the asymmetric motif marked', async () => {
    const element = await figure('antipode-neurons', liveOf(absolute, { step: 1, ...MOTIF }));
    await eventually(() =>
      expect(textOf(element)).toContain(
        'The asymmetric motif: neuron 0 reads features 0 and 1 with 2.0 and −0.50, writes them with 0.50 and 2.0, inhibited by 1.',
      ),
    );
    const said = (await readings(element, 10)).filter((words) => words.includes('of the motif'));
    // Four edges of the shared neuron, two of the inhibitor.
    expect(said.length).toBe(6);
    expect(said).toContain('Encoder, feature 1, neuron 0: −0.500, of the motif.');
    expect((await tableOf(element)).length).toBe(12);
    await expectAccessible(element);
  });

  it('says that a model has no motif, and of tied weights nothing', async () => {
    const without = { ...MOTIF, wDecode: MOTIF.wDecode.map((weight) => Math.max(0, weight)) };
    const element = await figure('antipode-neurons', liveOf(absolute, { step: 1, ...without }));
    await eventually(() => expect(textOf(element)).toContain('is not found in this model'));
    const other = await figure('antipode-neurons', liveOf(tied, { step: 1, w: CODE }));
    await readings(other, 1);
    expect(textOf(other)).not.toContain('motif');
    expect(textOf(other)).toContain('one matrix');
  });

  it('counted at every density, beside the paper', async () => {
    const { experiment } = findRun('privileged-basis/hidden-relu')!.run;
    const one = { ...experiment, replicas: 1 };
    // Every model has a neuron for each of the first five features.
    const w = new Float32Array(6 * 50);
    for (let i = 0; i < 6; i++) for (let k = 0; k < 5; k++) w[i * 50 + 6 * k] = 1;
    const element = await figure('antipode-regimes', liveOf(one, { step: 1, w }), 1);
    const [first, second] = await readings(element, 2);
    expect(first).toBe(
      '1 − S = 0.75: 5 monosemantic and 0 polysemantic neurons; 5 features represented. The paper: all neurons monosemantic.',
    );
    expect(second).toContain('The paper: three features in two neurons.');
    expect(textOf(element)).toContain('1 − S = 0.35: 5 monosemantic');
    const rows = await tableOf(element);
    expect(rows[5]).toEqual([
      '0.03000',
      '5',
      '0',
      '0',
      '5',
      '0',
      'every feature a pair of neurons',
    ]);
    const asked: number[] = [];
    element.addEventListener('antipode-select', (event) =>
      asked.push((event as CustomEvent).detail),
    );
    element.shadowRoot
      .querySelector('.plot')!
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(asked).toEqual([1]);
    await expectAccessible(element);
  });
});

describe('ways to read two features', () => {
  it('has the loss of each way and of the trained models', async () => {
    const two = parseExperiment({
      model: 'relu-output',
      features: 2,
      hidden: 1,
      instances: 2,
      featureProbability: [1, 0.1],
      importance: { decay: 1 },
    });
    const live = liveOf(two, { step: 1, w: Float32Array.from([1, -1, 1, -1]) });
    const element = await figure('antipode-probes', live);
    await eventually(() =>
      expect(textOf(element)).toContain(
        'more loss than the code with Z = 3, ε = 0.1 at 1 − S = 1.0.',
      ),
    );
    const rows = await tableOf(element);
    expect(rows.length).toBe(41);
    // 1 − S, the code read by a line, a direction, two with a ReLU, the codes, trained: p²/3 without bias.
    expect([rows[0][2], rows[0][3], rows[0][6]]).toEqual(['0.08333', '0.3333', '0.3333']);
    expect([rows[20][3], rows[20][6]]).toEqual(['0.003333', '0.003333']);
    await expectAccessible(element);
  });
});

describe('the words about the loss', () => {
  it('follow the inputs and what is to come out', async () => {
    const words = async (input: Parameters<typeof parseExperiment>[0]) => {
      const element = document.createElement('antipode-formulas') as HTMLElement & {
        experiment: unknown;
      };
      element.experiment = parseExperiment(input);
      return textOf(await show(element));
    };
    const positive = await words({ model: 'relu-output' });
    expect(positive).toContain('a random number from 0 to 1');
    expect(positive).not.toContain('|');
    expect(positive).toContain('a batch of fresh samples');
    const sets = await words({ model: 'relu-output', dataset: { samples: 5 }, unitInputs: true });
    expect(sets).toContain('scaled to length 1');
    expect(sets).toContain('all samples of the data set');
    const signed = await words({ model: 'absolute-value' });
    expect(signed).toContain('a random number from −1 to 1');
    expect(signed.replace(/\s/g, '')).toContain('|xi|−yi′');
  });
});

describe('the dictionary', () => {
  const experiment = parseExperiment({
    model: 'relu-output',
    features: 3,
    hidden: 2,
    instances: 1,
    featureProbability: [0.1],
    steps: 3,
  });
  const spec = { entries: 4, l1: 0.2, batch: 64, steps: 40, learningRate: 0.01 };

  it('trains one once the model is trained, and reads features and entries', async () => {
    const live = liveOf(experiment, { step: 2, w: Float32Array.from(W) });
    const element = await figure('antipode-dictionary', live);
    Object.assign(element, { spec });
    await eventually(() => expect(textOf(element)).toContain('once the model is'));
    live.receive(snapshotOf(experiment, { step: 3, w: Float32Array.from(W) }));
    await eventually(
      () => expect(textOf(element)).toMatch(/ Mean max cosine similarity 0\.\d{3} over the 3 of 3/),
      20_000,
    );
    await eventually(() => expect(live.trained!.dictionaries?.step).toBe(40), 20_000);
    const [first] = await readings(element, 1);
    expect(first).toMatch(/^Feature 0, ‖W‖ = 1\.00: entry \d is nearest, cosine 0\.\d{3}\.$/);
    const rows = await tableOf(element);
    expect(rows.map(([feature, stored]) => [feature, stored])).toEqual(
      [0, 1, 2].map((i) => [String(i), 'yes']),
    );
    await expectAccessible(element);
  });

  it('waits for its button where the run asks for none', async () => {
    const live = liveOf(experiment, { step: 3, w: Float32Array.from(W) });
    const element = await figure('antipode-dictionary', live);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(live.trained!.dictionaries).toBeNull();
    button(element, 'Train a dictionary on the weights as they are').click();
    await eventually(() => expect(live.trained!.dictionaries).not.toBeNull(), 20_000);
    element.remove(); // ends its worker
  });
});
