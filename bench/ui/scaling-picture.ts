import { stepFlops } from '../train/cases';
import { standsOn, withoutInterval } from '../report/interval';
import type { CaseReport, Peaks, Report } from '../report/schema';
import { counted, duration, figure } from '../report/words';
import { logRange, type Mark, type Picture, type Roof } from './picture';

/** How rows of a climb are named: "scaling n=5 m=2". */
const SCALING = /^scaling /;
/** Instances from which cost is asked to be linear: with fewer a device is not full. */
const FEW = 100;

/** A measured training of so many models. */
interface Point {
  row: CaseReport;
  I: number;
  n: number;
  m: number;
  B: number;
  /** Steps a second, times instances. */
  rate: number;
  interval: readonly [number, number] | null;
}

/** How model-steps a second follow the number of models: one line a contender and model. */
export function instancesPicture(report: Pick<Report, 'cases' | 'peaks'>): Picture | null {
  const points = pointsOf(report);
  const climbs = grouped(points, ({ n, m }) => modelOf(n, m));
  const climbed = [...climbs.values()].filter((own) => new Set(own.map(({ I }) => I)).size > 1);
  if (climbed.length === 0) return null;
  const many = climbed.length > 1;
  const nameOf = ({ row, n, m }: Point) =>
    many ? `${row.variant}, ${modelOf(n, m)}` : row.variant;
  return pictureOf(climbed.flat(), {
    x: ({ I }) => I,
    label: 'I, number of models',
    nameOf,
    caption: 'Model-steps a second by number of models',
    roofs: (across) =>
      climbed.flatMap(([{ n, m, B }]) => {
        const most = boundOf(report.peaks, n, m, B);
        const label = `multiply-adds alone, ${modelOf(n, m)}`;
        return most ? [flat(across, most, label)] : [];
      }),
  });
}

/** The same by the size of one model. */
export function sizesPicture(report: Pick<Report, 'cases' | 'peaks'>): Picture | null {
  const points = pointsOf(report).filter(({ I }) => I === 1);
  if (new Set(points.map(({ n, m }) => n * m)).size < 2) return null;
  return pictureOf(points, {
    x: ({ n, m }) => n * m,
    label: 'n · m, weights of the model',
    nameOf: ({ row }) => row.variant,
    caption: 'Steps a second of one model by its size',
    roofs: (across) => {
      const most = boundOf(report.peaks, 1, 1, points[0].B);
      if (!most) return [];
      const ends = across.map((weights) => [weights, most / weights] as const);
      return [{ points: ends, label: 'multiply-adds alone', dashed: true }];
    },
  });
}

/** What a step costs for each instance, with a hundred of them and with as many as were measured. */
export interface Linearity {
  who: string;
  most: number;
  /** Milliseconds a step and instance. */
  few: number;
  many: number;
  /** many / few: 1 where cost is linear. */
  ratio: number;
}

export function linearities(report: Pick<Report, 'cases'>): Linearity[] {
  const climbs = grouped(pointsOf(report), ({ row, n, m }) => `${row.variant}, ${modelOf(n, m)}`);
  return [...climbs].flatMap(([who, points]) => {
    const each = (instances: number) => {
      const point = points.find(({ I }) => I === instances);
      return point ? 1000 / point.rate : NaN;
    };
    const most = Math.max(...points.map(({ I }) => I));
    const [few, many] = [each(FEW), each(most)];
    return most > FEW && many / few > 0 ? [{ who, most, few, many, ratio: many / few }] : [];
  });
}

/** "fused, n = 5, m = 2: a step takes 31 µs a model with 100 models and 30 µs a model with 10000, a factor of 0.968". */
export function linearityInWords({ who, most, few, many, ratio }: Linearity): string {
  return `${who}: a step takes ${duration(few)} a model with ${FEW} models and ${duration(many)} a model with ${most}, a factor of ${figure(ratio)}`;
}

function grouped(points: readonly Point[], keyOf: (point: Point) => string): Map<string, Point[]> {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = keyOf(point);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return groups;
}

function pointsOf({ cases }: Pick<Report, 'cases'>): Point[] {
  return cases.flatMap((row): Point[] => {
    const { I, n, m, B } = row.shape;
    const { stepsPerSecond, intervalMs } = row;
    if (row.suite !== 'train' || !SCALING.test(row.name) || !stepsPerSecond) return [];
    if (![I, n, m, B].every((size) => size >= 1)) return []; // of a file that somebody wrote
    const rate = (ms: number) => (1000 * I) / ms;
    const interval = intervalMs && intervalMs[0] > 0;
    return [
      {
        ...{ row, I, n, m, B },
        rate: stepsPerSecond * I,
        interval: interval ? [rate(intervalMs[1]), rate(intervalMs[0])] : null,
      },
    ];
  });
}

function modelOf(n: number, m: number): string {
  return `n = ${n}, m = ${m}`;
}

/** Model-steps a second if nothing but a step's products took time; null where the peak is not known. */
function boundOf({ gflops }: Peaks, n: number, m: number, B: number): number | null {
  return gflops ? (gflops * 1e9) / stepFlops({ I: 1, n, m, B }) : null;
}

function flat([from, to]: readonly [number, number], y: number, label: string): Roof {
  return {
    points: [
      [from, y],
      [to, y],
    ],
    label,
    dashed: true,
  };
}

interface Wish {
  x(point: Point): number;
  label: string;
  nameOf(point: Point): string;
  caption: string;
  roofs(across: readonly [number, number]): Roof[];
}

function pictureOf(points: readonly Point[], wish: Wish): Picture {
  const names = [...new Set(points.map(wish.nameOf))];
  const marks = points.map((point): Mark => {
    const { row, I, n, m, rate, interval } = point;
    const roof = row.percentOfRoofline;
    const reached = roof === null ? '' : `, ${figure(roof)} % of what multiply-adds allow`;
    return {
      x: wish.x(point),
      y: rate,
      interval,
      series: names.indexOf(wish.nameOf(point)),
      said: `${row.variant}, I = ${I}, ${modelOf(n, m)}: ${counted(figure(rate), 'model-step')} a second${standsOn(row)}, ${duration(1000 / (rate / I))} a step${reached}`,
    };
  });
  const across = logRange(
    marks.map(({ x }) => x),
    1.6,
  );
  const roofs = wish.roofs(across);
  const tops = roofs.flatMap((roof) => roof.points.map(([, y]) => y));
  const rates = marks.flatMap(({ y, interval }) => [y, ...(interval ?? [])]);
  return {
    x: { kind: 'log', label: wish.label, range: across },
    y: { kind: 'log', label: 'model-steps a second', range: logRange([...rates, ...tops]) },
    series: names.map((name) => ({ name, line: true })),
    marks: marks.sort((a, b) => a.series - b.series || a.x - b.x),
    roofs,
    table: {
      caption: wish.caption,
      head: ['who', 'I', 'n', 'm', 'model-steps/s', 'interval, 95 %', 'a step', '% of roofline'],
      rows: points.map(({ row, I, n, m, rate, interval }) => [
        row.variant,
        String(I),
        String(n),
        String(m),
        figure(rate),
        interval ? interval.map(figure).join(' to ') : withoutInterval(row),
        duration(row.medianMs),
        figure(row.percentOfRoofline),
      ]),
    },
  };
}
