import { Timeline, Timer, type Gpu } from '../gpu/index';
import {
  burstsOf,
  compareInterleaved,
  interleave,
  meanStep,
  measureClocks,
  Samples,
  Tuner,
  type Clocks,
  type Interval,
  type Measured,
  type Bursts,
  type TuningStore,
} from '../measure/index';
import {
  firstWeights,
  smallProgram,
  stepCalls,
  ToyModelSmall,
  ToyModelStepwise,
  trafficOf,
  tunedRungs,
  type ModelParameters,
  type ModelProgram,
} from '../models/index';
import type {
  FuseProgress,
  FuseRequest,
  FuseResult,
  Rates,
  SameWeights,
  StepTimes,
} from './fuse-protocol';

/** Steps after which both programs are held against each other. */
const CHECKED = 100;
/** Milliseconds of sampling: of the rates, and of the time line. */
const RACE_MS = 2500;
const TIMING_MS = 1500;
/** Milliseconds of a burst of steps: short enough for a dozen rounds, and for a desktop to stay smooth. */
const BURST = 50;
/** Interval of the median, as a part of it, that is narrow enough. */
const NARROW = 0.03;
/** ns of one submit of the time line: longer ones make a desktop stutter. */
const SUBMIT_NS = 50e6;
/** Samples of the two that stand beside the time line. */
const LEAST_SAMPLES = 7;

/** Where a measurement's host differs between a worker and a test. */
export interface FuseWorld {
  gpu: Gpu;
  choices: TuningStore;
  tell(progress: FuseProgress): void;
}

/** The two programs of one model. */
interface Pair {
  stepwise: ToyModelStepwise;
  fused: ToyModelSmall;
}

/**
 * Trains one model by the stepwise and by the fused program: whether they learn the same, how many steps a second each
 * makes, and where on the device's clock the calls of a step lie.
 */
export async function fuse(
  { gpu, choices, tell }: FuseWorld,
  { config, width }: FuseRequest,
): Promise<FuseResult> {
  const timer = Timer.create(gpu.device, 'fuse');
  const tuner = new Tuner(gpu, choices);
  let pair: Pair | null = null;
  try {
    tell({ phase: 'choosing', part: 0.05 });
    const rungs = await tunedRungs(gpu, config, tuner, (done, of) =>
      tell({ phase: 'choosing', part: 0.05 + (0.25 * done) / of }),
    );
    tell({ phase: 'choosing', part: 0.3 });
    pair = {
      stepwise: await ToyModelStepwise.create(gpu, config, rungs),
      fused: await (width === null
        ? smallProgram(gpu, config, choices)
        : ToyModelSmall.create(gpu, config, width)),
    };
    tell({ phase: 'checking', part: 0.4 });
    const same = await compareWeights(pair, firstWeights(config));

    const clocks = await measureClocks(gpu, timer);
    tell({ phase: 'racing', part: 0.45 });
    const rates = await compareRates(pair, clocks, (spent) =>
      tell({ phase: 'racing', part: 0.45 + 0.3 * spent }),
    );
    tell({ phase: 'timing', part: 0.75 });
    const times = await timeStep(gpu, timer, pair, rates, clocks.gpu ?? 0, (spent) =>
      tell({ phase: 'timing', part: 0.75 + 0.25 * spent }),
    );
    return {
      adapter: gpu.adapter,
      rates,
      same,
      times,
      calls: trafficOf(stepCalls(config, rungs)),
      width: pair.fused.width,
      launch: pair.fused.maxSteps,
    };
  } finally {
    pair?.stepwise.destroy();
    pair?.fused.destroy();
    tuner.destroy();
    timer?.destroy();
  }
}

/** Makes so many steps, one submit after the other, two under way at most. */
async function train(program: ModelProgram, steps: number): Promise<void> {
  let before: Promise<unknown> = Promise.resolve();
  for (let left = steps; left > 0;) {
    const made = Math.min(left, program.maxSteps);
    left -= made;
    const submit = program.advance(made);
    await before;
    before = submit;
  }
  await before;
}

/** Trains both from their common start. */
async function compareWeights(
  { stepwise, fused }: Pair,
  start: Float64Array,
): Promise<SameWeights> {
  await train(stepwise, CHECKED);
  await train(fused, CHECKED);
  const [a, b] = [await stepwise.parameters(), await fused.parameters()];
  const numbers = ({ w, b: bias }: ModelParameters) => [...w, ...bias];
  const [p, q] = [numbers(a), numbers(b)];
  return {
    steps: CHECKED,
    difference: largest(p, (value, at) => value - q[at]),
    moved: largest(p, (value, at) => value - (start[at] ?? 0)), // biases start at 0
  };
}

/** The largest amount; NaN where one is none. */
function largest(values: readonly number[], of: (value: number, at: number) => number): number {
  return values.reduce((most, value, at) => Math.max(most, Math.abs(of(value, at))), 0);
}

/** Bursts of steps of both in turn. */
async function compareRates(
  { stepwise, fused }: Pair,
  clocks: Clocks,
  onRound: (spent: number) => void,
): Promise<Rates> {
  const subjects = [
    await burstsOf('stepwise', (steps) => train(stepwise, steps), BURST),
    await burstsOf('fused', (steps) => train(fused, steps), BURST),
  ];
  const plan = { budget: RACE_MS, narrow: NARROW, onRound };
  const [slow, fast] = await interleave(subjects, { ...clocks, gpu: null }, plan);
  const perStep = ({ subject, submitToDone }: Measured<Bursts>) =>
    submitToDone.rounds.map((ns) => ns / subject.steps);
  const resolution = ({ subject, submitToDone }: Measured<Bursts>) =>
    submitToDone.resolution / subject.steps;
  const { ratio, low, high } = compareInterleaved(perStep(slow), perStep(fast), [
    resolution(slow),
    resolution(fast),
  ]);
  const racer = (measured: Measured<Bursts>) => {
    const { steps } = measured.subject;
    const rate = (ns: number) => (1e9 * steps) / ns;
    const { median, low: least, high: most } = measured.submitToDone.interval();
    return {
      rounds: measured.submitToDone.rounds.map(rate),
      perSecond: {
        median: rate(median),
        low: Math.max(0, rate(most)),
        high: rate(Math.max(0, least)),
      },
    };
  };
  return { stepwise: racer(slow), fused: racer(fast), ratio: { median: ratio, low, high } };
}

/** When each call of a step runs, and beside it how long a step takes in one pass, and in the fused launch. */
async function timeStep(
  gpu: Gpu,
  timer: Timer | null,
  { stepwise, fused }: Pair,
  rates: Rates,
  quantum: number,
  onRound: (spent: number) => void,
): Promise<StepTimes | null> {
  const calls = stepwise.calls.length;
  const timeline = Timeline.create(gpu.device, 'fuse', calls * stepwise.maxSteps);
  if (!timeline || !timer) return null;
  const onePass = new Samples(quantum);
  const oneLaunch = new Samples(quantum);
  const fitting = (perSecond: number, most: number) =>
    Math.max(1, Math.min(most, Math.floor((SUBMIT_NS / 1e9) * perSecond) || 1));
  const steps = fitting(
    rates.stepwise.perSecond.median,
    Math.min(stepwise.maxSteps, Math.floor(timeline.passes / calls)),
  );
  const launched = fitting(rates.fused.perSecond.median, fused.maxSteps);
  const noted: Float64Array[] = [];
  try {
    await stepwise.advanceApart(1, timeline); // the first passes with timestamps are not like the others
    await timeline.read(calls);
    const began = performance.now();
    for (let spent = 0; spent < 1 || noted.length < LEAST_SAMPLES;) {
      await stepwise.advanceApart(steps, timeline);
      noted.push(await timeline.read(steps * calls));
      await stepwise.advance(steps, timer);
      onePass.add(await timer.difference(), steps);
      await fused.advance(launched, timer);
      oneLaunch.add(await timer.difference(), launched);
      spent = (performance.now() - began) / TIMING_MS;
      onRound(Math.min(1, spent));
      if (spent > 4) break; // a step of this model is long: a few samples have to do
    }
  } finally {
    timeline.destroy();
  }
  const interval = (samples: Samples): Interval => samples.interval();
  return {
    ...meanStep(noted, calls),
    onePass: interval(onePass),
    fused: interval(oneLaunch),
    quantum,
  };
}
