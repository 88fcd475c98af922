// The session server with a real device: exact steps, losses that match their step, loss of the device.
import { describe, expect, it } from 'vitest';
import { GpuUnavailable, openGpu, type Gpu } from '../../src/gpu/index';
import {
  activations,
  parseExperiment,
  transferables,
  type Command,
  type Event,
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

  async open(engine: 'auto' | 'gpu' | 'cpu', chosen = experiment): Promise<void> {
    const ready = this.next('snapshot');
    this.send({ type: 'open', experiment: chosen, engine });
    await ready;
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

describe.each(['gpu', 'cpu'] as const)('a session on the %s', (engine) => {
  it('runs to the experiment’s last step, exactly, and tells every loss once', async () => {
    const desk = new Desk();
    await desk.open(engine);
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

  it('steps exactly once, resets to the same numbers, and a pause stops it', async () => {
    const desk = new Desk();
    await desk.open(engine);
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
    await desk.open(engine);
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
    await desk.open(engine, untied);
    const drawn = desk.next('snapshot');
    desk.send({ type: 'step' });
    const event = await drawn;
    const { w, wDecode } = event.snapshot;
    expect(wDecode!.length).toBe(w.length);
    expect([...wDecode!]).not.toEqual([...w]);
    expect(transferables(event)).toContain(wDecode!.buffer);
    await desk.open(engine);
    expect(desk.snapshots.at(-1)!.wDecode).toBe(null);
  });

  it('evaluates on fresh samples', async () => {
    const desk = new Desk();
    await desk.open(engine);
    const evaluated = desk.next('evaluated');
    desk.send({ type: 'evaluate', batches: 5 });
    const { loss, samples } = await evaluated;
    expect(samples).toBe(5 * 64);
    expect(loss.length).toBe(3);
    expect(loss.every((value) => value > 0)).toBe(true);
    expect(desk.events.some(({ type }) => type === 'evaluating')).toBe(true);
  });
});

describe('trouble', () => {
  it('what keeps too many activations fails with a sentence, and the next experiment opens', async () => {
    const desk = new Desk();
    const failed = desk.next('failed');
    const large = parseExperiment({ model: 'relu-output', instances: 600, batch: 65536 });
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
