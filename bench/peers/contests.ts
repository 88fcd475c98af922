import {
  caseRandom,
  judge,
  kernelEntry,
  runKernel,
  type CaseRandom,
  type Expected,
  type KernelCase,
  type KernelEntry,
  type Sizes,
} from '../../src/kernels/index';
import {
  browserTuningStore,
  interleave,
  launchSubject,
  prepareLaunch,
  tune,
  type Launch,
  type Subject,
} from '../../src/measure/index';
import { MATMUL_SHAPES, matches, sayShape } from '../cases';
import type { CaseReport } from '../report/schema';
import { workOf, type Work } from '../roofline';
import { blank, timesOf, type Bench } from '../case-report';
import type { Operation, Peer, PeerSubject } from './peer';

/** One operation on one problem, ours and every library's in turn. */
export interface Contest {
  label: string;
  run(): Promise<void>;
}

/** A part of our answer: one kernel, or several that together do what a library does in one call. */
interface Part {
  kernel: string;
  constants: Sizes;
  sizes: Sizes;
  problem: KernelCase;
  /** The binding that holds the answer, and the place of that answer among the library's. */
  output: string;
}

interface Entrant {
  kind: Operation['kind'];
  sizes: Sizes;
  /** Makes inputs and reference, which takes a moment for large problems. */
  make(): Made;
}

interface Made {
  operation: Operation;
  /** Tuned where the family has rungs. */
  parts(bench: Bench): Promise<Part[]>;
}

/** A library's result may be rounded otherwise than ours, by another algorithm: wrong is what is far off. */
const TOLERANCE = 100;

/** Opens every library on every device that it has here. */
export async function openContests(bench: Bench): Promise<Contest[]> {
  const { options, host } = bench;
  host.onProgress({ phase: 'verify', done: 0, of: 1, label: 'loading libraries' });
  const [{ openJax }, tensorFlow] = await Promise.all([
    import('./jax'),
    // Its WebGPU backend needs a page; where there is none, it is left out.
    import('./tfjs').catch(() => null),
  ]);
  const opened: (Peer | null)[] = [];
  for (const device of ['webgpu', 'wasm'] as const) {
    opened.push(await openJax(device).catch(() => null));
    opened.push((await tensorFlow?.openTensorFlow(device).catch(() => null)) ?? null);
  }
  const peers = opened.filter((peer) => peer !== null);
  return entrants(options.shapes)
    .filter(({ kind, sizes }) => matches(options.filter, kind, sayShape(sizes)))
    .map((entrant) => ({
      label: `${entrant.kind}, ${sayShape(entrant.sizes)}, against libraries`,
      run: () => contest(bench, entrant, peers),
    }));
}

async function contest(bench: Bench, entrant: Entrant, peers: readonly Peer[]): Promise<void> {
  const { gpu, timer, clocks, peaks, host, options } = bench;
  const launches: Launch[] = [];
  const opened: PeerSubject[] = [];
  const subjects: (Subject & { report: CaseReport })[] = [];
  const base = { ...blank(entrant.kind, '', entrant.sizes), suite: 'peer' as const };
  let work: Work = { flops: 0, bytes: 0 };
  try {
    const { operation, parts: partsFor } = entrant.make();
    const parts = await partsFor(bench);
    let worst = 0;
    for (const { kernel, constants, sizes, problem } of parts) {
      const entry = kernelEntry(kernel);
      const outputs = await runKernel(gpu, entry, sizes, problem, constants);
      worst = Math.max(worst, judge(problem, outputs).worst);
      launches.push(await prepareLaunch(gpu, entry, sizes, constants, problem));
      const one = workOf(entry, sizes, constants, Object.keys(problem.inputs));
      work = { flops: work.flops + one.flops, bytes: work.bytes + one.bytes };
    }
    const variant = parts
      .map(({ kernel, constants }) =>
        [kernel, ...Object.entries(constants).map(([k, v]) => `${k}=${v}`)].join(' '),
      )
      .join(' + ');
    const ours = { ...base, variant, errorOverBound: Number.isFinite(worst) ? worst : null };
    if (worst > 1) {
      host.onCase({ ...ours, note: 'wrong result, so not timed' });
    } else {
      const encode = (pass: GPUComputePassEncoder) => launches.forEach((one) => one.encode(pass));
      const all = { ...launches[0], encode };
      subjects.push({ ...launchSubject(gpu, timer, all), report: ours });
    }
    for (const peer of peers) {
      if (host.signal.aborted) return;
      const { name, version, device } = peer;
      const theirs = { ...base, variant: `${name} ${device}`, peer: { name, version, device } };
      try {
        const subject = await peer.prepare(operation);
        opened.push(subject);
        const error = errorOf(await subject.result(), parts);
        const report = { ...theirs, errorOverBound: Number.isFinite(error) ? error : null };
        if (error > TOLERANCE)
          host.onCase({ ...report, note: 'far from the reference: not timed' });
        else subjects.push({ ...subject, report });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        host.onCase({ ...theirs, note: message.slice(0, 900) });
      }
    }
    const measured = await interleave(subjects, clocks, {
      budget: options.budgetSeconds * 1000,
      narrow: 0.05,
      signal: host.signal,
    });
    for (const each of measured) {
      const times = timesOf(each, work, peaks);
      // Against libraries the host's clock decides, for all alike.
      const ns = each.submitToDone.interval().median;
      host.onCase({
        ...each.subject.report,
        ...times,
        gflops: work.flops > 0 ? work.flops / ns : null,
        gbps: work.bytes / ns,
        // The roofline is the GPU's: it says nothing of a library that runs on the CPU.
        percentOfRoofline:
          each.subject.report.peer?.device === 'wasm' ? null : (times.percentOfRoofline ?? null),
      });
    }
  } finally {
    for (const launch of launches) launch.destroy();
    for (const subject of opened) subject.dispose();
  }
}

/** The largest error over its bound of a library's results. */
function errorOf(results: readonly Float32Array[], parts: readonly Part[]): number {
  return Math.max(
    ...parts.map(({ problem, output }, at) => {
      const expected: Readonly<Record<string, Expected>> = { result: problem.expected[output] };
      return (
        judge({ ...problem, expected: loosened(expected) }, { result: results[at] }).worst *
        TOLERANCE
      );
    }),
  );
}

function loosened(
  expected: Readonly<Record<string, Expected>>,
): Readonly<Record<string, Expected>> {
  const [[name, { value, bound }]] = Object.entries(expected);
  return { [name]: { value, bound: bound.map((b) => (b || 2 ** -23) * TOLERANCE) } };
}

/** Two sizes of every operation but the product, which has its seven shapes. */
const ROWS: readonly Record<'R' | 'C', number>[] = [
  { R: 1024, C: 1024 },
  { R: 8192, C: 16 },
];

function entrants(shapes: BenchShapes): Entrant[] {
  const products = (shapes.length > 0 ? shapes : MATMUL_SHAPES).flatMap((sizes) => [
    product(sizes),
    ...(sizes.M * sizes.K * sizes.N <= 2 ** 27 ? [productGradient(sizes)] : []),
  ]);
  if (shapes.length > 0) return products;
  return [
    ...products,
    ...ROWS.flatMap((sizes) => [
      relu(sizes),
      reluGradient(sizes),
      rowSum(sizes),
      entropy(sizes),
      entropyGradient(sizes),
    ]),
  ];
}
type BenchShapes = Bench['options']['shapes'];

const SEED = 1;

async function tuned(bench: Bench, family: string, sizes: Sizes) {
  const { gpu, timer, clocks } = bench;
  return tune(gpu, timer, clocks, family, sizes, browserTuningStore());
}

function makeCase(entry: KernelEntry, sizes: Sizes, random: CaseRandom): KernelCase {
  return entry.makeCase(sizes, random, entry.header.constants);
}

/** Random numbers that come from arrays given beforehand: the case of a kernel on inputs of our choice. */
function replay(...arrays: readonly Float32Array[]): CaseRandom {
  const rest = [...arrays];
  return { floats: () => rest.shift()!, integer: (low) => low };
}

type Product = Record<'M' | 'K' | 'N', number>;

function product(sizes: Product): Entrant {
  const { M, K, N } = sizes;
  const full = { I: 1, M, K, N };
  const make = (): Made => {
    const random = caseRandom(SEED);
    const [a, b] = [random.floats(M * K), random.floats(K * N)];
    return {
      operation: { kind: 'matmul', sizes, a, b },
      async parts(bench) {
        const choice = await tuned(bench, 'matmul', full);
        const problem = makeCase(kernelEntry('matmul_naive'), full, replay(a, b));
        return [{ ...choice, sizes: full, problem, output: 'c' }];
      },
    };
  };
  return { kind: 'matmul', sizes, make };
}

function productGradient(sizes: Product): Entrant {
  const { M, K, N } = sizes;
  // d_a = d · bᵀ sums over N; d_b = aᵀ · d sums over M.
  const forA = { I: 1, M, K: N, N: K };
  const forB = { I: 1, M: K, K: M, N };
  const make = (): Made => {
    const random = caseRandom(SEED);
    const [a, b, d] = [random.floats(M * K), random.floats(K * N), random.floats(M * N)];
    return {
      operation: { kind: 'matmul gradient', sizes, a, b, d },
      async parts(bench) {
        const nt = await tuned(bench, 'matmul_nt', forA);
        const tn = await tuned(bench, 'matmul_tn', forB);
        const ofA = makeCase(kernelEntry('matmul_nt_naive'), forA, replay(d, b));
        const ofB = makeCase(kernelEntry('matmul_tn_naive'), forB, replay(a, d));
        return [
          { ...nt, sizes: forA, problem: ofA, output: 'c' },
          { ...tn, sizes: forB, problem: ofB, output: 'c' },
        ];
      },
    };
  };
  return { kind: 'matmul gradient', sizes, make };
}

type Rows = Record<'R' | 'C', number>;

/** An operation of one kernel whose inputs are its case's. */
function single(
  kind: Operation['kind'],
  kernel: string,
  shape: Rows,
  sizes: Sizes,
  output: string,
  operation: (inputs: Readonly<Record<string, never>>) => Operation,
): Entrant {
  const make = (): Made => {
    const problem = makeCase(kernelEntry(kernel), sizes, caseRandom(SEED));
    return {
      operation: operation(problem.inputs as Readonly<Record<string, never>>),
      async parts(bench) {
        const { family } = kernelEntry(kernel);
        const choice = family ? await tuned(bench, family, sizes) : { kernel, constants: {} };
        return [{ ...choice, sizes, problem, output }];
      },
    };
  };
  return { kind, sizes: shape, make };
}

const relu = (shape: Rows) =>
  single(
    'bias and ReLU',
    'bias_relu',
    shape,
    { I: 1, B: shape.R, n: shape.C },
    'out',
    ({ pre, bias }) => ({
      kind: 'bias and ReLU',
      sizes: shape,
      a: pre,
      b: bias,
    }),
  );

const reluGradient = (shape: Rows) =>
  single(
    'bias and ReLU gradient',
    'bias_relu_backward',
    shape,
    { count: shape.R * shape.C },
    'd_pre',
    // With a bias of zero, what the ReLU wrote has the same gradient as what went in; where it wrote 0, some number
    // below 0 went in. At 0 itself libraries choose the slope as they like.
    ({ out, d_out: d }) => ({
      kind: 'bias and ReLU gradient',
      sizes: shape,
      a: (out as Float32Array).map((v) => (v > 0 ? v : -1)),
      b: new Float32Array(shape.C),
      d,
    }),
  );

const rowSum = (shape: Rows) =>
  single('row sum', 'row_sum_serial', shape, shape, 'sums', ({ a }) => ({
    kind: 'row sum',
    sizes: shape,
    a,
  }));

const entropy = (shape: Rows) =>
  single(
    'softmax cross entropy',
    'softmax_cross_entropy',
    shape,
    shape,
    'loss',
    ({ logits: a, labels }) => ({
      kind: 'softmax cross entropy',
      sizes: shape,
      a,
      labels,
    }),
  );

const entropyGradient = (shape: Rows) =>
  single(
    'softmax cross entropy gradient',
    'softmax_cross_entropy_backward',
    shape,
    shape,
    'd_logits',
    ({ logits: a, labels }) => ({
      kind: 'softmax cross entropy gradient',
      sizes: shape,
      a,
      labels,
    }),
  );
