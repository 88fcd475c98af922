// The choice of a program: its control, what the calls and an edited kernel say about it, and that it is kept.
import { afterEach, describe, expect, it } from 'vitest';
import '../../src/ui/index';
import '../../src/ui/kernels/index';
import '../../src/ui/kernels/antipode-substitute';
import type { AntipodeApp } from '../../src/ui/index';
import { bytes } from '../../src/ui/format';
import { programWish, rememberProgram } from '../../src/ui/program-wish';
import type { Client, Connect } from '../../src/ui/run-controller';
import type { CallDescription } from '../../src/models/index';
import type { Command, Event, SessionFacts } from '../../src/train/index';
import { button, eventually, expectAccessible, factsOf, find, show, textOf } from './page';

afterEach(() => {
  rememberProgram('auto');
  document.body.replaceChildren();
});

const call = (kernel: string): CallDescription => ({
  ...{ kernel, does: '', summary: '', file: '', source: '', constants: { WORKGROUP: 16 } },
  workgroups: [1, 1, 1],
  arrays: [],
});

const onGpu = (facts: Partial<SessionFacts> = {}) =>
  factsOf(undefined, {
    engine: 'gpu',
    adapter: { vendor: 'v', architecture: 'a', device: '', description: '', fallback: false },
    program: 'small',
    maxSteps: 800,
    calls: [call('train_small')],
    kernelsOf: { stepwise: ['adamw', 'add'], fused: ['train_small'] },
    memory: {
      bytes: 123_456,
      estimate: { parameters: 100, moments: 200, losses: 122_000, activations: 0, snapshots: 300 },
    },
    ...facts,
  });

function heard(element: HTMLElement, name = 'antipode-program'): Promise<unknown> {
  return new Promise((resolve) =>
    element.addEventListener(name, (event) => resolve((event as CustomEvent).detail), {
      once: true,
    }),
  );
}

describe('antipode-program', () => {
  it('offers three, and asks for the one that is chosen', async () => {
    const element = document.createElement('antipode-program');
    element.facts = onGpu();
    await show(element);
    const radios = [...element.shadowRoot!.querySelectorAll('input')];
    expect(radios.map(({ value, checked }) => [value, checked])).toEqual([
      ['auto', true],
      ['fused', false],
      ['stepwise', false],
    ]);
    const asked = heard(element);
    radios[2].click();
    expect(await asked).toEqual({ program: 'stepwise' });
    await expectAccessible(element);
  });

  it('is there when no session is, and not on the CPU reference', async () => {
    const element = document.createElement('antipode-program');
    await show(element);
    expect(element.shadowRoot!.querySelectorAll('input').length).toBe(3);
    element.facts = factsOf();
    await element.updateComplete;
    expect(element.shadowRoot!.querySelectorAll('input').length).toBe(0);
  });

  it('says why it is stepwise after all, and where a model is too large for that', async () => {
    const element = document.createElement('antipode-program');
    element.facts = onGpu({ program: 'stepwise', programReason: 'too long' });
    await show(element);
    expect(textOf(element)).toMatch(/could not compile the fused program.*too long/);
    element.facts = onGpu({ kernelsOf: { stepwise: [], fused: ['train_small'] } });
    await element.updateComplete;
    expect(textOf(element)).toContain('too large for the stepwise program');
  });
});

describe('the calls say what they are', () => {
  it.each([
    ['small', [call('train_small')], 'this one launch makes up to 800 training steps'],
    ['phases', [call('a'), call('b')], 'a training step is these 2 launches'],
    ['sparse', [call('a'), call('b')], 'only the features that are on are written'],
  ] as const)('%s, with a way to stepwise', async (program, calls, sentence) => {
    const element = document.createElement('antipode-calls');
    element.facts = onGpu({ program, calls });
    await show(element);
    expect(textOf(element)).toMatch(/The fused program (for sparse features )?runs/);
    expect(textOf(element)).toContain(sentence);
    const asked = heard(element, 'antipode-values');
    button(element, 'Switch to stepwise and show them').click();
    expect(await asked).toEqual({ instance: 0, sample: null });
    await expectAccessible(element);
  });

  it('stepwise, and there is nothing to switch to; nor where it cannot be', async () => {
    const element = document.createElement('antipode-calls');
    element.facts = onGpu({ program: 'stepwise', calls: [call('add'), call('adamw')] });
    await show(element);
    expect(textOf(element)).toContain('The stepwise program runs');
    expect(textOf(element)).not.toContain('Switch to stepwise');
    element.facts = onGpu({ kernelsOf: { stepwise: [], fused: ['train_small'] } });
    await element.updateComplete;
    await eventually(() => expect(() => find(element, 'button')).toThrow('nothing matches'));
  });
});

describe('an edited kernel of another program', () => {
  async function substitute(kernel: string, code: string | null, facts = onGpu()) {
    const element = document.createElement('antipode-substitute');
    Object.assign(element, { kernel, code, facts });
    return show(element);
  }

  it('is refused with a sentence, and goes along with a switch', async () => {
    const element = await substitute('adamw', 'my text');
    expect(textOf(element)).toContain(
      'adamw takes no part in the fused program, which trains the model now (train_small). It does in the stepwise program.',
    );
    expect(textOf(element)).toContain('Training starts again from the first weights.');
    expect(button(element, 'Put into the running model').disabled).toBe(true);
    const asked = heard(element);
    button(element, 'Switch to stepwise with your text').click();
    expect(await asked).toEqual({
      program: 'stepwise',
      edit: { kernel: 'adamw', code: 'my text' },
    });
    await expectAccessible(element);
  });

  it('of the fused one likewise', async () => {
    const facts = onGpu({ program: 'stepwise', calls: [call('add')] });
    const element = await substitute('train_small', null, facts);
    const asked = heard(element);
    button(element, 'Switch to fused').click();
    expect(await asked).toEqual({ program: 'fused', edit: undefined });
  });

  it('of no program of this model has nothing to be switched to', async () => {
    const element = await substitute('gelu', 'my text');
    expect(textOf(element)).toContain('gelu takes no part in the model of the experiment.');
    expect(element.shadowRoot!.querySelectorAll('button').length).toBe(1);
  });
});

it('the foot of the page tells the program, and its memory beside the estimate', async () => {
  const element = document.createElement('antipode-device');
  element.facts = onGpu();
  await show(element);
  expect(textOf(element)).toContain(
    'Memory on the device: 123 kB; estimated 123 kB = parameters 100 B + two moments 200 B + ring of losses 122 kB + snapshots 300 B.',
  );
  expect(textOf(element)).toContain('a workgroup a model, with 16 invocations a workgroup');
  await expectAccessible(element);
});

describe('the page', () => {
  async function page() {
    const commands: Command[] = [];
    let tell: (event: Event) => void = () => undefined;
    const connect: Connect = (listen): Client => {
      tell = listen;
      return { send: (command) => commands.push(command), close: () => undefined };
    };
    const app = document.createElement('antipode-app') as AntipodeApp;
    app.connect = connect;
    await show(app);
    return { app, commands, tell: (event: Event) => tell(event) };
  }

  it('opens again with the program, then with the edit, and keeps the wish', async () => {
    const { app, commands, tell } = await page();
    expect(commands.at(-1)).toMatchObject({ type: 'open', program: 'auto' });
    tell({ type: 'ready', facts: onGpu() });
    await app.updateComplete;
    app.run.useProgram('stepwise', { kernel: 'adamw', code: 'x' });
    const [open, edit] = commands.slice(-2);
    expect(open).toMatchObject({ type: 'open', program: 'stepwise' });
    expect(edit).toEqual({ type: 'substitute', kernel: 'adamw', code: 'x' });
    expect(programWish()).toBe('stepwise');
    const later = await page();
    expect(later.commands.at(-1)).toMatchObject({ type: 'open', program: 'stepwise' });
    const radio = find<HTMLInputElement>(later.app, 'input[value="stepwise"]');
    await eventually(() => expect(radio.checked).toBe(true));
  });

  it('shows the numbers of a step: switches to stepwise, stops training, and asks once', async () => {
    const { app, commands, tell } = await page();
    const types = () => commands.map(({ type }) => type).filter((type) => type !== 'visible');
    tell({ type: 'ready', facts: onGpu() });
    tell({ type: 'running' });
    await eventually(() => button(app, 'Switch to stepwise and show them'));
    button(app, 'Switch to stepwise and show them').click();
    expect(types()).toEqual(['open', 'pause', 'open']);
    expect(commands.at(-1)).toMatchObject({ program: 'stepwise' });
    const facts = onGpu({ program: 'stepwise', calls: [call('add')] });
    tell({ type: 'ready', facts });
    expect(types().slice(3)).toEqual(['step-values']); // and no run
    expect(commands.at(-1)).toMatchObject({ model: app.run.experiment.instances - 1, sample: 0 });
    tell({ type: 'running' });
    tell({ type: 'paused', step: 7, done: false });
    expect(types().slice(4)).toEqual(['step-values']);
    await eventually(() => button(app, 'Hide the numbers'));
    button(app, 'Hide the numbers').click();
    tell({ type: 'paused', step: 8, done: false });
    expect(types().slice(5)).toEqual([]);
  });

  it('goes on training if it was, and starts a new worker where the old one failed', async () => {
    const { app, commands, tell } = await page();
    tell({ type: 'ready', facts: onGpu() });
    app.run.transport('run');
    app.run.useProgram('fused');
    tell({ type: 'ready', facts: onGpu() });
    expect(commands.slice(-2).map(({ type }) => type)).toEqual(['open', 'run']);
    tell({ type: 'failed', message: 'too large' });
    await app.updateComplete;
    find<HTMLInputElement>(app, 'input[value="auto"]').click();
    expect(app.run.state.kind).toBe('starting');
    expect(commands.at(-1)).toMatchObject({ type: 'open', program: 'auto' });
  });
});

it('bytes are told in the unit that fits', () => {
  expect([7, 1234, 20_500, 3_400_000, 5e9].map(bytes)).toEqual([
    '7 B',
    '1.2 kB',
    '21 kB',
    '3.4 MB',
    '5.0 GB',
  ]);
});
