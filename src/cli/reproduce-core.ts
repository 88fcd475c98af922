import { openGpu, type Gpu } from '../gpu/index';
import { guessedFused } from '../models/index';
import {
  findRun,
  judge,
  modelConfig,
  sized,
  trainProgram,
  type Progress,
  type ReportRow,
  type ReproduceSize,
  type Trained,
} from '../train/index';

/** A run that was trained, as it is kept until the report is whole. */
export interface Reproduced {
  rows: ReportRow[];
  seconds: number;
  adapter: { vendor: string; architecture: string; fallback: boolean };
  program: string;
  /** The best replica of each instance, for figures. */
  kept: Kept;
}

/** Numbers of one model an instance, rounded to seven digits. */
export interface Kept {
  w: number[];
  wDecode: number[] | null;
  b: number[];
  loss: number[];
}

/**
 * Trains one run on the GPU of this environment, a browser's or Deno's, and holds it against its claims.
 *
 * @param address such as `basic-results/linear-20`
 */
export async function reproduceRun(
  address: string,
  size: ReproduceSize,
  report: (progress: Progress) => void,
): Promise<Reproduced> {
  const place = findRun(address);
  if (!place) throw new Error(`There is no experiment "${address}".`);
  const experiment = sized(place, size);
  const gpu: Gpu = await openGpu();
  try {
    const program = await guessedFused(gpu, modelConfig(experiment));
    const began = performance.now();
    const trained = await trainProgram(program, experiment, report);
    const seconds = (performance.now() - began) / 1000;
    const rows = judge(place, experiment, trained);
    const { vendor, architecture, fallback } = gpu.adapter;
    const { kind } = program;
    program.destroy();
    return {
      ...{ rows, seconds, program: kind, kept: keep(trained) },
      adapter: { vendor, architecture, fallback },
    };
  } finally {
    gpu.destroy();
  }
}

function keep(trained: Trained): Kept {
  const models = trained.all();
  const digits = (values: Iterable<number>) => Array.from(values, (v) => Number(v.toPrecision(7)));
  const joined = (of: (model: (typeof models)[number]) => Float32Array) =>
    models.flatMap((model) => digits(of(model)));
  return {
    w: joined(({ w }) => w),
    wDecode: trained.moment.wDecode && joined(({ wDecode }) => wDecode),
    b: joined(({ b }) => b),
    loss: digits(models.map(({ loss }) => loss)),
  };
}
