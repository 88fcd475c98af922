import { beforeEach, describe, expect, test } from 'vitest';
import '../../src/ui/antipode-settings';
import type { AntipodeSettings } from '../../src/ui/antipode-settings';
import { parseExperiment, presets, type Experiment } from '../../src/train/index';
import { checkDraft, draftOf, FIELD_NAMES } from '../../src/ui/settings-draft';
import { FIELD_GROUPS } from '../../src/ui/settings-fields';
import { button, expectAccessible, experimentOf, find, show } from './page';

let element: AntipodeSettings;
let sent: Experiment[];

beforeEach(async () => {
  element = document.createElement('antipode-settings') as AntipodeSettings;
  element.experiment = experimentOf({ seed: 7 });
  sent = [];
  element.addEventListener('antipode-experiment', (e) => sent.push((e as CustomEvent).detail));
  await show(element);
});

const input = (name: string) => find<HTMLInputElement>(element, `#${name}`);

async function type(name: string, value: string): Promise<void> {
  const field = input(name);
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await element.updateComplete;
}

async function apply(): Promise<void> {
  button(element, 'Apply').click();
  await element.updateComplete;
}

describe('<antipode-settings>', () => {
  test('sends what was typed, as numbers, spaces and exponents allowed', async () => {
    await type('steps', '20 000');
    await type('learningRate', '3e-3');
    await type('initStd', '0.1');
    await type('initBias', '-0.02');
    await apply();
    expect(sent).toEqual([
      experimentOf({
        seed: 7,
        steps: 20_000,
        optimizer: { learningRate: 0.003 },
        initStd: 0.1,
        initBias: -0.02,
      }),
    ]);
  });

  test('says at the field what is wrong, keeps what was typed, and sends nothing', async () => {
    await type('features', '0');
    await type('learningRate', 'fast');
    await apply();
    expect(sent).toEqual([]);
    expect(find(element, '#features-error').textContent).toBe(
      '“0” does not work; allowed is a whole number from 1 to 1024.',
    );
    expect(find(element, '#learningRate-error').textContent).toContain('a number above 0');
    expect(input('features').getAttribute('aria-invalid')).toBe('true');
    expect(input('features').getAttribute('aria-describedby')).toContain('features-error');
    expect([input('features').value, input('learningRate').value]).toEqual(['0', 'fast']);
    expect(input('hidden').getAttribute('aria-invalid')).toBe('false');
    expect(element.shadowRoot!.activeElement).toBe(input('features'));

    await type('features', '6');
    expect(input('features').getAttribute('aria-invalid')).toBe('false');
    expect(input('learningRate').value).toBe('fast');
  });

  test.each([
    ['learningRate', '0,5', 'Write a point for decimals.'],
    ['learningRate', '1,024', 'Write a point for decimals.'],
    ['features', '0b100', 'does not work'],
    ['features', '0x10', 'does not work'],
    ['features', '010', 'does not work'],
    ['features', '3 5', 'does not work'],
    ['attack', '0,5', 'Write a point for decimals, and a comma and a space between numbers.'],
    ['attack', '1,024', 'Write a point for decimals, and a comma and a space'],
    ['attack', '0.5 1', 'does not work'],
    ['samples', '3 5', 'does not work'],
  ])('%s: “%s” is not guessed at', async (name, typed, message) => {
    await type(name, typed);
    await apply();
    expect(sent).toEqual([]);
    expect(find(element, `#${name}-error`).textContent).toContain(message);
  });

  test('the page’s own minus sign is one', async () => {
    await type('initBias', '−0.5');
    await apply();
    expect(sent.at(-1)!.initBias).toBe(-0.5);
  });

  test('Restore defaults puts the preset’s settings in the place of all that was typed', async () => {
    element.defaults = experimentOf({ seed: 7, features: 8 });
    await type('learningRate', 'fast');
    button(element, 'Restore defaults').click();
    await element.updateComplete;
    expect(sent).toEqual([element.defaults]);
    expect([input('learningRate').value, input('features').value]).toEqual(['0.001', '8']);
    expect(element.shadowRoot!.querySelector('.error')).toBeNull();
    // Nothing is trained anew where only the fields differ.
    element.experiment = element.defaults;
    await element.updateComplete;
    await type('steps', 'x');
    button(element, 'Restore defaults').click();
    await element.updateComplete;
    expect([input('steps').value, sent.length]).toEqual(['10000', 1]);
  });

  test('replicas come with what was typed, or with the reason why not', async () => {
    await type('steps', '500');
    button(element, 'Train 8 replicas').click();
    await element.updateComplete;
    expect(sent).toEqual([experimentOf({ seed: 7, steps: 500, replicas: 8 })]);
    await type('batch', '0');
    button(element, 'Train 8 replicas').click();
    await element.updateComplete;
    expect(sent).toHaveLength(1);
    expect(find(element, '#batch-error').textContent).toContain('allowed is');
    expect(input('steps').value).toBe('500');
  });

  test('another seed leaves what was typed', async () => {
    await type('steps', '500');
    element.experiment = { ...element.experiment, seed: 9 };
    await element.updateComplete;
    expect([input('steps').value, input('seed').value]).toEqual(['500', '9']);
  });

  test('an empty field is a complaint, not a zero', async () => {
    await type('seed', '');
    await apply();
    expect(sent).toEqual([]);
    expect(find(element, '#seed-error').textContent).toContain('Nothing is typed here');
  });

  test('too many models are said at the replicas', async () => {
    await type('instances', '16384');
    await type('replicas', '9');
    await apply();
    expect(sent).toEqual([]);
    expect(find(element, '#replicas-error').textContent).toContain('at most 131072');
  });

  test('a set must come out even, which is said at the features; without sets its size is idle', async () => {
    await type('setSize', '3');
    await apply();
    expect(sent.at(-1)!.sets).toBe(null);
    await type('setKind', 'correlated');
    await apply();
    expect(sent.length).toBe(1);
    expect(find(element, '#features-error').textContent).toContain('a multiple of 3');
    await type('features', '6');
    await apply();
    expect(sent.at(-1)!.sets).toEqual({ size: 3, kind: 'correlated' });
  });

  test('a map has whole rows, which is said at the instances, and keeps its feature', async () => {
    await type('rows', '4');
    await apply();
    expect(sent).toEqual([]);
    expect(find(element, '#instances-error').textContent).toContain('a multiple of 4');
    await type('instances', '20');
    await apply();
    expect(sent.at(-1)!.grid).toEqual({ rows: 4, feature: 4, from: 10, to: 0.1 });
    await type('rows', 'x');
    await apply();
    expect(sent).toHaveLength(1);
    expect(find(element, '#rows-error').textContent).toContain('a whole number from 1 to 16384');
  });

  test('data sets and attacks, of one size or one a model', async () => {
    await type('samples', '20');
    await type('unitInputs', 'yes');
    await apply();
    expect(sent.at(-1)).toMatchObject({ dataset: { samples: 20 }, unitInputs: true });
    await type('instances', '3');
    await type('samples', '4, 8, 1 000');
    await apply();
    expect(sent.at(-1)!.dataset).toEqual({ samples: [4, 8, 1000] });
    await type('samples', '4, 8');
    await apply();
    expect(find(element, '#samples-error').textContent).toContain('a list of 3, one for each');
    await type('samples', '4, eight');
    await apply();
    expect(find(element, '#samples-error').textContent).toContain('“4, eight” does not work');
    await type('samples', '4, 8, 16');
    await type('attack', '0, 0.2, 0.8');
    await apply();
    expect(find(element, '#attack-error').textContent).toContain('data set');
    await type('samples', '0');
    await apply();
    expect(sent.at(-1)).toMatchObject({ dataset: null, attack: [0, 0.2, 0.8] });
    expect(sent).toHaveLength(3);
  });

  test('a warm-up longer than the run is said at the warm-up', async () => {
    await type('steps', '50');
    await type('warmup', '51');
    await apply();
    expect(sent).toEqual([]);
    expect(find(element, '#warmup-error').textContent).toContain('from 0 to 50');
  });

  test('absolute values come with inputs of both signs, unless others are asked for', async () => {
    await type('model', 'absolute-value');
    expect(input('inputs').value).toBe('signed');
    await apply();
    expect(sent.at(-1)).toEqual(experimentOf({ seed: 7, model: 'absolute-value' }));
    await type('inputs', 'positive');
    await type('schedule', 'cosine');
    await apply();
    expect(sent.at(-1)).toEqual(
      experimentOf({
        seed: 7,
        model: 'absolute-value',
        inputs: 'positive',
        optimizer: { schedule: 'cosine' },
      }),
    );
    await type('model', 'hidden-relu');
    expect(input('inputs').value).toBe('positive');
  });

  test('offers eight replicas in one click, and the way back', async () => {
    button(element, 'Train 8 replicas').click();
    expect(sent).toEqual([{ ...element.experiment, replicas: 8 }]);
    expect(button(element, 'Undo').disabled).toBe(true);
    element.canUndo = true;
    await element.updateComplete;
    const undone = new Promise((resolve) => element.addEventListener('antipode-undo', resolve));
    button(element, 'Undo').click();
    await undone;
  });

  test('is accessible, with and without complaints', async () => {
    await expectAccessible(element);
    await type('features', 'many');
    await expectAccessible(element);
  });
});

test('every setting has a field', () => {
  const shown = FIELD_GROUPS.flatMap(({ fields }) => fields.map(({ name }) => name));
  expect([...shown].sort()).toEqual([...FIELD_NAMES].sort());
});

test('many instances fit where the batch is small', () => {
  const experiment = experimentOf({ instances: 16_384, features: 2, hidden: 1, batch: 8 });
  expect(checkDraft(draftOf(experiment))).toEqual({ experiment, complaints: null });
});

test('an experiment survives the form', () => {
  const experiment = parseExperiment({
    model: 'hidden-relu',
    inputs: 'signed',
    sets: { size: 4, kind: 'anticorrelated' },
    features: 20,
    hidden: 5,
    featureProbability: { from: 0.5, to: 0.0001, scale: 'linear' },
    optimizer: { name: 'sgd', learningRate: 0.5, weightDecay: 0, schedule: 'linear', warmup: 9 },
    initStd: 0.01,
  });
  expect(checkDraft(draftOf(experiment)).experiment).toEqual(experiment);
});

test.each(
  [...presets.values()].flatMap(({ name, runs }) => runs.map((run) => [name, run] as const)),
)('the form says all of %s', (_, { experiment, paper = experiment }) => {
  for (const given of [experiment, paper]) {
    expect(checkDraft(draftOf(given), given)).toEqual({ experiment: given, complaints: null });
  }
});
