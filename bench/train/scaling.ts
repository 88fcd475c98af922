import { blank, type Bench } from '../case-report';
import { labelOf, stepFlops, trainCase, type TrainCase, type TrainSizes } from './cases';
import { measureCase } from './measure-case';
import type { Training } from './suite';
import type { Entrant } from './trainer';

/** A climb goes on while a step of the next case, at the speed of the last, takes no longer than so many milliseconds. */
const TOO_LONG = 2000;

/** Sizes in the order in which they are climbed. */
const CLIMBS: readonly (readonly TrainSizes[])[] = [
  instances({ n: 5, m: 2 }),
  instances({ n: 2, m: 1 }),
  // Above n = 5, m = 2, where the first climb began.
  (
    [
      [20, 5],
      [80, 20],
      [100, 20],
      [200, 20],
      [400, 30],
      [1000, 100],
    ] as const
  ).map(([n, m]) => ({ I: 1, n, m, B: 1024 })),
];

function instances(model: { n: number; m: number }): TrainSizes[] {
  return [1, 10, 100, 1000, 10_000].map((I) => ({ I, ...model, B: 1024 }));
}

/**
 * How steps a second follow the number of models, and the size of one: each contender climbs until it is too slow or
 * cannot go on. The column "% of roofline" says how near each comes to what the multiply-adds of the device allow.
 *
 * @param entrants ours, on the GPU
 * @param asked whether the command line wants an entrant on a case
 */
export function scalings(
  bench: Bench,
  entrants: readonly Entrant[],
  asked: (problem: TrainCase, variant: string) => boolean,
): Training[] {
  return CLIMBS.flatMap((climb) => {
    /** GFLOP/s of each contender at its last case; 0 where it could not do it. */
    const speed = new Map<string, number>();
    return climb.flatMap((sizes) => {
      const { n, m } = sizes;
      const problem = { ...trainCase(sizes), name: `scaling n=${n} m=${m}` };
      const wanted = entrants.filter(({ variant }) => asked(problem, variant));
      if (wanted.length === 0) return [];
      return {
        label: labelOf(problem),
        async run() {
          const least = stepFlops(sizes) / (TOO_LONG * 1e6);
          const goesOn = ({ variant }: Entrant) => (speed.get(variant) ?? Infinity) >= least;
          for (const { variant } of wanted.filter((entrant) => !goesOn(entrant))) {
            const row = blank(problem.name, variant, { ...sizes });
            bench.host.onCase({ ...row, suite: 'train', note: 'not timed: its climb ended below' });
          }
          const able = wanted.filter(goesOn);
          const rows = able.length > 0 ? await measureCase(bench, problem, able) : [];
          for (const { variant, gflops } of rows) speed.set(variant, gflops ?? 0);
        },
      };
    });
  });
}
