import type { CaseReport } from '../report/schema';
import { duration, figure } from '../report/words';
import { commonStart, ratioInWords, stepsOf, type Contest } from './contests';
import { logRange, type Mark, type Picture } from './picture';

/** A contest as a figure: contenders along x in their order, time up, a line for each shape. */
export function contestPicture(contest: Contest): Picture {
  const { contenders, shapes } = contest;
  const steps = contenders.map((_, place) => stepsOf(contest, place));
  const start = commonStart(contenders.map(({ label }) => label));
  const names = contenders.map(({ label }) => label.slice(start ? start.length + 1 : 0) || label);
  const marks = shapes.flatMap((shape, series) =>
    contenders.flatMap(({ label }, x): Mark[] => {
      const step = steps[x].find((one) => one.shape === shape);
      const y = step?.row.medianMs;
      if (!step || !y) return [];
      const interval = step.row.intervalMs;
      return [{ x, y, interval, series, said: `${label} at ${shape}: ${step.words}` }];
    }),
  );
  return {
    x: { kind: 'names', label: '', names },
    y: {
      kind: 'log',
      label: 'milliseconds, submit to done',
      range: logRange(marks.flatMap(({ y, interval }) => [y, ...(interval ?? [])])),
    },
    series: shapes.map((name) => ({ name, line: true })),
    marks,
    roofs: [],
    table: {
      caption: `${contest.title}: time of one launch`,
      head: ['who', 'shape', 'submit to done', 'interval, 95 %', 'GPU time', 'GFLOP/s', 'against'],
      rows: contenders.flatMap(({ label }, place) =>
        steps[place].map(({ shape, row, comparison }) => [
          label,
          shape,
          duration(row.medianMs),
          intervalText(row),
          duration(row.gpuMs),
          figure(row.gflops),
          comparison ? `${ratioInWords(comparison)}: ${contest.rival(place)?.label}` : '–',
        ]),
      ),
    },
  };
}

export function intervalText({ intervalMs }: CaseReport): string {
  return intervalMs ? intervalMs.map(duration).join(' to ') : '–';
}
