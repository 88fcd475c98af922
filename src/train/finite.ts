/** Numbers of many models, one row a model; null where a model has no such numbers. */
export type Rows = ArrayLike<number> | null;

/**
 * Which models have finite numbers only. A ReLU turns NaN into 0, so that the loss alone does not tell: look at the
 * weights themselves.
 *
 * @param arrays each with equally long rows, one a model
 * @returns [models], 1 where every number of every row is finite
 */
export function finiteModels(arrays: Iterable<Rows>, models: number): Uint8Array {
  const finite = new Uint8Array(models).fill(1);
  for (const array of arrays) {
    if (!array) continue;
    const row = array.length / models;
    for (let model = 0; model < models; model++) {
      // Nothing times a finite number is 0; of NaN and infinity it is NaN.
      let nothing = 0;
      for (let e = model * row; e < (model + 1) * row; e++) nothing += 0 * array[e];
      if (nothing !== 0) finite[model] = 0;
    }
  }
  return finite;
}

/**
 * Which model stands for each instance: its replica with the lowest loss among those whose numbers are finite. A loss that
 * is not known (NaN) counts as the highest. Where no replica is finite it is the first.
 *
 * @param loss [instances · replicas]; replica r of instance i is r · instances + i
 * @param finite [instances · replicas], 1 or 0
 * @returns [instances]
 */
export function bestReplicas(
  loss: ArrayLike<number>,
  finite: ArrayLike<number>,
  { instances, replicas }: { instances: number; replicas: number },
): Uint32Array {
  const rank = (model: number) => {
    if (!finite[model]) return Infinity;
    return Number.isFinite(loss[model]) ? loss[model] : Number.MAX_VALUE;
  };
  const best = new Uint32Array(instances);
  for (let i = 0; i < instances; i++) {
    best[i] = i;
    for (let r = 1; r < replicas; r++) {
      const other = r * instances + i;
      if (rank(other) < rank(best[i])) best[i] = other;
    }
  }
  return best;
}
