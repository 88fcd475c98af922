// The session server with a real device: exact steps, losses that match their step, loss of the device.
import { describe, expect, it } from 'vitest';
import { GpuUnavailable, openGpu, type Gpu } from '../../src/gpu/index';
import {
  activations,
  parseExperiment,
  transferables,
  type Command,
  type EngineWish,
  type Event,
  type ProgramWish,
  type SessionFacts,
  type Snapshot,
} from '../../src/train/index';
import { SessionServer } from '../../src/train/server';
import { memoryStore } from './gpu';

const experiment = parseExperiment({
  model: 'relu-output',
  instances: 3,
  batch: 64,
  steps: 200,
  seed: 5,
});

/** A server with a page that draws at once and remembers everything. */
class Desk {
  readonly events: Event[] = [];
  readonly snapshots: Snapshot[] = [];
  gpu: Gpu | undefined;
  draws = true;
  inFlight = 0;
  mostInFlight = 0;
  readonly #waiting: { type: Event['type']; resolve: (event: Event) => void }[] = [];
  readonly server: SessionServer;

  constructor(open: () => Promise<Gpu> = openGpu) {
    this.server = new SessionServer({
      emit: (event) => this.#hear(event),
      openGpu: async () => (this.gpu = await open()),
      choices: memoryStore(),
    });
  }

  #hear(event: Event): void {
    this.events.push(event);
    if (event.type === 'snapshot') {
      this.snapshots.push(event.snapshot);
      this.inFlight++;
      this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
      if (this.draws) queueMicrotask(() => this.draw());
    }
    const at = this.#waiting.findIndex(({ type }) => type === event.type);
    if (at >= 0) this.#waiting.splice(at, 1)[0].resolve(event);
  }

  draw(): void {
    this.inFlight--;
    this.send({ type: 'drawn' });
  }

  send(command: Command): void {
    this.server.handle(command);
  }

  next<T extends Event['type']>(type: T): Promise<Extract<Event, { type: T }>> {
    return new Promise((resolve) => {
      this.#waiting.push({
        type,
        resolve: (event) => resolve(event as Extract<Event, { type: T }>),
      });
    });
  }

  async open(
    engine: EngineWish,
    chosen = experiment,
    program: ProgramWish = 'auto',
    tuning = false,
  ): Promise<SessionFacts> {
    const [ready, drawn] = [this.next('ready'), this.next('snapshot')];
    this.send({ type: 'open', experiment: chosen, engine, program, tuning });
    await drawn;
    return (await ready).facts;
  }

  /** Runs to the last step, and gives the last picture. */
  async runs(step: number): Promise<Snapshot> {
    this.send({ type: 'run' });
    await this.shows(step);
    return this.snapshots.at(-1)!;
  }

  /** Resolves when the picture of that step has come. */
  async shows(step: number): Promise<void> {
    while (this.snapshots.at(-1)?.step !== step) await this.next('snapshot');
  }

  /** Steps that the snapshots' losses stand for. */
  get stepsTold(): number {
    return this.snapshots.reduce(
      (sum, { lossSteps }) => sum + lossSteps.reduce((all, steps) => all + steps, 0),
      0,
    );
  }
}

describe.each([
  ['gpu', 'fused'],
  ['gpu', 'stepwise'],
  ['cpu', 'auto'],
] as const)('a session on the %s, program %s', (engine, program) => {
  it('runs to the experiment’s last step, exactly, and tells every loss once', async () => {
    const desk = new Desk();
    await desk.open(engine, experiment, program);
    const paused = desk.next('paused');
    desk.send({ type: 'run' });
    expect(await paused).toMatchObject({ step: 200, done: true });
    await desk.shows(200);
    expect(desk.stepsTold).toBe(200);
    expect(desk.mostInFlight).toBe(1);
    for (const { step } of desk.snapshots) expect(step).toBeLessThanOrEqual(200);
    // Few models are told step by step.
    for (const { losses, lossSteps } of desk.snapshots)
      expect(losses.length).toBe(3 * lossSteps.length);
    expect(desk.snapshots.flatMap(({ lossSteps }) => [...lossSteps])).toEqual(Array(200).fill(1));
    // It has learned something.
    const told = desk.snapshots.filter(({ losses }) => losses.length > 0);
    expect(told.at(-1)!.losses.at(-3)!).toBeLessThan(told[0].losses[0]);
  });

  it('shows the numbers of a step where it is stepwise, and says why not elsewhere', async () => {
    const desk = new Desk();
    await desk.open(engine, experiment, program);
    const [paused, shown, refused] = [
      desk.next('paused'),
      desk.next('step-values'),
      desk.next('no-step-values'),
    ];
    desk.send({ type: 'run' });
    desk.send({ type: 'step-values', model: 1, sample: program === 'stepwise' ? 5 : 0 });
    const { step } = await paused;
    if (program !== 'stepwise') {
      expect((await refused).message).toContain('intermediate arrays');
    } else {
      const event = await shown;
      expect(event.values).toMatchObject({ step, model: 1, sample: 5, samples: 64 });
      expect(transferables(event).length).toBe(1);
      desk.send({ type: 'step-values', model: 1, sample: 64 });
      expect((await refused).message).toContain('allowed is 0 to 63');
    }
  });

  it('steps exactly once, resets to the same numbers, and a pause stops it', async () => {
    const desk = new Desk();
    await desk.open(engine, experiment, program);
    const start = desk.snapshots[0];
    let drawn = desk.next('snapshot');
    desk.send({ type: 'step' });
    await drawn;
    expect(desk.snapshots.at(-1)!.step).toBe(1);
    expect(desk.snapshots.at(-1)!.losses.length).toBe(3);
    const stepped = desk.snapshots.at(-1)!;

    const paused = desk.next('paused');
    desk.send({ type: 'run' });
    desk.send({ type: 'pause' });
    const { step } = await paused;
    expect(step).toBeLessThan(200);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(desk.snapshots.at(-1)!.step).toBe(step);

    drawn = desk.next('snapshot');
    desk.send({ type: 'reset' });
    await drawn;
    expect(desk.snapshots.at(-1)!.step).toBe(0);
    expect([...desk.snapshots.at(-1)!.w]).toEqual([...start.w]);
    drawn = desk.next('snapshot');
    desk.send({ type: 'step' });
    await drawn;
    expect([...desk.snapshots.at(-1)!.w]).toEqual([...stepped.w]);
    expect([...desk.snapshots.at(-1)!.losses]).toEqual([...stepped.losses]);
  });

  it('keeps one snapshot in flight when the page is slow, and loses no loss', async () => {
    const desk = new Desk();
    await desk.open(engine, experiment, program);
    desk.draws = false;
    const paused = desk.next('paused');
    desk.send({ type: 'step' });
    desk.send({ type: 'run' });
    await paused;
    await desk.next('paused');
    expect(desk.inFlight).toBeLessThanOrEqual(1);
    desk.draws = true;
    const last = desk.next('snapshot');
    desk.draw();
    await last;
    expect(desk.snapshots.at(-1)!.step).toBe(200);
    expect(desk.stepsTold).toBe(200);
  });

  it('of a model with a decoder of its own tells both matrices, and hands both over', async () => {
    const desk = new Desk();
    const untied = parseExperiment({ model: 'absolute-value', instances: 3, batch: 8 });
    await desk.open(engine, untied, program);
    const drawn = desk.next('snapshot');
    desk.send({ type: 'step' });
    const event = await drawn;
    const { w, wDecode } = event.snapshot;
    expect(wDecode!.length).toBe(w.length);
    expect([...wDecode!]).not.toEqual([...w]);
    expect(transferables(event)).toContain(wDecode!.buffer);
    await desk.open(engine, experiment, program);
    expect(desk.snapshots.at(-1)!.wDecode).toBe(null);
  });

  it('evaluates on fresh samples', async () => {
    const desk = new Desk();
    await desk.open(engine, experiment, program);
    const evaluated = desk.next('evaluated');
    desk.send({ type: 'evaluate', batches: 5 });
    const { loss, samples } = await evaluated;
    expect(samples).toBe(5 * 64);
    expect(loss.length).toBe(3);
    expect(loss.every((value) => value > 0)).toBe(true);
    expect(desk.events.some(({ type }) => type === 'evaluating')).toBe(true);
  });
});

describe('the program', () => {
  const chain = (features: number, hidden: number) =>
    parseExperiment({ model: 'relu-output', instances: 2, batch: 16, features, hidden });
  const sparse = parseExperiment({
    ...{ model: 'relu-output', instances: 2, batch: 256, features: 40, hidden: 8 },
    featureProbability: { from: 0.01, to: 0.01, scale: 'linear' },
  });

  it.each([
    ['auto', chain(5, 2), 'small'],
    ['fused', chain(17, 2), 'phases'],
    ['stepwise', chain(5, 2), 'stepwise'],
    ['auto', sparse, 'sparse'],
  ] as const)('%s', async (wish, of, program) => {
    const facts = await new Desk().open('gpu', of, wish);
    expect(facts).toMatchObject({ engine: 'gpu', program, programReason: '' });
    expect(facts.calls.length).toBe({ small: 1, phases: 6, sparse: 6, stepwise: 14 }[program]);
    expect(facts.memory.bytes).toBeGreaterThan(0);
  });

  it('is measured where that is wished for, once, and not where there is nothing to choose', async () => {
    const desk = new Desk();
    const told = () => desk.events.filter(({ type }) => type === 'tuning');
    // A software adapter has one way for a small model, and two cuts of the phases.
    await desk.open('gpu', chain(5, 2), 'auto', true);
    expect(told()).toEqual([]);
    await desk.open('gpu', chain(17, 2), 'auto', true);
    expect(told()).toEqual([0, 1].map((done) => ({ type: 'tuning', done, of: 2 })));
    await desk.open('gpu', chain(17, 2), 'auto', true);
    expect(told().length).toBe(2);
    // Where few features are on, lists of them are tried, too.
    await desk.open('gpu', sparse, 'auto', true);
    expect(told().length).toBe(2 + 3);
  });

  it('auto goes on stepwise where the device refuses the fused kernels, and says why', async () => {
    const refusing = async () => {
      const gpu = await openGpu();
      const create = gpu.device.createComputePipelineAsync.bind(gpu.device);
      gpu.device.createComputePipelineAsync = (descriptor) => {
        if (!descriptor.label?.startsWith('train_')) return create(descriptor);
        return Promise.reject(new GPUPipelineError('too long', { reason: 'internal' }));
      };
      return gpu;
    };
    const facts = await new Desk(refusing).open('gpu');
    expect(facts).toMatchObject({ program: 'stepwise', programReason: 'too long' });
    const strict = new Desk(refusing);
    const failed = strict.next('failed');
    strict.send({ type: 'open', experiment, engine: 'gpu', program: 'fused' });
    expect((await failed).message).toBe('too long');
  });

  it('fused ends in the same bits whether or not it was paused, looked at, and slowed down', async () => {
    const [plain, broken] = [new Desk(), new Desk()];
    await plain.open('gpu', experiment, 'fused');
    const whole = await plain.runs(200);
    await broken.open('gpu', experiment, 'fused');
    broken.draws = false;
    const stops: number[] = [];
    for (let pause = 0; pause < 4; pause++) {
      const paused = broken.next('paused');
      broken.send({ type: 'run' });
      await new Promise((resolve) => setTimeout(resolve, 2 ** pause));
      broken.send({ type: 'visible', visible: pause % 2 === 0 });
      broken.send({ type: 'pause' });
      stops.push((await paused).step);
      const stepped = broken.next('paused');
      if (stops.at(-1)! < 199) broken.send({ type: 'step' });
      else break;
      await stepped;
    }
    broken.send({ type: 'visible', visible: true });
    broken.draws = true;
    if (broken.inFlight > 0) broken.draw();
    const parts = await broken.runs(200);
    expect([...parts.w], `paused at ${stops.join()}`).toEqual([...whole.w]);
    expect([...parts.b]).toEqual([...whole.b]);
    expect(broken.stepsTold).toBe(200);
  });

  it('fused trains what keeps too many activations for any other', async () => {
    const wide = parseExperiment({
      model: 'relu-output',
      instances: 600,
      batch: 65536,
      features: 1,
      hidden: 1,
    });
    const desk = new Desk();
    const facts = await desk.open('gpu', wide);
    expect(facts).toMatchObject({ program: 'small', kernelsOf: { stepwise: [] } });
    const failed = desk.next('failed');
    desk.send({ type: 'open', experiment: wide, engine: 'gpu', program: 'stepwise' });
    expect((await failed).message).toContain('Train them with the fused program');
  });
});

describe('trouble', () => {
  it('what keeps too many activations fails with a sentence, and the next experiment opens', async () => {
    const desk = new Desk();
    const failed = desk.next('failed');
    const large = parseExperiment({
      model: 'relu-output',
      features: 17,
      instances: 600,
      batch: 65536,
    });
    desk.send({ type: 'open', experiment: large, engine: 'gpu' });
    expect((await failed).message).toBe(
      `instances · replicas · batch · features: was given ${activations(large)}, allowed is at most 33554432 (what fits into one buffer on every device); lower the batch or the replicas.`,
    );
    await desk.open('gpu');
    expect(desk.snapshots.at(-1)!.step).toBe(0);
  });

  it('without WebGPU, auto falls back to the CPU and says why; gpu fails with the reason', async () => {
    const missing = () => Promise.reject(new GpuUnavailable('There is no WebGPU here.'));
    const auto = new Desk(missing);
    await auto.open('auto');
    const ready = auto.events.find((event) => event.type === 'ready')!;
    expect(ready.facts).toMatchObject({
      engine: 'cpu',
      adapter: null,
      reason: 'There is no WebGPU here.',
    });

    const strict = new Desk(missing);
    const unsupported = strict.next('unsupported');
    strict.send({ type: 'open', experiment, engine: 'gpu' });
    expect((await unsupported).message).toBe('There is no WebGPU here.');
  });

  it('a lost device is told of once, and opening again goes on with a new one', async () => {
    const desk = new Desk();
    await desk.open('gpu');
    desk.send({ type: 'run' });
    await desk.next('snapshot');
    const lost = desk.next('lost');
    desk.gpu!.device.destroy();
    await lost;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(desk.events.filter(({ type }) => type === 'lost').length).toBe(1);
    expect(desk.events.filter(({ type }) => type === 'failed')).toEqual([]);

    const before = desk.gpu;
    desk.inFlight = 0;
    await desk.open('gpu');
    expect(desk.gpu).not.toBe(before);
    const paused = desk.next('paused');
    desk.send({ type: 'step' });
    expect(await paused).toMatchObject({ step: 1 });
  });

  it('an error of the device nobody waited for stops the session with its message', async () => {
    const desk = new Desk();
    await desk.open('gpu');
    const failed = desk.next('failed');
    const { device } = desk.gpu!;
    device.createBuffer({ size: device.limits.maxBufferSize + 4, usage: GPUBufferUsage.STORAGE });
    device.queue.submit([]);
    expect((await failed).message).toContain('size');
  });
});
