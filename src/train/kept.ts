import type { Dictionaries, SparseAutoencoderConfig } from '../models/index';
import { countNonfinite, featureGeometry } from '../reference/index';
import { TrainedDictionaries } from './dictionary';
import type { Experiment } from './experiment';
import type { Moment, Trained } from './trained';

/**
 * Numbers of one model an instance, its best replica, rounded to seven digits: what is left of a run when its device is
 * gone. Null stands for what is no number, which JSON does not have.
 */
export interface Kept {
  /** [instances, n, m] */
  w: (number | null)[];
  /** The same of a decoder with weights of its own; null where it is tied. */
  wDecode: (number | null)[] | null;
  /** [instances, n] */
  b: (number | null)[];
  /** [instances] */
  loss: (number | null)[];
  /** Sparse autoencoders of these models, where there are such. */
  dictionaries?: KeptDictionaries;
}

/** As `TrainedDictionaries`, in lists. */
export interface KeptDictionaries {
  config: SparseAutoencoderConfig;
  numbers: Record<keyof Dictionaries, (number | null)[]>;
  step: number;
}

function sevenDigits(values: Iterable<number>): (number | null)[] {
  return Array.from(values, (value) =>
    Number.isFinite(value) ? Number(value.toPrecision(7)) : null,
  );
}

/** What is kept of all models. */
export function keep(trained: Trained): Kept {
  const models = trained.all();
  const joined = (of: (model: (typeof models)[number]) => Float32Array) =>
    models.flatMap((model) => sevenDigits(of(model)));
  return {
    w: joined(({ w }) => w),
    wDecode: trained.moment.wDecode && joined(({ wDecode }) => wDecode),
    b: joined(({ b }) => b),
    loss: sevenDigits(models.map(({ loss }) => loss)),
    ...(trained.dictionaries && { dictionaries: keepDictionaries(trained.dictionaries) }),
  };
}

function keepDictionaries({ config, numbers, step }: TrainedDictionaries): KeptDictionaries {
  const { w, probability } = config;
  const parts = Object.entries(numbers).map(([part, values]) => [part, sevenDigits(values)]);
  return {
    config: {
      ...config,
      w: sevenDigits(Array.from(w)).map(Number),
      probability: Array.from(probability),
    },
    numbers: Object.fromEntries(parts) as KeptDictionaries['numbers'],
    step,
  };
}

/** Dictionaries from what was kept of them. */
export function keptDictionaries({ config, numbers, step }: KeptDictionaries): TrainedDictionaries {
  const floats = (values: readonly (number | null)[]) =>
    Float32Array.from(values, (value) => value ?? NaN);
  const { encode, encodeBias, decode, decodeBias } = numbers;
  return new TrainedDictionaries(
    config,
    {
      ...{ encode: floats(encode), encodeBias: floats(encodeBias) },
      ...{ decode: floats(decode), decodeBias: floats(decodeBias) },
    },
    step,
  );
}

/** The last moment of an experiment of one replica, with its losses, from what was kept. */
export function lastMoment(
  kept: Kept,
  experiment: Experiment,
): Moment & { losses: Float32Array; nonfinite: number } {
  const { instances, features, hidden, steps } = experiment;
  const numbers = (values: readonly (number | null)[]) =>
    Float32Array.from(values, (value) => value ?? NaN);
  const w = numbers(kept.w);
  const wDecode = kept.wDecode && numbers(kept.wDecode);
  const b = numbers(kept.b);
  const geometry = featureGeometry(w, { I: instances, n: features, m: hidden });
  return {
    step: steps,
    w,
    ...{ wDecode, b },
    geometry: {
      norm: Float32Array.from(geometry.norm),
      dimensionality: Float32Array.from(geometry.dimensionality),
      overlap: Float32Array.from(geometry.overlap),
    },
    losses: numbers(kept.loss),
    nonfinite: [w, wDecode ?? [], b].reduce((sum, array) => sum + countNonfinite(array), 0),
  };
}
