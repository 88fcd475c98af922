import { WORKGROUP_BYTES, type WorkgroupArray } from '../../lab/index';
import { bytes, percent } from './fuse-words';
import type { Strip, StripBar, Tone } from './strip';

/** Bytes in a row of the map. */
const ROW = 1024;

/** What each array is there for; those that only one step needs are scratch. */
const MEANING: Readonly<Record<string, { tone: Tone; holds: string }>> = {
  parameter: { tone: 'kept', holds: 'W and b' },
  moment_1: { tone: 'kept', holds: 'Adam’s first moments' },
  moment_2: { tone: 'kept', holds: 'Adam’s second moments' },
  partial: { tone: 'scratch', holds: 'each invocation’s sums of four features, and of the loss' },
  sixteenth: { tone: 'scratch', holds: 'the same, sixteen invocations added up' },
};

/** Whether an array of the kernel stays from step to step. */
export function keptInMemory(name: string): boolean {
  return MEANING[name]?.tone === 'kept';
}

/** A map of the workgroup memory that every device grants: what lies where, and what is free. */
export function memoryStrip(arrays: readonly WorkgroupArray[]): Strip {
  const used = arrays.reduce((sum, each) => sum + each.bytes, 0);
  const free = Math.max(0, WORKGROUP_BYTES - used);
  let at = 0;
  const segments = [...arrays, { name: 'free', bytes: free }].map((array) => {
    const { tone, holds } = MEANING[array.name] ?? { tone: 'free', holds: '' };
    const share = percent(array.bytes / WORKGROUP_BYTES);
    const what = holds ? `${array.name}, ${holds}` : array.name;
    const said = `${what}: ${bytes(array.bytes)}, ${share} of workgroup memory`;
    const segment = { ...array, tone, holds, said, from: at, to: at + array.bytes };
    at += array.bytes;
    return segment;
  });
  const rows = Array.from({ length: Math.ceil(WORKGROUP_BYTES / ROW) }, (_, row) => {
    const [begin, end] = [row * ROW, (row + 1) * ROW];
    const bars = segments
      .filter(({ from, to }) => to > begin && from < end)
      .map(({ from, to, tone, said, name }): StripBar => ({
        from: Math.max(from, begin) - begin,
        to: Math.min(to, end) - begin,
        tone,
        said,
        ...((from >= begin || row === 0) && { label: name }),
      }));
    return { name: String(begin), bars, value: '' };
  });
  return {
    axis: {
      kind: 'linear',
      label: 'bytes from the row’s first',
      range: [0, ROW],
      ticks: [0, 256, 512, 768, ROW].map((tick) => ({ at: tick, text: String(tick) })),
    },
    rows,
    key: [
      { tone: 'kept', name: 'stays from step to step' },
      { tone: 'scratch', name: 'written again in every step' },
      { tone: 'free', name: 'free' },
    ],
    dense: true,
    table: {
      caption: 'Workgroup memory of one model',
      head: ['array', 'holds', 'bytes', 'share'],
      rows: segments.map((segment) => [
        segment.name,
        segment.holds || '–',
        String(segment.bytes),
        percent(segment.bytes / WORKGROUP_BYTES),
      ]),
    },
  };
}
