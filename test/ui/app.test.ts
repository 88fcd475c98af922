import { afterEach, describe, expect, test, vi } from 'vitest';
import '../../src/ui/index';
import type { AntipodeApp } from '../../src/ui/index';
import { engineWish, type Client, type Connect } from '../../src/ui/run-controller';
import { presets, type Command, type Event } from '../../src/train/index';
import { send } from '../../src/ui/events';
import {
  button,
  eventually,
  expectAccessible,
  experimentOf,
  factsOf,
  find,
  show,
  snapshotOf,
  textOf,
} from './page';

/** The mark of a page that its edited kernel ended. */
const LEFT = 'antipode.edited-running.earlier';

const experiment = experimentOf({ steps: 50, seed: 1 });

/** A worker that does only what the test says. */
function puppet() {
  const commands: Command[] = [];
  let listener: (event: Event, run?: number) => void = () => undefined;
  let closed = 0;
  const connect: Connect = (listen): Client => {
    listener = listen;
    return { send: (command) => commands.push(command), close: () => closed++ };
  };
  const types = () => commands.map(({ type }) => type).filter((type) => type !== 'visible');
  return {
    connect,
    types,
    commands,
    tell: (e: Event, run?: number) => listener(e, run),
    closed: () => closed,
  };
}

async function appWith(connect?: Connect): Promise<AntipodeApp> {
  const app = document.createElement('antipode-app') as AntipodeApp;
  if (connect) app.connect = connect;
  return show(app);
}

const settled = (app: AntipodeApp) => app.updateComplete;
const press = (key: string, target: EventTarget = document.body, init: KeyboardEventInit = {}) =>
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...init }),
  );

afterEach(() => document.body.replaceChildren());

describe('each state is rendered with a sentence that says what to do', () => {
  test('starting, ready, running, paused', async () => {
    const { connect, tell } = puppet();
    const app = await appWith(connect);
    expect(textOf(app)).toContain('Starting: looking for a graphics adapter');
    tell({ type: 'ready', facts: factsOf(experiment) });
    await eventually(() => expect(textOf(app)).toContain('Press Run to train'));
    tell({ type: 'running' });
    await eventually(() => expect(textOf(app)).toContain('Training. Press Pause'));
    tell({ type: 'paused', step: 20, done: false });
    await eventually(() => expect(textOf(app)).toContain('30 steps to go'));
    tell({ type: 'paused', step: 50, done: true });
    await eventually(() => expect(textOf(app)).toContain('Done. Replay shows'));
    expect(app.dataset.state).toBe('paused');
  });

  test('without WebGPU: the CPU reference, and why', async () => {
    const { connect, tell } = puppet();
    const app = await appWith(connect);
    tell({ type: 'ready', facts: factsOf(experiment, { reason: 'There is no adapter.' }) });
    await eventually(() => {
      expect(textOf(find(app, '[data-notice="cpu"]'))).toMatch(/CPU reference.*no adapter/);
    });
    expect(textOf(find(app, 'antipode-device'))).toContain('CPU reference');
    expect(textOf(find(app, 'antipode-calls'))).toContain('float64 TypeScript');
  });

  test('lost: a button begins the same experiment in a new worker', async () => {
    const { connect, tell, types, closed } = puppet();
    const app = await appWith(connect);
    tell({ type: 'ready', facts: factsOf(experiment) });
    tell({ type: 'lost', message: 'The driver went away.' });
    await eventually(() => expect(textOf(app)).toContain('The driver went away.'));
    expect(find<HTMLElement>(app, '[data-notice="lost"]').getAttribute('role')).toBe('alert');
    expect(button(app, 'Run').disabled).toBe(true);
    button(app, 'Start again').click();
    await settled(app);
    expect(closed()).toBe(1);
    expect(types()).toEqual(['open', 'open']);
    expect(app.dataset.state).toBe('starting');
  });

  test('failed: start again, or on the CPU reference', async () => {
    const { connect, tell, commands } = puppet();
    const app = await appWith(connect);
    tell({ type: 'failed', message: 'Shader add.wgsl, line 3' });
    await eventually(() => expect(textOf(app)).toContain('Shader add.wgsl, line 3'));
    await expectAccessible(app);
    button(app, 'Use the CPU reference').click();
    expect(commands.at(-1)).toMatchObject({ type: 'open', engine: 'cpu' });
  });

  test('unsupported: says so, and offers the CPU reference', async () => {
    const notice = document.createElement('antipode-notice');
    notice.state = { kind: 'unsupported', message: 'No WebGPU here.' };
    await show(notice);
    expect(textOf(notice)).toMatch(/cannot train on the GPU.*No WebGPU here\./);
    const asked = new Promise((resolve) => notice.addEventListener('antipode-use-cpu', resolve));
    button(notice, 'Use the CPU reference').click();
    await asked;
  });

  test('diverged: how many, and what to do', async () => {
    const { connect, tell } = puppet();
    const app = await appWith(connect);
    tell({ type: 'ready', facts: factsOf(experiment) });
    // Two models of ten weights.
    const w = new Float32Array(100).fill(NaN, 0, 12);
    tell({ type: 'snapshot', snapshot: snapshotOf(experiment, { step: 3, w, nonfinite: 12 }) });
    await eventually(() =>
      expect(textOf(app)).toContain(
        'Training diverged: 2 of 10 models are no longer finite. The first was W of instance 0, between step 0 and step 3. Lower the learning rate and reset.',
      ),
    );
  });
});

describe('the start page', () => {
  /** What the browser says of motion; all else as it is. */
  function motion(reduced: boolean): void {
    const real = window.matchMedia.bind(window);
    vi.spyOn(window, 'matchMedia').mockImplementation((query) => {
      const list = real(query);
      if (query.includes('reduced-motion')) {
        Object.defineProperty(list, 'matches', { value: reduced });
      }
      return list;
    });
  }
  async function opened(hash: string) {
    history.replaceState(null, '', hash);
    const { connect, tell, types } = puppet();
    const app = await appWith(connect);
    tell({ type: 'ready', facts: factsOf(app.run.experiment) });
    await settled(app);
    return types();
  }
  afterEach(() => {
    vi.restoreAllMocks();
    localStorage.removeItem(LEFT);
    history.replaceState(null, '', '#/');
  });

  test('trains by itself', async () => {
    motion(false);
    expect(await opened('#/')).toEqual(['open', 'run']);
  });

  test.each([
    ['where motion is not welcome', '#/', true, false],
    ['after an edited kernel took the page down', '#/', false, true],
    ['where another experiment is opened', '#/experiments/basic-results', false, false],
    ['on the list of experiments', '#/experiments', false, false],
  ])('waits %s', async (_, hash, reduced, crashed) => {
    motion(reduced);
    if (crashed) localStorage.setItem(LEFT, '{"kernel":"train_small","where":"model"}');
    expect(await opened(hash)).toEqual(['open']);
  });

  test('shows what a pressed plot holds beside the plots', async () => {
    const { connect, tell } = puppet();
    const app = await appWith(connect);
    const ten = experimentOf({ seed: 1 });
    tell({ type: 'ready', facts: factsOf(ten) });
    tell({ type: 'snapshot', snapshot: snapshotOf(ten) });
    const geometries = find(app, 'antipode-geometries');
    const name = () => textOf(find(find(app, 'antipode-gram'), 'h3'));
    await eventually(() => expect(name()).toContain('1 − S = 0.050'));
    const plots = geometries.shadowRoot!.querySelectorAll('antipode-geometry');
    find<HTMLButtonElement>(plots[3], 'button').click();
    await eventually(() => expect(name()).toContain('1 − S = 0.37'));
  });

  test('has the way to what comes next', async () => {
    const app = await appWith(puppet().connect);
    const next = find<HTMLAnchorElement>(find(app, 'antipode-ways'), '.next');
    expect(next.textContent).toMatch(/next: .+ →/);
    expect(next.hash).toBe('#/experiments/basic-results');
  });

  test('says what S is before it first says 1 − S of a model', async () => {
    const text = textOf(find(await appWith(puppet().connect), 'antipode-geometries'));
    const before = text.slice(0, text.indexOf('1 − S = '));
    expect(before).toContain('sparsity: how often it is off');
  });
});

describe('controls', () => {
  async function ready() {
    const { connect, tell, types, commands } = puppet();
    const app = await appWith(connect);
    tell({ type: 'ready', facts: factsOf(experiment) });
    await settled(app);
    return { app, tell, types, commands };
  }

  test('keys: space runs and pauses, s steps, r resets', async () => {
    const { app, types } = await ready();
    press(' ');
    expect(app.run.state.kind).toBe('running');
    press(' ');
    press('s');
    press('r');
    expect(types()).toEqual(['open', 'run', 'pause', 'step', 'reset']);
  });

  test('keys are left alone while typing, with modifiers, and space on a button', async () => {
    const { app, types } = await ready();
    press(' ', find(app, '#steps'));
    press('s', find(app, '#steps'));
    press('r', document.body, { ctrlKey: true });
    press(' ', button(app, 'Run'));
    press('s', document.body, { repeat: true });
    expect(types()).toEqual(['open']);
  });

  test('a new seed goes on training; undo brings the old one back', async () => {
    const { app, tell, types, commands } = await ready();
    const { seed } = app.run.experiment;
    button(app, 'Run').click();
    button(app, 'New seed').click();
    const opened = commands.at(-1) as Extract<Command, { type: 'open' }>;
    expect(opened.experiment.seed).not.toBe(seed);
    tell({ type: 'ready', facts: factsOf(opened.experiment) });
    expect(types()).toEqual(['open', 'run', 'open', 'run']);
    await settled(app);
    // The run that went on is kept, and Undo brings it back whole.
    button(find(app, 'antipode-settings'), 'Undo').click();
    expect(commands.at(-1)).toMatchObject({ type: 'resume', run: 1 });
    expect(app.run.experiment.seed).toBe(seed);
  });

  test('reset keeps the last run: Undo brings its steps, losses and weights back', async () => {
    const { app, tell, commands } = await ready();
    const w = new Float32Array(app.run.experiment.instances * 10).fill(0.5);
    const losses = new Float32Array(app.run.experiment.instances).fill(0.25);
    tell({ type: 'snapshot', snapshot: snapshotOf(experiment, { step: 5192, w, losses }) });
    tell({ type: 'paused', step: 5192, done: false });
    await settled(app);
    button(app, 'Reset').click();
    expect(commands.at(-1)).toMatchObject({ type: 'reset', keep: true });
    expect(app.run.live.snapshot).toBeNull();
    await eventually(() => expect(textOf(find(app, '.step'))).toContain('step 0'));
    const { run } = commands.at(-1) as Extract<Command, { type: 'reset' }>;
    tell({ type: 'ready', facts: factsOf(experiment) }, run);
    await eventually(() => expect(textOf(app)).toContain('Undo brings step 5 192 back'));
    button(find(app, 'antipode-transport'), 'Undo').click();
    expect(commands.at(-1)).toMatchObject({ type: 'resume', run: 1 });
    tell({ type: 'resumed', facts: factsOf(experiment), step: 5192, done: false }, 1);
    await eventually(() => expect(textOf(find(app, '.step'))).toContain('step 5 192'));
    expect(app.run.live.recentLoss(0)).toBeCloseTo(0.25);
    expect(app.run.live.snapshot?.w[0]).toBe(0.5);
    expect(app.run.state).toMatchObject({ kind: 'paused', step: 5192 });
  });

  test('training that stands still behind a shader that was given up gets a new worker, and says so', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { connect, tell, types, closed } = puppet();
    const app = await appWith(connect);
    tell({ type: 'ready', facts: factsOf(experiment, { engine: 'gpu' }) });
    app.run.transport('run');
    send(app, 'antipode-device-busy', null);
    vi.advanceTimersByTime(5_000);
    tell({ type: 'snapshot', snapshot: snapshotOf(experiment) });
    vi.advanceTimersByTime(20_000);
    expect([closed(), app.run.restarted]).toEqual([0, false]); // it moved

    send(app, 'antipode-device-busy', null);
    vi.advanceTimersByTime(11_000);
    vi.useRealTimers();
    expect([closed(), app.run.restarted]).toEqual([1, true]);
    tell({ type: 'ready', facts: factsOf(experiment, { engine: 'gpu' }) });
    expect(types().slice(-2)).toEqual(['open', 'run']);
    await eventually(() =>
      expect(textOf(find(app, 'antipode-notice'))).toContain('Started again.'),
    );
  });

  test('after the last step of a falling schedule, going on has a constant rate', async () => {
    const { app, tell, types, commands } = await ready();
    const falling = experimentOf({ steps: 50, optimizer: { schedule: 'cosine' } });
    app.run.change(falling);
    tell({ type: 'ready', facts: factsOf(falling) });
    tell({ type: 'paused', step: 50, done: true });
    await eventually(() => expect(textOf(app)).toContain('has brought the learning rate to 0'));
    button(app, 'Continue for 50 more steps').click();
    expect(types().slice(-2)).toEqual(['adjust', 'run']);
    expect(commands.at(-2)).toMatchObject({ experiment: { optimizer: { schedule: 'constant' } } });
  });

  test('when a run is done it can be shown again', async () => {
    const { app, tell } = await ready();
    for (const step of [0, 25, 50]) {
      tell({ type: 'snapshot', snapshot: snapshotOf(experiment, { step }) });
    }
    tell({ type: 'paused', step: 50, done: true });
    await settled(app);
    const shown: number[] = [];
    const stop = app.run.live.subscribe(() => shown.push(app.run.live.past?.step ?? -1));
    button(app, 'Replay').click();
    await eventually(() => expect(new Set(shown)).toEqual(new Set([0, 25, 50, -1])), 12_000);
    stop();
  });

  test('single keys can be switched off', async () => {
    const { app, types } = await ready();
    const off = find<HTMLInputElement>(app, 'input[name="keys"]');
    off.click();
    press(' ');
    press('r');
    expect(types()).toEqual(['open']);
    off.click();
    press(' ');
    expect(types()).toEqual(['open', 'run']);
  });

  test('a snapshot that was drawn is answered', async () => {
    const { tell, types } = await ready();
    tell({ type: 'snapshot', snapshot: snapshotOf(experiment) });
    await eventually(() => expect(types()).toEqual(['open', 'drawn']));
  });

  test('selecting an instance moves the figures below to it', async () => {
    const { app } = await ready();
    const plots = find(app, 'antipode-geometries').shadowRoot!.querySelectorAll(
      'antipode-geometry',
    );
    find<HTMLButtonElement>(plots[2], 'button').click();
    await eventually(() => expect(textOf(find(app, 'antipode-gram'))).toContain('1 − S = 0.51'));
    expect(find(plots[2], 'button').getAttribute('aria-pressed')).toBe('true');
    expect(find(plots[9], 'button').getAttribute('aria-pressed')).toBe('false');
  });
});

describe.each(['cpu', 'gpu'] as const)('with the real worker on the %s', (engine) => {
  test('trains: the loss falls, one step is one step, reset brings the first weights back', async () => {
    const app = document.createElement('antipode-app') as AntipodeApp;
    await show(app);
    app.run.startAgain(engine);
    const ended = () => expect(app.dataset.state).toBe('ready');
    await eventually(ended, 30_000);
    await eventually(() => expect(app.run.live.snapshot).not.toBeNull());
    const first = [...app.run.live.snapshot!.w];

    app.run.change(experimentOf({ ...app.run.experiment, batch: 64, steps: 150 }));
    await eventually(ended, 30_000);
    button(app, 'Run').click();
    await eventually(() => expect(app.run.live.snapshot?.step).toBe(150), 60_000);
    await eventually(() => expect(app.dataset.state).toBe('paused'));
    const { history } = app.run.live;
    expect(history.latest(9)).toBeLessThan(history.lossOf(0, 9));
    await eventually(() => expect(textOf(app)).toContain('Newest: step 150'));

    button(app, 'Step').click();
    await eventually(() => expect(app.run.live.snapshot?.step).toBe(151));
    button(app, 'Reset').click();
    await eventually(() => expect(app.run.live.snapshot?.step).toBe(0), 30_000);
    expect([...app.run.live.snapshot!.w]).toEqual(first);
    const calls = find(app, 'antipode-calls').shadowRoot!.querySelectorAll('details');
    expect(calls.length > 0).toBe(engine === 'gpu');
    if (engine === 'gpu') {
      calls[0].open = true;
      await eventually(() => expect(textOf(calls[0])).toContain('@compute'));
    }
    await expectAccessible(app);
  });
});

describe('places of the page', () => {
  const go = async (app: AntipodeApp, hash: string) => {
    const heard = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    location.hash = hash;
    await heard;
    await app.updateComplete;
  };
  afterEach(() => history.replaceState(null, '', location.pathname + location.search));

  test('an experiment that is left is kept, paused, and clears at once what stood of it', async () => {
    const { connect, tell, commands, types } = puppet();
    const app = await appWith(connect);
    const seen = () => textOf(find(app, 'antipode-geometry'));
    tell({ type: 'ready', facts: factsOf(app.run.experiment) });
    const losses = new Float32Array(10).fill(0.25);
    tell({ type: 'snapshot', snapshot: snapshotOf(app.run.experiment, { step: 40, losses }) });
    tell({ type: 'paused', step: 40, done: false });
    await eventually(() => expect(seen()).toContain('0.25'));
    await go(app, '#/experiments/basic-results');
    expect(commands.at(-1)).toMatchObject({ type: 'open', keep: true, run: 2 });
    expect(app.run.live.trained).toBeNull();
    expect(textOf(find(app, 'main:not([hidden])'))).not.toContain('0.25');
    await go(app, '#/');
    expect(types().at(-1)).toBe('resume');
    await eventually(() => expect(seen()).toContain('0.25'));
    expect(find<HTMLElement>(app, 'antipode-transport').dataset.step).toBe('40');
  });

  test('the address carries what differs, and brings it back', async () => {
    const { connect, tell, commands } = puppet();
    const app = await appWith(connect);
    tell({ type: 'ready', facts: factsOf(app.run.experiment) });
    app.run.change({ ...app.run.experiment, seed: 7, features: 6 });
    await eventually(() => expect(location.hash).toBe('#/?n=6&seed=7'));
    await go(app, '#/?n=4&seed=3');
    expect(commands.at(-1)).toMatchObject({ type: 'open', experiment: { features: 4, seed: 3 } });
    await go(app, '#/?n=0');
    expect(textOf(app)).toContain('“n” does not work: features: was given 0, allowed is');
    await expectAccessible(app);
  });

  test('asks before the run of an experiment that was left ends', async () => {
    const { connect, tell, commands } = puppet();
    const app = await appWith(connect);
    const train = () => {
      const run = (commands.filter(({ type }) => type === 'open').at(-1) as { run: number }).run;
      const { experiment: open } = app.run;
      tell({ type: 'ready', facts: factsOf(open) }, run);
      tell({ type: 'paused', step: 5, done: false }, run);
      app.run.live.receive(snapshotOf(open, { step: 5 }));
    };
    const names = [...presets.keys()].slice(1, 9);
    for (const name of names) {
      train();
      await go(app, `#/experiments/${name}`);
    }
    expect(app.run.place.preset.name).toBe(names.at(-2));
    await eventually(() => expect(textOf(app)).toContain('at step 5, has to end'));
    button(app, 'Stay here').click();
    await settled(app);
    await eventually(() => expect(location.hash).toBe(`#/experiments/${names.at(-2)}`));
    await go(app, `#/experiments/${names.at(-1)}`);
    button(app, 'End it and open').click();
    await settled(app);
    expect(commands.some((command) => command.type === 'forget' && command.run === 1)).toBe(true);
    expect(app.run.place.preset.name).toBe(names.at(-1));
  });

  test('the bench is a view: training goes on, and waits for a measurement', async () => {
    const { connect, tell, types, closed } = puppet();
    const app = await appWith(connect);
    let opened = 0;
    app.openBench = (peers) => {
      opened++;
      const room = document.createElement('section');
      room.className = peers ? 'libraries' : 'bench';
      return Promise.resolve(Object.assign(room, { focusHeading: () => undefined }));
    };
    tell({ type: 'ready', facts: factsOf(experiment) });
    button(app, 'Run').click();
    await go(app, '#/bench');
    await eventually(() => expect(find<HTMLElement>(app, 'section.bench').hidden).toBe(false));
    expect(document.title).toContain('how fast the kernels are');
    await go(app, '#/bench/libraries');
    await eventually(() => expect(find<HTMLElement>(app, 'section.libraries').hidden).toBe(false));
    const room = find<HTMLElement>(app, 'section.bench');
    expect(room.hidden).toBe(true);
    await go(app, '#/bench');
    expect([room.hidden, opened, closed(), types().join()]).toEqual([false, 2, 0, 'open,run']);
    room.dispatchEvent(new CustomEvent('bench-run', { bubbles: true, composed: true }));
    expect(types().at(-1)).toBe('pause');
  });
});

test('the address chooses the engine', () => {
  expect(engineWish('?engine=cpu')).toBe('cpu');
  expect(engineWish('?a=1&engine=gpu')).toBe('gpu');
  expect(engineWish('?engine=abacus')).toBe('auto');
  expect(engineWish('')).toBe('auto');
});
