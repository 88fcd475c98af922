import { blank, type Bench } from '../case-report';
import { CLIMBS, labelOf, scalingName, stepFlops, trainCase, type TrainCase } from './cases';
import { measureCase } from './measure-case';
import type { Training } from './suite';
import type { Entrant } from './trainer';

/** Why a case was left out. */
const TOO_SLOW = 'not timed: a smaller model was already too slow, or failed';
/** A climb goes on while a step of the next case, at the speed of the last, takes no longer than so many milliseconds. */
const TOO_LONG = 2000;

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
      const problem = { ...trainCase(sizes), name: scalingName(sizes) };
      const wanted = entrants.filter(({ variant }) => asked(problem, variant));
      if (wanted.length === 0) return [];
      return {
        label: labelOf(problem),
        async run() {
          const least = stepFlops(sizes) / (TOO_LONG * 1e6);
          const goesOn = ({ variant }: Entrant) => (speed.get(variant) ?? Infinity) >= least;
          for (const { variant } of wanted.filter((entrant) => !goesOn(entrant))) {
            const row = blank(problem.name, variant, { ...sizes });
            bench.host.onCase({ ...row, suite: 'train', note: TOO_SLOW });
          }
          const able = wanted.filter(goesOn);
          const rows = able.length > 0 ? await measureCase(bench, problem, able) : [];
          for (const { variant, gflops } of rows) speed.set(variant, gflops ?? 0);
        },
      };
    });
  });
}
