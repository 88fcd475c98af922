// How many steps a session hands over at a time, with a device of a stated speed and a clock of its own.
import { describe, expect, it } from 'vitest';
import type { ModelProgram, ToyModelConfig } from '../../src/models/index';
import type { Event } from '../../src/train/index';
import { Session, type SessionWorld } from '../../src/train/session';

/** A device that works one submit after the other, and a program on it that only takes time. */
class Clock {
  now = 0;
  /** When the device will be free. */
  free = 0;
  step = 0;
  underWay = 0;
  mostUnderWay = 0;
  readonly submits: { steps: number; milliseconds: number; asked: number }[] = [];

  constructor(
    private readonly eachStep: (step: number) => number,
    readonly maxSteps = 1024,
  ) {}

  async advance(steps: number): Promise<Float32Array> {
    let milliseconds = 0;
    for (let k = 0; k < steps; k++) milliseconds += this.eachStep(this.step + k);
    this.step += steps;
    this.submits.push({ steps, milliseconds, asked: this.now });
    this.free = Math.max(this.now, this.free) + milliseconds;
    const done = this.free;
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await new Promise((resolve) => setTimeout(resolve));
    this.now = Math.max(this.now, done);
    this.underWay--;
    return new Float32Array(steps);
  }

  /** From this step on its weights are not finite. */
  diverges = Infinity;

  /** At which steps it was adjusted. */
  readonly adjusted: number[] = [];

  programOf(kind: 'small' | 'sparse', adjustable: boolean): ModelProgram {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const clock = this;
    return {
      engine: 'gpu',
      kind,
      adjust: adjustable ? () => clock.adjusted.push(clock.step) : undefined,
      bytes: 0,
      estimate: { parameters: 0, moments: 0, losses: 0, activations: 0, snapshots: 0 },
      calls: [],
      maxSteps: clock.maxSteps,
      get step() {
        return clock.step;
      },
      advance: (steps) => clock.advance(steps),
      parameters: async () => {
        const diverged = clock.step >= clock.diverges;
        const numbers = Float32Array.of(diverged ? NaN : 0);
        return {
          step: clock.step,
          w: numbers,
          wDecode: null,
          b: numbers,
          geometry: { norm: numbers, dimensionality: numbers, overlap: numbers },
          nonfinite: diverged ? 2 : 0,
        };
      },
      evaluate: () => Promise.resolve(new Float64Array(1)),
      destroy: () => undefined,
    };
  }

  session(
    steps: number,
    kind: 'small' | 'sparse' = 'small',
    adjustable = true,
  ): { session: Session; events: Event[]; paused: Promise<void> } {
    const events: Event[] = [];
    let tell: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (tell = resolve));
    const world: SessionWorld = {
      emit: (event) => {
        events.push(event);
        if (event.type === 'snapshot') queueMicrotask(() => session.drawn());
        if (event.type === 'paused') tell();
      },
      fail: (error) => {
        throw error;
      },
      now: () => this.now,
    };
    const session: Session = new Session(this.programOf(kind, adjustable), steps, world, 1);
    return { session, events, paused };
  }
}

/**
 * Submits after the pace has settled, without the last, which ends at the run's end. With two under way it doubles at
 * every other submit.
 */
const settled = ({ submits }: Clock) => submits.slice(24, -1);

/** Waits for what the session does, however busy the machine. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve));
}

describe('the pace of a session', () => {
  it.each([0.02, 0.5, 3])('with steps of %f ms a submit takes about 16 ms', async (each) => {
    const clock = new Clock(() => each);
    const { session, paused } = clock.session(20_000);
    session.run();
    await paused;
    expect(clock.step).toBe(20_000);
    expect(clock.submits[0].steps).toBe(1);
    clock.submits.slice(1).forEach(({ steps }, at) => {
      expect(steps).toBeLessThanOrEqual(2 * clock.submits[at].steps);
    });
    for (const { milliseconds } of settled(clock)) {
      expect(milliseconds).toBeGreaterThan(11);
      expect(milliseconds).toBeLessThan(20);
    }
    expect(clock.mostUnderWay).toBe(2);
  });

  it('about 50 ms while nobody looks, and 16 ms again when somebody does', async () => {
    const clock = new Clock(() => 0.1);
    const { session, paused } = clock.session(10_000);
    session.visible = false;
    session.run();
    await paused;
    for (const { milliseconds } of settled(clock)) {
      expect(milliseconds).toBeGreaterThan(40);
      expect(milliseconds).toBeLessThan(60);
    }
    const before = clock.submits.length;
    session.visible = true;
    session.run();
    await until(() => clock.submits.length > before + 20);
    await session.pause();
    const after = clock.submits.slice(before + 8, -1);
    expect(after.length).toBeGreaterThan(4);
    for (const { milliseconds } of after) expect(milliseconds).toBeLessThan(20);
  });

  it('a device that grows a hundred times slower has no submit near two seconds', async () => {
    const clock = new Clock((step) => (step < 5000 ? 0.1 : 10));
    const { session, paused } = clock.session(9000);
    session.visible = false;
    session.run();
    await paused;
    // What was under way when it grew slow is what a budget of 50 ms had room for: two submits of 500, and then each
    // a quarter of the last. By step 7000 the pace has settled, whichever submit step 5000 fell into.
    const most = Math.max(...clock.submits.map(({ steps }) => steps));
    expect(most).toBeLessThanOrEqual(500);
    for (const { milliseconds } of clock.submits.slice(-20)) expect(milliseconds).toBeLessThan(80);
  });

  it('keeps to the most steps of the program, and never makes less than one', async () => {
    const fast = new Clock(() => 0.0001, 64);
    const one = fast.session(5000);
    one.session.run();
    await one.paused;
    expect(Math.max(...fast.submits.map(({ steps }) => steps))).toBe(64);
    const slow = new Clock(() => 700);
    const two = slow.session(20);
    two.session.run();
    await two.paused;
    expect(slow.submits.map(({ steps }) => steps)).toEqual(Array(20).fill(1));
  });

  it.each([
    ['small', 40],
    // Lists of features cost what is on: the next steps may take a hundred times as long.
    ['sparse', 1],
  ] as const)(
    'an adjustment of %s waits for nothing: the next submit has it',
    async (kind, least) => {
      const clock = new Clock(() => 0.2);
      const { session } = clock.session(1_000_000, kind);
      session.run();
      await until(() => clock.submits.length > 40 && clock.underWay > 0);
      const [handedOver, begun] = [clock.step, clock.submits.length];
      expect(session.adjust({} as ToyModelConfig)).toBe(handedOver);
      expect(clock.adjusted).toEqual([handedOver]);
      await until(() => clock.submits.length > begun);
      await session.pause();
      const next = clock.submits[begun].steps;
      if (kind === 'sparse') expect(next).toBe(least);
      else expect(next).toBeGreaterThan(least);
      expect(clock.mostUnderWay).toBe(2);
    },
  );

  it('a program that cannot be adjusted says so', () => {
    const { session } = new Clock(() => 1).session(10, 'small', false);
    expect(() => session.adjust({} as ToyModelConfig)).toThrow('cannot change while it trains');
  });

  it('a pause lets no submit begin, and tells the exact step', async () => {
    const clock = new Clock(() => 0.2);
    const { session, events } = clock.session(1_000_000);
    session.run();
    await until(() => clock.submits.length > 10);
    const begun = clock.submits.length;
    await session.pause();
    expect(clock.submits.length).toBe(begun);
    expect(clock.underWay).toBe(0);
    const paused = events.find(({ type }) => type === 'paused');
    expect(paused).toEqual({ type: 'paused', step: clock.step, done: false });
    const told = clock.submits.reduce((sum, { steps }) => sum + steps, 0);
    expect(clock.step).toBe(told);
  });
});

it('a session ends where no model is finite any more, long before its last step', async () => {
  const clock = new Clock(() => 0.2);
  clock.diverges = 300;
  const { session, events, paused } = clock.session(1_000_000);
  session.run();
  await paused;
  expect(clock.step).toBeGreaterThanOrEqual(300);
  expect(clock.step).toBeLessThan(5000);
  const last = events.filter(({ type }) => type === 'snapshot').at(-1);
  expect(last).toMatchObject({ snapshot: { nonfinite: 2 } });
});
