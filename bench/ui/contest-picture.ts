import { intervalOf, intervalText, timeOf } from '../report/interval';
import { duration, figure } from '../report/words';
import { commonStart, ratioInWords, stepsOf, type Contest } from './contests';
import { logRange, type Mark, type Picture } from './picture';

/** A contest as a figure: contenders along x in their order, time up, a line for each shape. */
export function contestPicture(contest: Contest): Picture {
  const { contenders, shapes, clock } = contest;
  const steps = contest.shows === 'steps';
  const standing = contenders.map((_, place) => stepsOf(contest, place));
  const rungs = contenders.flatMap(({ label, kernel }) => (kernel ? [label] : []));
  const start = `${commonStart(rungs)}_`;
  const names = contenders.map(({ label }) =>
    label.startsWith(start) ? label.slice(start.length) : label,
  );
  const marks = shapes.flatMap((shape, series) =>
    contenders.flatMap(({ label }, x): Mark[] => {
      const step = standing[x].find((one) => one.shape === shape);
      const ms = step ? timeOf(step.row, clock).median : NaN;
      if (!step || !(ms > 0)) return [];
      const known = intervalOf(step.row, clock);
      const y = steps ? perSecond(ms) : ms;
      const interval =
        steps && known && known[0] > 0
          ? ([perSecond(known[1]), perSecond(known[0])] as const)
          : known;
      return [{ x, y, interval, series, said: `${label} at ${shape}: ${step.words}` }];
    }),
  );
  return {
    x: { kind: 'names', label: '', names },
    y: {
      kind: 'log',
      label: steps ? 'steps a second' : LABELS[clock],
      range: logRange(marks.flatMap(({ y, interval }) => [y, ...(interval ?? [])])),
    },
    series: shapes.map((name) => ({ name, line: rungs.length > 0 })),
    marks,
    roofs: [],
    table: {
      caption: `${contest.title}: time of one ${steps ? 'step' : 'launch'}`,
      head: [
        'who',
        'shape',
        ...(steps ? ['steps/s'] : []),
        ...CLOCKS.map(([, name]) => [name, 'interval, 95 %']).flat(),
        'against',
      ],
      rows: contenders.flatMap(({ label }, place) =>
        standing[place].map(({ shape, row, comparison }) => [
          label,
          shape,
          ...(steps ? [figure(row.stepsPerSecond)] : []),
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

const LABELS = { gpu: 'milliseconds, GPU time', host: 'milliseconds, submit to done' };

const perSecond = (ms: number) => 1000 / ms;

const CLOCKS = [
  ['gpu', 'GPU time'],
  ['host', 'submit to done'],
] as const;
