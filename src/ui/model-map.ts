import type { FeatureGeometry } from '../reference/index';
import { logShare } from './colour';

/** From so many models on, they are shown as a map. */
export const MAP_FROM = 201;

/** A feature is represented when its vector is longer than this (Elhage et al. 2022, "Basic Results"). */
const REPRESENTED = 0.5;

/** The most instances and replicas that get a column and a row each. */
const MOST_COLUMNS = 100;
const MOST_ROWS = 200;

/** Width of the map over its height, in cells, where models stand in reading order. */
const ASPECT = 4 / 3;

/** Features that are gone through in one slice, about a millisecond; the others wait for the next frame. */
const SLICE = 5e5;

/** Which cell is which model. */
export class MapLayout {
  readonly columns: number;
  readonly rows: number;
  readonly models: number;
  /** Instances stand along x and their replicas along y; else all stand in reading order, replicas side by side. */
  readonly crossed: boolean;

  constructor(
    readonly instances: number,
    readonly replicas: number,
  ) {
    this.models = instances * replicas;
    this.crossed = replicas > 1 && replicas <= MOST_ROWS && instances <= MOST_COLUMNS;
    this.columns = this.crossed ? instances : Math.ceil(Math.sqrt(this.models * ASPECT));
    this.rows = Math.ceil(this.models / this.columns);
  }

  /** Replica r of instance i is model r · instances + i; null where no model is. */
  modelAt(column: number, row: number): number | null {
    if (column < 0 || column >= this.columns || row < 0) return null;
    const cell = row * this.columns + column;
    if (cell >= this.models) return null;
    if (this.crossed) return cell;
    return (cell % this.replicas) * this.instances + Math.floor(cell / this.replicas);
  }

  /** The cell of a model. */
  placeOf(model: number): { column: number; row: number } {
    const instance = model % this.instances;
    const replica = Math.floor(model / this.instances);
    const cell = this.crossed ? model : instance * this.replicas + replica;
    return { column: cell % this.columns, row: Math.floor(cell / this.columns) };
  }
}

/** Few numbers a model, each [models]. */
export interface ModelNumbers {
  /** Features whose ‖W_i‖ is above one half. */
  represented: Uint16Array;
  /** Σ D_i over them, divided by how many they are; NaN where there are none. */
  dimensionality: Float32Array;
  /** Mean overlap of them; NaN where there are none. */
  overlap: Float32Array;
}

/** Works the numbers of all models out, in slices of about a millisecond. */
export class ModelNumbersJob {
  readonly #numbers: ModelNumbers;
  #model = 0;

  /**
   * @param geometry each [models, n]
   * @param n features
   */
  constructor(
    private readonly geometry: FeatureGeometry<Float32Array>,
    private readonly n: number,
  ) {
    const models = geometry.norm.length / n;
    this.#numbers = {
      represented: new Uint16Array(models),
      dimensionality: new Float32Array(models),
      overlap: new Float32Array(models),
    };
  }

  /** Goes on. Returns the numbers when they are complete, else null. */
  advance(): ModelNumbers | null {
    const { represented } = this.#numbers;
    const end = Math.min(represented.length, this.#model + Math.max(1, Math.floor(SLICE / this.n)));
    for (; this.#model < end; this.#model++) this.#fill(this.#model);
    return this.#model === represented.length ? this.#numbers : null;
  }

  #fill(model: number): void {
    const { norm, dimensionality, overlap } = this.geometry;
    let found = 0;
    let shares = 0;
    let overlaps = 0;
    for (let f = model * this.n; f < (model + 1) * this.n; f++) {
      if (!(norm[f] > REPRESENTED)) continue;
      found++;
      shares += dimensionality[f];
      overlaps += overlap[f];
    }
    this.#numbers.represented[model] = found;
    this.#numbers.dimensionality[model] = shares / found;
    this.#numbers.overlap[model] = overlaps / found;
  }
}

/** What a map is coloured by. */
export type Quantity = 'loss' | 'dimensionality' | 'overlap';

/** Everything about all models at one moment. */
export interface MapNumbers extends ModelNumbers {
  /** Recent loss, [models]; NaN before the first step. */
  loss: Float64Array;
  /** Whether a model has diverged: nothing else that is said of it counts. */
  diverged: (model: number) => boolean;
  /** The least and the greatest loss above 0; NaN where there is none. */
  lossRange: readonly [number, number];
}

/** The least and the greatest of the losses that have a logarithm. */
export function lossRange(loss: ArrayLike<number>): [number, number] {
  let [least, most] = [Infinity, 0];
  for (let model = 0; model < loss.length; model++) {
    const value = loss[model];
    if (!(value > 0) || value === Infinity) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most > 0 ? [least, most] : [NaN, NaN];
}

/** Where a model stands on the colours of a quantity, 0 … 1; NaN where it has no value. A loss of 0 is the lowest. */
export function shareOf(numbers: MapNumbers, quantity: Quantity, model: number): number {
  if (numbers.diverged(model)) return NaN;
  if (quantity !== 'loss') return numbers[quantity][model];
  const [least, most] = numbers.lossRange;
  const loss = numbers.loss[model];
  if (loss === 0) return 0;
  return loss > 0 && loss < Infinity ? logShare(loss, least, most) : NaN;
}
