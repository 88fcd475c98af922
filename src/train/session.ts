import { Pace, type ModelProgram, type StepValues, type ToyModelConfig } from '../models/index';
import { DivergenceLog } from './divergence';
import { LossLog } from './loss-log';
import type { Event, Snapshot } from './protocol';

/** Milliseconds that one submit may take: short while somebody looks, longer otherwise. */
const BUDGET_VISIBLE = 16;
const BUDGET_HIDDEN = 50;

/** Submits in flight: one runs while the next already waits, so the device never idles. */
const IN_FLIGHT = 2;

/** Milliseconds between snapshots: at most 30 a second. */
const SNAPSHOT_INTERVAL = 1000 / 30;

/** What a session needs of the world. */
export interface SessionWorld {
  emit(event: Event): void;
  /** Something went wrong while nobody was waiting for it. The session has stopped. */
  fail(error: unknown): void;
  now(): number;
}

/**
 * A model being trained: runs many steps a submit, sized to a time budget, stops at an exact step, and sends
 * snapshots, one in flight at a time. Stops where no model is finite any more. Knows nothing of workers, pages or GPUs.
 */
export class Session {
  #running = false;
  #closed = false;
  #visible = true;
  /** The loop that trains; resolves when it has stopped and everything has arrived. */
  #loop: Promise<void> = Promise.resolve();
  /** Steps a submit, adapted to the budget. */
  readonly #pace: Pace;
  /** How often the pace has begun again: what was handed over before says nothing of what comes. */
  #paces = 0;
  /** Losses that no snapshot has told of yet. */
  readonly #losses = new LossLog();
  /** With no finite model left there is nothing to train. */
  readonly #divergences: DivergenceLog;
  /** Submits whose losses have not arrived. */
  readonly #pending = new Set<Promise<void>>();
  #snapshotDue = false;
  #snapshotInFlight = false;
  #lastSnapshot = -Infinity;
  #stepsPerSecond = 0;

  constructor(
    private readonly program: ModelProgram,
    /** The experiment's steps: a run ends at the next multiple. */
    private readonly steps: number,
    private readonly world: SessionWorld,
    /** Models that are trained side by side: instances · replicas. */
    models: number,
  ) {
    this.#divergences = new DivergenceLog(models);
    this.#pace = new Pace(program.maxSteps);
  }

  set visible(visible: boolean) {
    const returns = visible && !this.#visible;
    this.#visible = visible;
    if (returns) this.#snapshot(true);
  }

  /** Begins again with one step a submit: nobody knows how long the steps to come will take. */
  careful(): void {
    this.#paces++;
    this.#pace.careful();
  }

  /** Sends the first picture. */
  begin(): void {
    this.#snapshot(true);
  }

  run(): void {
    if (this.#running || this.#closed) return;
    this.#running = true;
    this.world.emit({ type: 'running' });
    this.#loop = this.#train().catch((error: unknown) => this.#fail(error));
  }

  /** Resolves when training has stopped and the last snapshot is under way. */
  async pause(): Promise<void> {
    this.#running = false;
    await this.#loop;
  }

  /** Exactly one step. */
  async step(): Promise<void> {
    await this.pause();
    if (this.#closed) return;
    await this.#submit(1);
    this.#announcePause();
    this.#snapshot(true);
  }

  /**
   * Goes on with other settings. Needs no pause: steps are handed over whole, so what is under way keeps the old settings
   * and the next submit has the new ones.
   *
   * @returns the updates that the old settings have made
   * @throws RangeError when the program cannot; nothing has changed then
   */
  adjust(config: ToyModelConfig): number {
    const { program } = this;
    if (!program.adjust) throw new RangeError('This program cannot change while it trains.');
    program.adjust(config);
    // Where the cost follows the features that are on, nobody knows how long the next steps will take.
    if (program.kind === 'sparse') this.careful();
    return program.step;
  }

  /**
   * Every array of the step that comes next, which is taken back.
   *
   * @throws RangeError where the program keeps none, or there is no such model or sample
   */
  async stepValues(model: number, sample: number): Promise<StepValues> {
    await this.pause();
    const { program } = this;
    if (!program.stepValues) throw new RangeError('This engine keeps no intermediate arrays.');
    return program.stepValues(model, sample);
  }

  async evaluate(batches: number): Promise<Float64Array> {
    await this.pause();
    return this.program.evaluate(batches, (done) =>
      this.world.emit({ type: 'evaluating', done, batches }),
    );
  }

  /** How far training has come. */
  get reached(): { step: number; done: boolean } {
    const { step } = this.program;
    return { step, done: step > 0 && step % this.steps === 0 };
  }

  /** The page has drawn the last snapshot. */
  drawn(): void {
    this.#snapshotInFlight = false;
    if (this.#snapshotDue) this.#snapshot(true);
  }

  /** Stops for good; the program is the caller's to destroy. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.pause();
  }

  /** Stops for good without waiting for work that will never finish: the device is gone. */
  abandon(): void {
    this.#closed = true;
    this.#running = false;
  }

  async #train(): Promise<void> {
    const target = (Math.floor(this.program.step / this.steps) + 1) * this.steps;
    const inFlight: Promise<void>[] = [];
    const rate = new Rate(this.world.now());
    let finishedAt = this.world.now();

    while (this.#running && this.program.step < target) {
      const wanted = this.#pace.steps;
      const count = Math.min(wanted, target - this.program.step);
      const pace = this.#paces;
      const submit = this.#submit(count).then(() => {
        const now = this.world.now();
        const budget = this.#visible ? BUDGET_VISIBLE : BUDGET_HIDDEN;
        // The last, shorter submit of a run says little.
        if (count === wanted && pace === this.#paces)
          this.#pace.took(count, now - finishedAt, budget);
        finishedAt = now;
        this.#stepsPerSecond = rate.add(count, now);
      });
      submit.catch(() => undefined); // heard of below, unless an earlier submit failed first
      inFlight.push(submit);
      if (inFlight.length === IN_FLIGHT) await inFlight.shift();
      this.#snapshot(false);
      await breathe();
    }
    await Promise.all(inFlight);
    if (this.#closed) return;
    this.#running = false;
    this.#announcePause();
    this.#snapshot(true);
  }

  /** Hands `count` steps over; resolves when their losses are here. */
  #submit(count: number): Promise<void> {
    const work = this.program.advance(count);
    const end = this.program.step;
    const arrived = work.then((part) => {
      this.#losses.add(part, count, end);
    });
    this.#pending.add(arrived);
    // Whoever awaits `arrived` hears of a failure; this only tidies up.
    const forget = () => this.#pending.delete(arrived);
    arrived.then(forget, forget);
    return arrived;
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.abandon();
    this.world.fail(error);
  }

  #announcePause(): void {
    this.world.emit({ type: 'paused', ...this.reached });
  }

  /** Sends a snapshot, unless one is under way or (where not forced) it is too early. */
  #snapshot(force: boolean): void {
    if (this.#closed) return;
    if (this.#snapshotInFlight) {
      this.#snapshotDue ||= force;
      return;
    }
    const early = this.world.now() - this.#lastSnapshot < SNAPSHOT_INTERVAL;
    if (!force && (early || !this.#visible)) return;
    this.#snapshotInFlight = true;
    this.#snapshotDue = false;
    this.#lastSnapshot = this.world.now();
    this.#send().catch((error: unknown) => this.#fail(error));
  }

  /** Parameters after a step, and the losses up to that very step. */
  async #send(): Promise<void> {
    const before = [...this.#pending];
    this.#losses.seal(this.program.step);
    const parameters = await this.program.parameters();
    await Promise.all(before);
    if (this.#closed) return;
    this.#divergences.hear(parameters);
    if (this.#divergences.size === this.#divergences.models) this.#running = false;
    const told = this.#losses.take(parameters.step);
    const snapshot: Snapshot = { ...parameters, ...told, stepsPerSecond: this.#stepsPerSecond };
    this.world.emit({ type: 'snapshot', snapshot });
  }
}

/** Steps a second over about the last second. */
class Rate {
  current = 0;
  #steps = 0;

  constructor(private since: number) {}

  add(steps: number, now: number): number {
    this.#steps += steps;
    const seconds = (now - this.since) / 1000;
    if (seconds > 0.25 || this.current === 0) this.current = this.#steps / Math.max(seconds, 1e-3);
    if (seconds > 1) {
      this.since = now;
      this.#steps = 0;
    }
    return this.current;
  }
}

/** Lets waiting commands in: promises alone would starve the message queue of a worker. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
