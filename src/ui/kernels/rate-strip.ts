import type { Rates, ProgramRate } from '../../lab/index';
import { logTicks } from '../chart-data';
import { count } from '../format';
import { short } from './fuse-words';
import type { Strip, StripRow } from './strip';

/** Steps a second of both programs: each round a dot, the interval of the median a bar. */
export function rateStrip({ stepwise, fused }: Rates): Strip {
  const known = [...stepwise.rounds, ...fused.rounds].filter((rate) => rate > 0);
  const range = [Math.min(...known) / 1.6, Math.max(...known) * 1.3] as const;
  const rows = [rowOf('stepwise', stepwise), rowOf('fused', fused)];
  return {
    axis: {
      kind: 'log',
      label: 'steps a second',
      range,
      ticks: logTicks(...range).map((at) => ({ at, text: at >= 1 ? count(at) : String(at) })),
    },
    rows,
    key: [],
    table: {
      caption: 'Steps a second',
      head: ['program', 'median', 'interval, 95 %', 'least', 'most', 'rounds'],
      rows: [
        ['stepwise', ...cells(stepwise)],
        ['fused', ...cells(fused)],
      ],
    },
  };
}

function rowOf(name: 'stepwise' | 'fused', { rounds, perSecond }: ProgramRate): StripRow {
  const { median, low, high } = perSecond;
  return {
    name,
    dots: rounds.filter((rate) => rate > 0),
    mark: median,
    bars: [
      {
        ...spread(low, high, median),
        tone: name,
        said: `${name}: ${short(median)} steps a second, ${interval(low, high)}, ${rounds.length} rounds`,
      },
    ],
    value: short(median),
  };
}

/** Too few samples for an interval leave the median alone. */
function spread(low: number, high: number, median: number) {
  const known = low > 0 && Number.isFinite(high);
  return known ? { from: low, to: high } : { from: median, to: median };
}

function interval(low: number, high: number): string {
  return low > 0 && Number.isFinite(high)
    ? `95 times in 100 between ${short(low)} and ${short(high)}`
    : 'too few rounds for an interval';
}

function cells({ rounds, perSecond: { median, low, high } }: ProgramRate): string[] {
  const known = rounds.filter((rate) => rate > 0);
  const between = low > 0 && Number.isFinite(high) ? `${short(low)} to ${short(high)}` : '–';
  return [
    short(median),
    between,
    short(Math.min(...known)),
    short(Math.max(...known)),
    String(known.length),
  ];
}

/** "Fused makes 17.7 times as many steps a second (15.2 to 21.1)", or that they cannot be told apart. */
export function ratioInWords({ ratio: { median, low, high } }: Rates): string {
  if (!(low > 0 && Number.isFinite(high))) return 'Cannot tell: too few rounds';
  const range = `${short(low)} to ${short(high)}`;
  if (low <= 1 && high >= 1)
    return `Cannot tell which makes more steps a second (${range} times as many)`;
  if (high < 1) {
    return `Fused makes fewer: ${short(median)} times as many steps a second (${range})`;
  }
  return `Fused makes ${short(median)} times as many steps a second (${range})`;
}
