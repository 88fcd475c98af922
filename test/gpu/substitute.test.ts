// An edited kernel in the running model: it changes what training does, keeps step and parameters, and goes again.
import { afterEach, describe, expect, it } from 'vitest';
import { openGpu } from '../../src/gpu/index';
import { kernelEntry } from '../../src/kernels/index';
import {
  parseExperiment,
  type Command,
  type Event,
  type ProgramWish,
  type Snapshot,
} from '../../src/train/index';
import { SessionServer } from '../../src/train/server';
import { memoryStore } from './gpu';

const experiment = parseExperiment({ model: 'relu-output', instances: 2, batch: 64, steps: 200 });
const ADAMW = kernelEntry('adamw').source;
/** Walks up the gradient instead of down. */
const UPHILL = ADAMW.replace('decayed - schedule', 'decayed + schedule');

let end: () => void = () => undefined;
afterEach(() => end());

/** A session, and a way to send a command and wait for the answer of a type. */
async function session(engine: 'gpu' | 'cpu' = 'gpu', program: ProgramWish = 'stepwise') {
  let listen: (event: Event) => void = () => undefined;
  let lose: () => void = () => undefined;
  const server = new SessionServer({
    emit: (event) => {
      if (event.type === 'snapshot') queueMicrotask(() => server.handle({ type: 'drawn' }));
      listen(event);
    },
    choices: memoryStore(),
    openGpu: async () => {
      const gpu = await openGpu();
      lose = () => gpu.destroy();
      return gpu;
    },
  });
  end = () => lose();
  const ask = <T extends Event['type']>(
    command: Command,
    type: T,
    fits: (event: Extract<Event, { type: T }>) => boolean = () => true,
  ) =>
    new Promise<Extract<Event, { type: T }>>((resolve, reject) => {
      listen = (event) => {
        if (event.type === 'failed') reject(new Error(event.message));
        const wanted = event as Extract<Event, { type: T }>;
        if (event.type === type && fits(wanted)) resolve(wanted);
      };
      server.handle(command);
    });
  const ready = await ask({ type: 'open', experiment, engine, program }, 'ready');
  const shot = async (command: Command, step: number): Promise<Snapshot> =>
    (await ask(command, 'snapshot', ({ snapshot }) => snapshot.step === step)).snapshot;
  return { ask, shot, ready };
}

it('takes effect, keeps the step, outlives a reset, and the original can be put back', async () => {
  const { ask, shot, ready } = await session();
  expect(ready.facts.edited).toEqual([]);
  await shot({ type: 'step' }, 1);
  const told = await ask({ type: 'substitute', kernel: 'adamw', code: UPHILL }, 'substituted');
  expect(told.edited).toEqual(['adamw']);
  expect(told.calls.find(({ kernel }) => kernel === 'adamw')?.source).toBe(UPHILL);
  const uphill = await shot({ type: 'step' }, 2);

  const reset = await ask({ type: 'reset' }, 'ready');
  expect(reset.facts.edited).toEqual(['adamw']);
  const back = await ask({ type: 'substitute', kernel: 'adamw', code: null }, 'substituted');
  expect(back.edited).toEqual([]);
  await shot({ type: 'step' }, 1);
  const downhill = await shot({ type: 'step' }, 2);
  expect(Array.from(uphill.w)).not.toEqual(Array.from(downhill.w));
});

it('the original text, guarded, trains to the same bits', async () => {
  const { ask, shot } = await session();
  const plain = await shot({ type: 'run' }, 200);
  await ask({ type: 'reset' }, 'ready');
  for (const kernel of ['adamw', 'matmul_coalesced', 'column_sum']) {
    const code = kernelEntry(kernel).source;
    await ask({ type: 'substitute', kernel, code }, 'substituted');
  }
  const guarded = await shot({ type: 'run' }, 200);
  expect(Array.from(guarded.w)).toEqual(Array.from(plain.w));
});

it('what does not compile is refused at its line, and training goes on as it was', async () => {
  const { ask, shot } = await session();
  const code = ADAMW.replace('decayed - schedule', 'decayed - nothing');
  const refused = await ask({ type: 'substitute', kernel: 'adamw', code }, 'refused');
  const line = code.split('\n').findIndex((text) => text.includes('nothing.')) + 1;
  expect(refused.messages[0].line).toBe(line);
  expect((await shot({ type: 'run' }, 200)).nonfinite).toBe(0);
});

it('a kernel without an entry point, or of no part in the model, is refused with a sentence', async () => {
  const { ask } = await session();
  const none = await ask({ type: 'substitute', kernel: 'adamw', code: 'fn f() {}' }, 'refused');
  expect(none.messages[0].line).toBe(0);
  const other = await ask({ type: 'substitute', kernel: 'gelu', code: ADAMW }, 'refused');
  expect(other.messages[0].text).toContain('gelu takes no part in this model’s stepwise program');
});

it('an infinite loop is ended at every step, and training goes on', async () => {
  const { ask, shot } = await session();
  const code = ADAMW.replace(/fn main\([^{]*\{/, (head) => `${head} while (true) { }`);
  expect(code).not.toBe(ADAMW);
  await ask({ type: 'substitute', kernel: 'adamw', code }, 'substituted');
  const line = code.split('\n').findIndex((text) => text.includes('while (true)')) + 1;
  const { ended } = await shot({ type: 'step' }, 1);
  expect(ended?.length).toBeGreaterThan(0);
  for (const loops of ended!) expect(loops).toEqual({ kernel: 'adamw', lines: [line] });
  await ask({ type: 'substitute', kernel: 'adamw', code: ADAMW }, 'substituted');
  expect((await shot({ type: 'step' }, 2)).ended).toBeUndefined();
});

describe('in the fused program', () => {
  const { source } = kernelEntry('train_small');

  it('an edit takes effect, keeps the step, and the original can be put back', async () => {
    const { ask, shot, ready } = await session('gpu', 'fused');
    expect(ready.facts.program).toBe('small');
    await shot({ type: 'step' }, 1);
    const uphill = source.replace('decayed - hour.x * ((', 'decayed + hour.x * ((');
    expect(uphill).not.toBe(source);
    const code = uphill;
    const told = await ask({ type: 'substitute', kernel: 'train_small', code }, 'substituted');
    expect(told.edited).toEqual(['train_small']);
    const up = await shot({ type: 'step' }, 2);
    await ask({ type: 'substitute', kernel: 'train_small', code: null }, 'substituted');
    await ask({ type: 'reset' }, 'ready');
    await shot({ type: 'step' }, 1);
    expect([...up.w]).not.toEqual([...(await shot({ type: 'step' }, 2)).w]);
  });

  it('the original text, guarded, trains to the same bits in launches of any length', async () => {
    const { ask, shot } = await session('gpu', 'fused');
    const plain = await shot({ type: 'run' }, 200);
    await ask({ type: 'reset' }, 'ready');
    await ask({ type: 'substitute', kernel: 'train_small', code: source }, 'substituted');
    const guarded = await shot({ type: 'run' }, 200);
    expect([...guarded.w]).toEqual([...plain.w]);
  });

  it.each([
    ['the kernel', /fn main\([^{]*\{/],
    ['what every sample calls', /fn to_hidden\([^{]*\{/],
  ])('an infinite loop in %s is ended, and training goes on', async (_, head) => {
    const { ask, shot } = await session('gpu', 'fused');
    const code = source.replace(head, (text) => `${text} while (true) { }`);
    expect(code).not.toBe(source);
    await ask({ type: 'substitute', kernel: 'train_small', code }, 'substituted');
    const began = performance.now();
    const { ended } = await shot({ type: 'step' }, 1);
    const line = code.split('\n').findIndex((text) => text.includes('while (true)')) + 1;
    expect(ended).toHaveLength(1);
    expect(ended![0].lines).toContain(line);
    // The page ends a model that has not answered for ten seconds.
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('what is of the stepwise program only is refused, and an edit goes with a switch to that', async () => {
    const { ask, shot, ready } = await session('gpu', 'fused');
    const refused = await ask({ type: 'substitute', kernel: 'adamw', code: UPHILL }, 'refused');
    expect(refused.messages[0].text).toBe('adamw takes no part in this model’s fused program.');
    expect(ready.facts.kernelsOf.stepwise).toContain('adamw');
    const open = { type: 'open', experiment, engine: 'gpu', program: 'stepwise' } as const;
    expect((await ask(open, 'ready')).facts.program).toBe('stepwise');
    const told = await ask({ type: 'substitute', kernel: 'adamw', code: UPHILL }, 'substituted');
    expect(told.edited).toEqual(['adamw']);
    await shot({ type: 'step' }, 1);
  });
});

it('the CPU reference runs no shaders, and says so', async () => {
  const { ask } = await session('cpu');
  const refused = await ask({ type: 'substitute', kernel: 'adamw', code: ADAMW }, 'refused');
  expect(refused.messages[0].text).toContain('runs no shaders');
});
