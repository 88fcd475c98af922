import { intervalOf, speedClock, standsOn, timeOf } from '../report/interval';
import type { CaseReport, Peaks, Report } from '../report/schema';
import { contender, figure, shapeTitle } from '../report/words';
import { kernelOf, type KernelFacts } from './kernel-facts';
import { logRange, type Mark, type Picture, type Roof } from './picture';

interface Point {
  row: CaseReport;
  kernel: KernelFacts;
  /** Flops for each byte that has to be moved at least. */
  intensity: number;
  gflops: number;
}

/**
 * Where kernels stand under this device's roof: bandwidth times intensity on the left, the multiply-add rate on the
 * right (Williams, Waterman & Patterson 2009). Kernels that do no arithmetic have no place on it.
 */
export function rooflinePicture({ cases, peaks }: Pick<Report, 'cases' | 'peaks'>): Picture {
  const points = cases.flatMap(pointOf);
  const kernels = [...new Set(points.map(({ kernel }) => kernel.name))];
  const intensities = points.map(({ intensity }) => intensity);
  const ridge = (peaks.gflops ?? 0) / (storageOf(peaks) ?? Infinity);
  const across = logRange([...intensities, ridge], 4);
  const roofs = roofsOf(peaks, across);
  const tops = roofs.flatMap((roof) => roof.points.map(([, y]) => y));
  const marks = points.map(({ row, kernel, intensity, gflops }): Mark => {
    const share = row.percentOfRoofline;
    const reached = share === null ? '' : `, ${figure(share)} % of what the roof allows`;
    return {
      x: intensity,
      y: gflops,
      interval: speedInterval(row, gflops),
      series: kernels.indexOf(kernel.name),
      said: `${contender(row)} at ${shapeTitle(row.shape)}: ${figure(gflops)} GFLOP/s${standsOn(row)} at ${figure(intensity)} flop/byte${reached}`,
    };
  });
  return {
    x: { kind: 'log', label: 'arithmetic intensity, flop/byte', range: across },
    y: { kind: 'log', label: 'GFLOP/s', range: logRange([...marks.map(({ y }) => y), ...tops], 2) },
    series: kernels.map((name) => ({ name, line: false, named: true })),
    marks: marks.sort((a, b) => a.series - b.series || a.x - b.x),
    roofs,
    table: {
      caption: 'Kernels on the roofline',
      head: [
        'family',
        'kernel',
        'shape',
        'flop/byte',
        'GFLOP/s',
        'samples',
        'GB/s',
        '% of roofline',
      ],
      rows: points.map(({ row, kernel, intensity, gflops }) => [
        kernel.family,
        contender(row),
        shapeTitle(row.shape),
        figure(intensity),
        figure(gflops),
        String(row.samples),
        figure(row.gbps),
        figure(row.percentOfRoofline),
      ]),
    },
  };
}

/** Cases that were timed but have no flops to be placed by. */
export function withoutFlops({ cases }: Pick<Report, 'cases'>): CaseReport[] {
  return cases.filter((row) => row.gbps && !row.gflops);
}

function pointOf(row: CaseReport): Point[] {
  const kernel = kernelOf(row);
  if (row.suite !== 'kernel' || !kernel || !row.gflops || !row.gbps) return [];
  return [{ row, kernel, intensity: row.gflops / row.gbps, gflops: row.gflops }];
}

/** The interval of a speed, from that of the time by which it was computed. */
function speedInterval(row: CaseReport, gflops: number): Mark['interval'] {
  const clock = speedClock(row);
  const known = intervalOf(row, clock);
  if (!known || !(known[0] > 0)) return null;
  const work = gflops * timeOf(row, clock).median;
  return [work / known[1], work / known[0]];
}

/** The best that storage buffers were seen to do, GB/s. */
export function storageOf({ readGbps, writeGbps, copyGbps }: Peaks): number | null {
  const known = [readGbps, writeGbps, copyGbps].filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

function roofsOf(peaks: Peaks, [left, right]: readonly [number, number]): Roof[] {
  const { gflops, workgroupGbps } = peaks;
  const storage = storageOf(peaks);
  const slope = (gbps: number, label: string, dashed: boolean): Roof => {
    const end = gflops === null ? right : Math.min(right, Math.max(left, gflops / gbps));
    const points = [
      [left, left * gbps],
      [end, end * gbps],
    ] as const;
    return { points, label: `${label}, ${figure(gbps)} GB/s`, dashed };
  };
  const roofs: Roof[] = [];
  if (storage) roofs.push(slope(storage, 'storage', false));
  if (workgroupGbps) roofs.push(slope(workgroupGbps, 'workgroup memory', true));
  if (gflops) {
    // It begins where the steepest slope ends.
    const fastest = Math.max(storage ?? 0, workgroupGbps ?? 0);
    const from = fastest > 0 ? Math.min(right, Math.max(left, gflops / fastest)) : left;
    const label = `multiply-add, ${figure(gflops)} GFLOP/s`;
    const points = [
      [from, gflops],
      [right, gflops],
    ] as const;
    roofs.push({ points, label, dashed: false });
  }
  return roofs;
}
