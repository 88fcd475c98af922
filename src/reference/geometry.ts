/**
 * WᵀW of one instance: what each input feature does to each output feature before the bias.
 *
 * @param w [n, m], one row a feature (the paper's W_i)
 * @returns [n, n]
 */
export function gram(w: ArrayLike<number>, n: number, m: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < m; k++) out[i * n + j] += w[i * m + k] * w[j * m + k];
    }
  }
  return out;
}

/**
 * Feature dimensionality D_i = ‖W_i‖² / sum over j of (Ŵ_i · W_j)²: the share of a hidden dimension that
 * feature i has for itself (Elhage et al. 2022, "The Geometry of Superposition"). 0 for a feature of norm 0.
 *
 * @param w [n, m]
 * @returns [n]
 */
export function featureDimensionality(w: ArrayLike<number>, n: number, m: number): Float64Array {
  const g = gram(w, n, m);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let overlap = 0;
    for (let j = 0; j < n; j++) overlap += g[i * n + j] ** 2;
    const squaredNorm = g[i * n + i];
    out[i] = overlap > 0 ? squaredNorm ** 2 / overlap : 0;
  }
  return out;
}

/**
 * How much the other features lean on feature i's direction: sum over j ≠ i of (Ŵ_i · W_j)². At 1 or more,
 * others can switch the feature on as strongly as itself (Elhage et al. 2022, "Basic Results").
 *
 * @param w [n, m]
 * @returns [n]
 */
export function superposition(w: ArrayLike<number>, n: number, m: number): Float64Array {
  const g = gram(w, n, m);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (g[i * n + i] === 0) continue;
    for (let j = 0; j < n; j++) if (j !== i) out[i] += g[i * n + j] ** 2 / g[i * n + i];
  }
  return out;
}
