import { openGpu, type AdapterFacts, type Gpu } from '../gpu/index';
import { guessedFused, SparseAutoencoder, type ProgramKind } from '../models/index';
import {
  dictionaryConfig,
  DivergenceLog,
  findRun,
  judge,
  keep,
  modelConfig,
  sized,
  trainDictionaries,
  trainProgram,
  withExactLoss,
  type Kept,
  type Progress,
  type ReportRow,
  type ReproduceSize,
  type DictionarySpec,
  type Trained,
} from '../train/index';

/** A run that was trained, as it is kept until the report is whole. */
export interface Reproduced {
  rows: ReportRow[];
  /** Of training and of measuring its losses. */
  seconds: number;
  adapter: AdapterFacts;
  /** What runs WebGPU, as it names itself. */
  browser: string;
  program: ProgramKind;
  /** The best replica of each instance, for figures. */
  kept: Kept;
  /** What has diverged, in a sentence; empty where nothing has. */
  diverged: string;
  /** Instances without a finite replica: claims about them are off. */
  lost: number;
}

/**
 * Trains one run on the GPU of this environment, a browser's or Deno's, and holds it against its claims.
 *
 * @param address such as `basic-results/linear-20`
 * @param samples fresh ones, for the loss of each model; as many as there is time for where nothing is said
 */
export async function reproduceRun(
  address: string,
  size: ReproduceSize,
  report: (progress: Progress) => void,
  samples?: number,
): Promise<Reproduced> {
  const place = findRun(address);
  if (!place) throw new Error(`There is no experiment "${address}".`);
  const experiment = sized(place, size);
  const gpu: Gpu = await openGpu();
  try {
    const program = await guessedFused(gpu, modelConfig(experiment));
    const began = performance.now();
    const divergences = new DivergenceLog(experiment.instances * experiment.replicas);
    // Claims and figures are about the same replicas.
    const models = withExactLoss(
      await trainProgram(program, experiment, report, divergences, samples),
    );
    const { dictionary } = place.run;
    const trained =
      dictionary && !models.allDiverged
        ? await withDictionaries(gpu, models, dictionary, report)
        : models;
    const seconds = (performance.now() - began) / 1000;
    const { kind } = program;
    program.destroy();
    return {
      ...{ rows: judge(place, experiment, trained), seconds, program: kind, kept: keep(trained) },
      diverged: divergences.inWords(experiment),
      lost: divergences.lost(experiment).length,
      adapter: gpu.adapter,
      browser: navigator.userAgent,
    };
  } catch (error) {
    // When the device is lost, work under way fails first; the loss is the better explanation.
    const pause = new Promise<null>((resolve) => setTimeout(() => resolve(null), 100));
    const loss = await Promise.race([gpu.lost, pause]);
    throw loss ? new Error(`The graphics device was lost: ${loss.message}`) : error;
  } finally {
    gpu.destroy();
  }
}

/** Trains a sparse autoencoder on the best replica of each instance. */
async function withDictionaries(
  gpu: Gpu,
  trained: Trained,
  spec: DictionarySpec,
  report: (progress: Progress) => void,
): Promise<Trained> {
  const config = dictionaryConfig(trained, spec);
  const program = await SparseAutoencoder.create(gpu, config);
  try {
    const dictionaries = await trainDictionaries(program, config, (done, loss) =>
      report({ phase: 'training', done, of: spec.steps, loss }),
    );
    return trained.with(dictionaries);
  } finally {
    program.destroy();
  }
}
