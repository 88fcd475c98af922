import { compareIntervals, type Comparison } from '../../src/measure/index';
import { standsOn, timeOf, type Clock } from '../report/interval';
import type { CaseReport, Report } from '../report/schema';
import { contender, counted, duration, figure, shapeText, shapeTitle } from '../report/words';
import { kernelOf, type KernelFacts } from './kernel-facts';

/** One who takes part: a rung with its constants, the tuner, a library, or this project beside libraries. */
export interface Contender {
  label: string;
  /** Null where it is no rung. */
  kernel: KernelFacts | null;
  /** By shape, as the contest writes it. */
  cases: ReadonlyMap<string, CaseReport>;
}

/** The same work done by several, at one shape or more: a ladder, or our kernel among libraries. */
export interface Contest {
  title: string;
  contenders: readonly Contender[];
  /** In the order of the report. */
  shapes: readonly string[];
  /** By whose clock they are held against each other. */
  clock: Clock;
  /** What is shown of them: the time of a launch, or how many steps of training fit into a second. */
  shows: 'time' | 'steps';
  /** Whom a contender is held against: the rung below it, or our own kernel. */
  rival(place: number): Contender | null;
}

/** What a contender takes against its rival at one shape, in words. */
export interface Step {
  shape: string;
  row: CaseReport;
  comparison: Comparison | null;
  words: string;
}

/** What the tuner chose, whichever rung that is at a shape. */
const TUNED = 'tuned';
/** This project's kernels, beside libraries. */
const OURS = 'Antipode';
/** How rows of whole training begin; those that follow its size have another name. */
const TRAINING = 'train ';

const isOurs = ({ peer }: CaseReport) => peer === null;

/** Ladders of which at least two rungs were measured, rungs in the order of the headers. */
export function laddersOf(report: Report): Contest[] {
  const measured = report.cases.flatMap((row) => {
    const kernel = row.suite === 'kernel' ? kernelOf(row) : null;
    return kernel ? [{ row, kernel }] : [];
  });
  // A ladder may branch: each list of rungs is one of its own.
  const ladders = new Map(measured.map(({ kernel: { ladder } }) => [ladder.join(), ladder]));
  const contests: Contest[] = [];
  for (const ladder of ladders.values()) {
    const climbed = measured.filter(({ kernel }) => ladder.includes(kernel.name));
    if (new Set(climbed.map(({ kernel }) => kernel.name)).size < 2) continue;
    const rung = ({ kernel, row }: (typeof climbed)[number]) =>
      isTuned(row) ? ladder.length : ladder.indexOf(kernel.name);
    const rows = climbed.sort((a, b) => rung(a) - rung(b)).map(({ row }) => row);
    const contenders = gather(rows, (row) => (isTuned(row) ? TUNED : contender(row)));
    const name = commonStart(ladder) || climbed[0].kernel.family;
    const taken = contests.some(({ title }) => title === name);
    contests.push({
      title: taken ? `${name}, to ${ladder.at(-1)}` : name,
      contenders,
      // Submitting takes as long as small kernels do: their own time is what tells rungs apart.
      clock: rows.every(({ medianMs, gpuMs }) => medianMs === null || gpuMs) ? 'gpu' : 'host',
      shows: 'time',
      shapes: shapesOf(report.cases.filter((row) => rows.includes(row))),
      // Variants of one rung are held against the rung below, not against each other.
      rival(place) {
        const { kernel } = contenders[place];
        const below = contenders.slice(0, place);
        return (kernel && below.findLast((other) => other.kernel?.name !== kernel.name)) || null;
      },
    });
  }
  return contests;
}

/** Operations that libraries did too. The kernel that does ours may be another one at each shape. */
export function peerContestsOf(report: Report): Contest[] {
  const operations = report.cases.filter(({ suite, peer }) => suite === 'peer' && peer);
  const names = new Set(operations.map(({ name }) => name));
  return [...names].map((title) => {
    const rows = report.cases.filter(({ suite, name }) => suite === 'peer' && name === title);
    const ours = rows.filter(isOurs);
    const contenders = gather([...ours, ...rows.filter((row) => !isOurs(row))], (row) =>
      isOurs(row) ? OURS : contender(row),
    );
    return {
      title,
      contenders,
      clock: 'host', // libraries have no other
      shows: 'time',
      shapes: shapesOf(rows),
      rival: (place) => (place > 0 && contenders[0].label === OURS ? contenders[0] : null),
    };
  });
}

/** Whom our programs are held against: at each shape the library that makes most steps there on WebGPU. */
const FASTER = 'the faster WebGPU library';

/** Whole trainings, a contest for each model. */
export function trainingContestsOf(report: Report): Contest[] {
  const trainings = report.cases.filter(
    ({ suite, name }) => suite === 'train' && name.startsWith(TRAINING),
  );
  return [...new Set(trainings.map(({ name }) => name))].flatMap((name): Contest[] => {
    const rows = trainings.filter((row) => row.name === name);
    const contenders = gather(
      [...rows.filter(isOurs), ...rows.filter((row) => !isOurs(row))],
      contender,
      trainingTitle,
    );
    if (contenders.length < 2) return [];
    const libraries = rows.filter(({ peer, medianMs }) => peer?.device === 'webgpu' && medianMs);
    const faster = new Map<string, CaseReport>();
    for (const row of libraries) {
      const shape = trainingTitle(row.shape);
      const best = faster.get(shape);
      if (!best || row.medianMs! < best.medianMs!) faster.set(shape, row);
    }
    const rival: Contender = { label: FASTER, kernel: null, cases: faster };
    const fused = contenders.find(({ label }) => label === 'fused') ?? null;
    return [
      {
        title: name.slice(TRAINING.length),
        contenders,
        clock: 'host',
        shows: 'steps',
        shapes: shapesOf(rows, trainingTitle),
        rival: (place) => ([...contenders[place].cases.values()].some(isOurs) ? rival : fused),
      },
    ];
  });
}

/** How the contender at a place stands against its rival, at every shape that it was measured at. */
export function stepsOf(contest: Contest, place: number): Step[] {
  const { clock } = contest;
  const rival = contest.rival(place);
  return contest.shapes.flatMap((shape) => {
    const row = contest.contenders[place].cases.get(shape);
    if (!row) return [];
    const other = rival?.cases.get(shape);
    const comparison = other ? compareIntervals(timeOf(row, clock), timeOf(other, clock)) : null;
    const by = [TUNED, OURS].includes(contest.contenders[place].label) ? ` by ${row.variant}` : '';
    const told = comparison?.verdict === 'cannot tell' ? 'against' : 'than';
    const than = contest.shows === 'steps' && other ? ` ${told} ${contender(other)}` : '';
    const timed = !Number.isNaN(timeOf(row, clock).median);
    const said = timed && comparison ? `, ${ratioInWords(comparison)}${than}` : '';
    return [{ shape, row, comparison, words: `${inWords(row, contest)}${said}${by}` }];
  });
}

function inWords(row: CaseReport, { clock, shows }: Contest): string {
  const { median } = timeOf(row, clock);
  if (Number.isNaN(median)) return row.note || 'not measured';
  const much = shows === 'steps' ? `${counted(figure(1000 / median), 'step')}/s` : duration(median);
  return `${much}${standsOn(row)}`;
}

/** "1.9 × faster (1.7 to 2.1)"; "cannot tell" with what lies within the interval. */
export function ratioInWords({ verdict, ratio, low, high }: Comparison): string {
  if (Number.isNaN(ratio)) return 'cannot tell: not measured in both';
  // Faster by a factor is a ratio of times below 1, turned round.
  const [by, from, to] = verdict === 'faster' ? [1 / ratio, 1 / high, 1 / low] : [ratio, low, high];
  if (verdict !== 'cannot tell')
    return `${short(by)} × ${verdict} (${short(from)} to ${short(to)})`;
  if (!(low > 0 && high < Infinity)) return 'cannot tell: too few samples';
  return `cannot tell (${short(from)} to ${short(to)} × the time)`;
}

/** Two digits are what a ratio of samples is worth. */
function short(factor: number): string {
  if (factor >= 10 && factor < 1e4) return String(Math.round(factor));
  return factor < 10 && factor >= 0.1 ? factor.toFixed(1 + Number(factor < 2)) : figure(factor);
}

/** Contenders in the order of their first row. */
function gather(
  rows: readonly CaseReport[],
  labelOf: (row: CaseReport) => string,
  titleOf = shapeTitle,
): Contender[] {
  const found = new Map<string, { kernel: KernelFacts | null; cases: Map<string, CaseReport> }>();
  for (const row of rows) {
    const label = labelOf(row);
    const kernel = label === TUNED || label === OURS ? null : kernelOf(row);
    const one = found.get(label) ?? { kernel, cases: new Map() };
    one.cases.set(titleOf(row.shape), row);
    found.set(label, one);
  }
  return [...found].map(([label, one]) => ({ label, ...one }));
}

/** The tuner's choice is a case of its own, marked so by the runner. */
function isTuned({ variant }: CaseReport): boolean {
  return variant.endsWith('(tuned)');
}

function shapesOf(rows: readonly CaseReport[], titleOf = shapeTitle): string[] {
  return [...new Set(rows.map(({ shape }) => titleOf(shape)))];
}

/** Every size is named: one model is told from ten. */
function trainingTitle(shape: CaseReport['shape']): string {
  return shapeText(shape)
    .replaceAll('=', ' = ')
    .replaceAll(/ (?=\w+ =)/g, ', ');
}

/** "row_sum" of row_sum_serial, row_sum_items: whole words that all names begin with. */
export function commonStart(names: readonly string[]): string {
  const [first = [], ...rest] = names.map((name) => name.split('_'));
  const words = first.findIndex((word, at) => rest.some((other) => other[at] !== word));
  return first.slice(0, words === -1 ? first.length : words).join('_');
}
