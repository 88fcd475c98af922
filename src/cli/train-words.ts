import type { RunRecord } from '../train/index';

/** More losses than this are told by the least, the median and the greatest. */
const MOST_LISTED = 24;

/** What is said of a run. Its record can be too long for one message from the page that trained it. */
export type ToldRun = Pick<
  RunRecord,
  'adapter' | 'program' | 'steps' | 'seconds' | 'evaluationSamples'
> & { losses: string };

export function toldRun(record: RunRecord): ToldRun {
  const { adapter, program, steps, seconds, evaluationSamples } = record;
  return { adapter, program, steps, seconds, evaluationSamples, losses: lossesInWords(record) };
}

/** The losses of a run; where models have diverged, how many, and where the first of them did. */
export function lossesInWords({ instances, diverged }: Pick<RunRecord, 'instances' | 'diverged'>) {
  const text = (loss: number) => loss.toPrecision(4);
  const losses = instances.map(({ loss }) => loss);
  const listed = losses.map(text).join(' ');
  const sorted = [...losses].sort((a, b) => a - b);
  const median = sorted[(sorted.length - 1) >> 1];
  const models = diverged.length > 0 ? 'finite models' : 'models';
  const told =
    losses.length <= MOST_LISTED
      ? listed
      : `from ${text(sorted[0])} to ${text(sorted[sorted.length - 1])}, median ${text(median)}, of ${losses.length} ${models}`;
  if (diverged.length === 0) return told;
  const [first] = [...diverged].sort((a, b) => a.by - b.by);
  return `${told}; ${diverged.length} of ${losses.length + diverged.length} models diverged and have no result, the first of them instance ${first.instance}, replica ${first.replica}, whose ${first.array} stopped being finite by step ${first.by}`;
}
