// Changes while a model trains: what may change, at which step it takes effect, and what a session tells of it.
import { describe, expect, it } from 'vitest';
import { ToyModelReference } from '../../src/models/index';
import {
  beyondFlight,
  canAdjust,
  differences,
  modelConfig,
  parseExperiment,
  withAdjustment,
  type Command,
  type Event,
  type Experiment,
  type ExperimentInput,
  type Snapshot,
} from '../../src/train/index';
import { SessionServer } from '../../src/train/server';

const SEED = 11;
/** So many that a busy machine has not made them all before it is told to change something. */
const STEPS = 1000;

const of = (input: Partial<ExperimentInput> = {}): Experiment =>
  parseExperiment({
    ...{ model: 'relu-output', instances: 2, batch: 32, steps: STEPS, seed: SEED },
    ...input,
  });

const first = of();
const other = of({
  featureProbability: { from: 0.5, to: 0.1 },
  importance: { decay: 0.7 },
  optimizer: { learningRate: 0.01, schedule: 'cosine', weightDecay: 0.1 },
});

describe('what may change', () => {
  it('densities, importances, learning rate, schedule, weight decay; each told with both values', () => {
    expect(differences(first, other).map(({ key }) => key)).toEqual([
      'featureProbability',
      'importance',
      'optimizer.learningRate',
      'optimizer.weightDecay',
      'optimizer.schedule',
    ]);
    expect(differences(first, of({ importance: { decay: 0.7 } }))).toEqual([
      { key: 'importance', from: { decay: 0.9 }, to: { decay: 0.7 } },
    ]);
    expect([canAdjust(first, other), canAdjust(first, first)]).toEqual([true, false]);
  });

  it.each<Partial<ExperimentInput>>([
    { seed: 12 },
    { batch: 64 },
    { steps: 200 },
    { features: 6 },
    { hidden: 3 },
    { instances: 3 },
    { replicas: 2 },
    { model: 'linear-output' },
    { inputs: 'signed' },
    { sets: { size: 5, kind: 'correlated' } },
    { hiddenL1: 0.1 },
    { attack: 0.8 },
    { initStd: 0.1 },
    { initBias: 0.1 },
    { optimizer: { warmup: 5 } },
    { optimizer: { beta1: 0.8 } },
    { optimizer: { name: 'sgd' } },
  ])('nothing else: %o', (change) => {
    const changed = of({ importance: { decay: 0.7 }, ...change });
    const [key] = Object.keys(change.optimizer ?? change);
    expect(beyondFlight(first, changed)).toEqual([change.optimizer ? `optimizer.${key}` : key]);
    expect(canAdjust(first, changed)).toBe(false);
  });

  it('changes at one step are one, and none where they cancel', () => {
    const change = (from: number, to: number) => [{ key: 'optimizer.learningRate', from, to }];
    const one = withAdjustment([], { step: 5, changes: change(1, 2) });
    const two = withAdjustment(one, { step: 5, changes: change(2, 3) });
    expect(two).toEqual([{ step: 5, changes: change(1, 3) }]);
    expect(withAdjustment(two, { step: 5, changes: change(3, 1) })).toEqual([]);
    expect(withAdjustment(two, { step: 6, changes: change(3, 1) })).toHaveLength(2);
  });
});

describe('the float64 reference', () => {
  it('goes on from its parameters and moments, with the data and the rates of the other', async () => {
    const [a, b] = [modelConfig(first), modelConfig(other)];
    const model = new ToyModelReference(a);
    await model.advance(10);
    const { w, m } = { w: model.state.w.parameter.slice(), m: model.state.w.m.slice() };
    model.adjust(b);
    expect([...model.state.w.parameter]).toEqual([...w]);
    expect([...model.state.w.m]).toEqual([...m]);
    expect(model.step).toBe(10);
    // The batch of step 10 is the one that the other model draws there.
    expect([...model.batch(10)]).toEqual([...new ToyModelReference(b).batch(10)]);
    expect([...model.batch(10)]).not.toEqual([...new ToyModelReference(a).batch(10)]);
    // AdamW moves a parameter by at most about the rate: ten times the rate goes several times as far.
    const before = new ToyModelReference(a);
    await before.advance(10);
    await Promise.all([before.advance(1), model.advance(1)]);
    const moved = (to: Float64Array) => Math.max(...to.map((v, e) => Math.abs(v - w[e])));
    expect(moved(model.state.w.parameter)).toBeGreaterThan(3 * moved(before.state.w.parameter));
  });

  it('refuses another model in a sentence, and stays as it was', () => {
    const model = new ToyModelReference(modelConfig(first));
    expect(() => model.adjust(modelConfig(of({ seed: 1, hidden: 3 })))).toThrow(
      /^Only densities.*here (.*hidden.*seed|.*seed.*hidden)/,
    );
    expect([...model.batch(0)]).toEqual([...new ToyModelReference(modelConfig(first)).batch(0)]);
  });
});

/** A server on the CPU reference, with a page that draws at once. */
class Desk {
  readonly events: Event[] = [];
  readonly #server = new SessionServer({
    emit: (event) => {
      this.events.push(event);
      if (event.type === 'snapshot') queueMicrotask(() => this.send({ type: 'drawn' }));
    },
    openGpu: () => Promise.reject(new Error('no GPU is wanted here')),
    choices: {
      get: () => Promise.resolve(undefined),
      set: () => Promise.resolve(),
      clear: () => Promise.resolve(),
    },
  });

  send(command: Command): void {
    this.#server.handle(command);
  }

  all<T extends Event['type']>(type: T): Extract<Event, { type: T }>[] {
    return this.events.filter((event) => event.type === type) as Extract<Event, { type: T }>[];
  }

  get newest(): Snapshot {
    return this.all('snapshot').at(-1)!.snapshot;
  }

  async until(check: () => boolean): Promise<void> {
    for (let wait = 0; !check(); wait++) {
      if (wait > 2000) throw new Error(`never; events: ${this.events.map(({ type }) => type)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async opened(experiment: Experiment): Promise<this> {
    const before = this.all('snapshot').length;
    this.send({ type: 'open', experiment, engine: 'cpu' });
    await this.until(() => this.all('snapshot').length > before);
    return this;
  }
}

describe('a session', () => {
  it('is adjusted while it runs, at the step that it tells, and runs on to its end', async () => {
    const desk = await new Desk().opened(first);
    desk.send({ type: 'run' });
    await desk.until(() => desk.newest.step > 0);
    desk.send({ type: 'adjust', experiment: other });
    await desk.until(() => desk.all('paused').length === 1 && desk.newest.step === STEPS);
    const [{ experiment, adjustments }] = desk.all('adjusted');
    expect(experiment).toEqual(other);
    expect(adjustments).toEqual([
      { step: adjustments[0].step, changes: differences(first, other) },
    ]);
    const { step } = adjustments[0];
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(STEPS);
    expect(desk.all('running')).toHaveLength(1);
    expect(desk.all('paused')).toEqual([{ type: 'paused', step: STEPS, done: true }]);

    // The same by hand, with the change at exactly that step: the same weights, and every loss.
    const model = new ToyModelReference(modelConfig(first));
    const losses = [...(await model.advance(step))];
    model.adjust(modelConfig(other));
    losses.push(...(await model.advance(STEPS - step)));
    expect([...desk.newest.w], `changed at ${step}, seed ${SEED}`).toEqual([
      ...(await model.parameters()).w,
    ]);
    expect(desk.all('snapshot').flatMap(({ snapshot }) => [...snapshot.losses])).toEqual(losses);
  });

  it('reset goes back to the first weights with the adjusted settings, and forgets that they were adjusted', async () => {
    const desk = await new Desk().opened(first);
    const start = desk.newest.w;
    desk.send({ type: 'step' });
    desk.send({ type: 'adjust', experiment: other });
    desk.send({ type: 'step' });
    await desk.until(() => desk.newest.step === 2);
    desk.send({ type: 'reset' });
    await desk.until(() => desk.all('ready').length === 2 && desk.newest.step === 0);
    const { facts } = desk.all('ready')[1];
    expect([facts.experiment, facts.adjustments]).toEqual([other, []]);
    expect([...desk.newest.w]).toEqual([...start]);
    desk.send({ type: 'step' });
    await desk.until(() => desk.newest.step === 1);
    const model = new ToyModelReference(modelConfig(other));
    expect([...desk.newest.losses]).toEqual([...(await model.advance(1))]);
  });

  it('refuses what wants other first weights, in a sentence, and goes on as it was', async () => {
    const desk = await new Desk().opened(first);
    desk.send({ type: 'step' });
    desk.send({ type: 'adjust', experiment: of({ seed: 99, importance: { decay: 0.7 } }) });
    desk.send({ type: 'step' });
    await desk.until(() => desk.newest.step === 2);
    expect(desk.all('unadjusted')).toEqual([
      {
        type: 'unadjusted',
        message: 'seed can only change with a run from the first weights.',
        experiment: first,
      },
    ]);
    expect(desk.all('adjusted')).toEqual([]);
    const model = new ToyModelReference(modelConfig(first));
    await model.advance(2);
    expect([...desk.newest.w]).toEqual([...(await model.parameters()).w]);
  });
});
