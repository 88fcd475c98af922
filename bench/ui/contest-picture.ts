import { intervalOf, timeOf, type Clock } from '../report/compare';
import type { CaseReport } from '../report/schema';
import { duration } from '../report/words';
import { commonStart, ratioInWords, stepsOf, type Contest } from './contests';
import { logRange, type Mark, type Picture } from './picture';

/** A contest as a figure: contenders along x in their order, time up, a line for each shape. */
export function contestPicture(contest: Contest): Picture {
  const { contenders, shapes, clock } = contest;
  const steps = contenders.map((_, place) => stepsOf(contest, place));
  const rungs = contenders.flatMap(({ label, kernel }) => (kernel ? [label] : []));
  const start = `${commonStart(rungs)}_`;
  const names = contenders.map(({ label }) =>
    label.startsWith(start) ? label.slice(start.length) : label,
  );
  const marks = shapes.flatMap((shape, series) =>
    contenders.flatMap(({ label }, x): Mark[] => {
      const step = steps[x].find((one) => one.shape === shape);
      const y = step ? timeOf(step.row, clock).median : NaN;
      if (!step || !(y > 0)) return [];
      const interval = intervalOf(step.row, clock);
      return [{ x, y, interval, series, said: `${label} at ${shape}: ${step.words}` }];
    }),
  );
  return {
    x: { kind: 'names', label: '', names },
    y: {
      kind: 'log',
      label: clock === 'gpu' ? 'milliseconds, GPU time' : 'milliseconds, submit to done',
      range: logRange(marks.flatMap(({ y, interval }) => [y, ...(interval ?? [])])),
    },
    series: shapes.map((name) => ({ name, line: rungs.length > 0 })),
    marks,
    roofs: [],
    table: {
      caption: `${contest.title}: time of one launch`,
      head: [
        'who',
        'shape',
        ...CLOCKS.map(([, name]) => [name, 'interval, 95 %']).flat(),
        'against',
      ],
      rows: contenders.flatMap(({ label }, place) =>
        steps[place].map(({ shape, row, comparison }) => [
          label,
          shape,
          ...CLOCKS.flatMap(([each]) => [
            duration(timeOf(row, each).median),
            intervalText(row, each),
          ]),
          comparison ? `${ratioInWords(comparison)}: ${contest.rival(place)?.label}` : '–',
        ]),
      ),
    },
  };
}

const CLOCKS = [
  ['gpu', 'GPU time'],
  ['host', 'submit to done'],
] as const;

export function intervalText(row: CaseReport, clock: Clock): string {
  return intervalOf(row, clock)?.map(duration).join(' to ') ?? '–';
}
