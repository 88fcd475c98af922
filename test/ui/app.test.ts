import { afterEach, describe, expect, test, vi } from 'vitest';
import '../../src/ui/index';
import type { AntipodeApp } from '../../src/ui/index';
import { editedMarker } from '../../src/ui/edited-marker';
import { engineWish, type Client, type Connect } from '../../src/ui/run-controller';
import type { Command, Event } from '../../src/train/index';
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

const experiment = experimentOf({ steps: 50, seed: 1 });

/** A worker that does only what the test says. */
function puppet() {
  const commands: Command[] = [];
  let listener: (event: Event) => void = () => undefined;
  let closed = 0;
  const connect: Connect = (listen): Client => {
    listener = listen;
    return { send: (command) => commands.push(command), close: () => closed++ };
  };
  const types = () => commands.map(({ type }) => type).filter((type) => type !== 'visible');
  return { connect, types, commands, tell: (e: Event) => listener(e), closed: () => closed };
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
    await eventually(() => expect(textOf(app)).toContain('All steps are made'));
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
    tell({ type: 'snapshot', snapshot: snapshotOf(experiment, { step: 3, nonfinite: 12 }) });
    await eventually(() =>
      expect(textOf(app)).toContain(
        'Training diverged: 12 of the weights are not finite. Lower the learning rate and reset.',
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
    editedMarker.clear();
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
    if (crashed) editedMarker.set({ kernel: 'train_small', where: 'model' });
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
    button(find(app, 'antipode-settings'), 'Undo').click();
    expect(commands.at(-1)).toMatchObject({ type: 'open', experiment: { seed } });
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
