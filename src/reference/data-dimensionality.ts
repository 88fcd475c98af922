/**
 * Dimensionality of vectors h_1 … h_T: D = ‖h‖² / Σ_j (ĥ · h_j)², the share of a dimension that each has for itself; 0 for
 * a vector of length 0. Of features' W_i it is featureDimensionality; of the hidden vectors of a data set, Henighan et al.
 * 2023 tell by it which samples are memorised. By way of Σ_j h_j h_jᵀ, so T may be large.
 *
 * @param h [T, m]
 * @returns [T]
 */
export function dataDimensionality(h: ArrayLike<number>, T: number, m: number): Float64Array {
  const moments = new Float64Array(m * m);
  for (let t = 0; t < T; t++) {
    for (let k = 0; k < m; k++) {
      for (let l = 0; l < m; l++) moments[k * m + l] += h[t * m + k] * h[t * m + l];
    }
  }
  const out = new Float64Array(T);
  for (let t = 0; t < T; t++) {
    let [squares, overlap] = [0, 0]; // ‖h‖², and Σ_j (h · h_j)² = hᵀ (Σ_j h_j h_jᵀ) h
    for (let k = 0; k < m; k++) {
      squares += h[t * m + k] ** 2;
      for (let l = 0; l < m; l++) overlap += h[t * m + k] * moments[k * m + l] * h[t * m + l];
    }
    out[t] = overlap > 0 ? squares ** 2 / overlap : 0;
  }
  return out;
}
