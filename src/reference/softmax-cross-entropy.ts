/** Probabilities of each row: exp(logits) over their sum. logits [R, C], result [R, C]. */
export function softmax(logits: ArrayLike<number>, R: number, C: number): Float64Array {
  const out = new Float64Array(R * C);
  for (let r = 0; r < R; r++) {
    let top = -Infinity;
    for (let c = 0; c < C; c++) top = Math.max(top, logits[r * C + c]);
    let sum = 0;
    for (let c = 0; c < C; c++) sum += Math.exp(logits[r * C + c] - top);
    for (let c = 0; c < C; c++) out[r * C + c] = Math.exp(logits[r * C + c] - top) / sum;
  }
  return out;
}

/** Minus the logarithm of the right class's probability. logits [R, C], labels [R], result [R]. */
export function softmaxCrossEntropy(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  R: number,
  C: number,
): Float64Array {
  const loss = new Float64Array(R);
  for (let r = 0; r < R; r++) {
    let top = -Infinity;
    for (let c = 0; c < C; c++) top = Math.max(top, logits[r * C + c]);
    let sum = 0;
    for (let c = 0; c < C; c++) sum += Math.exp(logits[r * C + c] - top);
    loss[r] = Math.log(sum) - (logits[r * C + labels[r]] - top);
  }
  return loss;
}

/** scale · (softmax - one at the label): the gradient of scale · (sum of losses). Result [R, C]. */
export function softmaxCrossEntropyBackward(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  R: number,
  C: number,
  scale: number,
): Float64Array {
  return softmax(logits, R, C).map(
    (p, cell) => scale * (p - (cell % C === labels[Math.floor(cell / C)] ? 1 : 0)),
  );
}
