import type { CallTraffic, StepTimes } from '../../lab/index';
import { percent, time } from './fuse-words';
import { linearTicks, type Strip, type StripRow } from './strip';

/** How a step's time divides. */
export interface StepShares {
  /** From the first call's beginning to the last one's end, in ns. */
  total: number;
  /** ns in which a call was running. */
  busy: number;
  /** ns between the end of a call and the beginning of the next. */
  gaps: number;
}

export function stepShares({ spans }: StepTimes): StepShares {
  const total = Math.max(0, ...spans.map(({ end }) => end));
  let busy = 0;
  let reached = 0;
  for (const { begin, end } of [...spans].sort((a, b) => a.begin - b.begin)) {
    busy += Math.max(0, end - Math.max(begin, reached)); // passes may overlap: no moment counts twice
    reached = Math.max(reached, end);
  }
  return { total, busy, gaps: total - busy };
}

/** The calls of a step on a time line, and one step of the fused launch below, on the same scale. */
export function stepStrip(
  times: StepTimes,
  calls: readonly Pick<CallTraffic, 'kernel' | 'does'>[],
): Strip {
  const { spans, onePass, fused } = times;
  const { total } = stepShares(times);
  const most = Math.max(total, onePass.median || 0, fused.median || 0);
  const rows = spans.map(({ begin, end }, place): StripRow => {
    const { kernel, does } = calls[place];
    const took = end - begin;
    return {
      name: `${place + 1} ${kernel}`,
      bars: [
        {
          from: begin,
          to: end,
          tone: 'stepwise',
          said: `${place + 1} ${kernel}, ${does}: begins at ${time(begin)}, takes ${time(took)}, ${percent(took / total)} of the step`,
        },
      ],
      value: time(took),
    };
  });
  const whole = (name: string, ns: number, tone: 'stepwise' | 'fused', apart: boolean) => ({
    name,
    bars: [{ from: 0, to: ns || 0, tone, said: `${name}: ${time(ns)}` }],
    value: time(ns),
    apart,
  });
  return {
    axis: {
      kind: 'linear',
      label: 'time since the step began',
      range: [0, most * 1.02],
      ticks: linearTicks(most).map((at) => ({ at, text: time(at) })),
    },
    rows: [
      ...rows,
      whole('all calls in one pass', onePass.median, 'stepwise', true),
      whole('one step of the fused launch', fused.median, 'fused', false),
    ],
    key: [],
    table: {
      caption: 'One training step on the device’s clock',
      head: ['call', 'kernel', 'does', 'begins at', 'takes', 'share', 'wait before it'],
      rows: [
        ...spans.map(({ begin, end }, place) => [
          String(place + 1),
          calls[place].kernel,
          calls[place].does,
          time(begin),
          time(end - begin),
          percent((end - begin) / total),
          place === 0 ? '–' : time(Math.max(0, begin - spans[place - 1].end)),
        ]),
        ['', 'all calls in one pass', '', '', time(onePass.median), '', ''],
        ['', 'one step of the fused launch', '', '', time(fused.median), '', ''],
      ],
    },
  };
}
