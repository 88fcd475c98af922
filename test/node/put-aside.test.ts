// Runs that are put aside while another one is open: nothing of them is lost, and they go on as if never left.
import { expect, it } from 'vitest';
import { ToyModelReference } from '../../src/models/index';
import {
  modelConfig,
  parseExperiment,
  type Command,
  type Event,
  type Experiment,
} from '../../src/train/index';
import { SessionServer } from '../../src/train/server';

const SEED = 7;
const of = (more: object = {}): Experiment =>
  parseExperiment({
    ...{ model: 'relu-output', instances: 2, batch: 8, steps: 100_000, seed: SEED },
    ...more,
  });

/** A server on the CPU reference, with a page that draws at once. */
function desk() {
  const events: { event: Event; run: number }[] = [];
  const server = new SessionServer({
    emit: (event, run) => {
      events.push({ event, run });
      if (event.type === 'snapshot') queueMicrotask(() => server.handle({ type: 'drawn' }));
    },
    openGpu: () => Promise.reject(new Error('no GPU is wanted here')),
    choices: {
      get: () => Promise.resolve(undefined),
      set: () => Promise.resolve(),
      clear: () => Promise.resolve(),
    },
  });
  const of = (run: number) => events.filter((told) => told.run === run).map(({ event }) => event);
  const snapshots = (run: number) =>
    of(run).flatMap((event) => (event.type === 'snapshot' ? [event.snapshot] : []));
  return {
    events,
    of,
    snapshots,
    send: (command: Command) => server.handle(command),
    step: (run: number) => snapshots(run).at(-1)?.step ?? -1,
    until: async (check: () => boolean) => {
      for (let wait = 0; !check(); wait++) {
        if (wait > 2000) {
          throw new Error(`never, seed ${SEED}: ${events.map((e) => e.event.type).join()}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

it('a run that was put aside while it ran goes on where it was, with every loss', async () => {
  const { send, until, step, of: told, snapshots } = desk();
  send({ type: 'open', run: 1, experiment: of(), engine: 'cpu' });
  send({ type: 'run' });
  await until(() => step(1) > 3);
  send({ type: 'open', run: 2, keep: true, experiment: of({ hidden: 1 }), engine: 'cpu' });
  send({ type: 'step' });
  await until(() => step(2) === 1);
  // The other run, which is not kept, ends.
  send({ type: 'resume', run: 1 });
  await until(() => told(1).some(({ type }) => type === 'resumed'));
  const resumed = told(1).find(({ type }) => type === 'resumed');
  expect(resumed).toMatchObject({ facts: { experiment: of() }, done: false });
  send({ type: 'step' });
  const left = (resumed as Extract<Event, { type: 'resumed' }>).step;
  await until(() => step(1) === left + 1);
  const model = new ToyModelReference(modelConfig(of()));
  const losses = await model.advance(left + 1);
  expect(snapshots(1).flatMap((shot) => [...shot.losses])).toEqual([...losses]);
  expect([...snapshots(1).at(-1)!.w]).toEqual([...(await model.parameters()).w]);
});

it('adjustments stay with the run that they were made in', async () => {
  const { send, until, step, of: told } = desk();
  const slower = of({ optimizer: { learningRate: 1e-4 } });
  send({ type: 'open', run: 1, experiment: of(), engine: 'cpu' });
  send({ type: 'step' });
  send({ type: 'adjust', experiment: slower });
  send({ type: 'reset', run: 2, keep: true });
  await until(() => step(2) === 0);
  expect(told(2).find(({ type }) => type === 'ready')).toMatchObject({
    facts: { experiment: slower, adjustments: [] },
  });
  send({ type: 'resume', run: 1, keep: true });
  await until(() => told(1).some(({ type }) => type === 'resumed'));
  expect(told(1).find(({ type }) => type === 'resumed')).toMatchObject({
    step: 1,
    facts: { experiment: slower, adjustments: [{ step: 1 }] },
  });
});

it('what could not be opened does not end what was put aside', async () => {
  const { send, until, step, of: told } = desk();
  send({ type: 'open', run: 1, experiment: of(), engine: 'cpu' });
  send({ type: 'step' });
  await until(() => step(1) === 1);
  const impossible = { ...of(), features: -1 };
  send({ type: 'open', run: 2, keep: true, experiment: impossible, engine: 'cpu' });
  await until(() => told(2).length > 0);
  expect(told(2)).toMatchObject([{ type: 'failed', alive: true }]);
  send({ type: 'resume', run: 1 });
  send({ type: 'step' });
  await until(() => step(1) === 2);
});

it('a run that was let go is not there to go back to', async () => {
  const { send, until, step, events } = desk();
  send({ type: 'open', run: 1, experiment: of(), engine: 'cpu' });
  send({ type: 'step' });
  await until(() => step(1) === 1);
  send({ type: 'reset', run: 2, keep: true });
  send({ type: 'forget', run: 1 });
  send({ type: 'resume', run: 1 });
  await until(() => events.some(({ event }) => event.type === 'failed'));
  expect(events.at(-1)!.event).toMatchObject({ message: 'There is no run 1 to go back to.' });
});
