import { compressPair, decompressPair, EVALUATION_STEP, sparseFeatures } from '../reference/index';

/** Pairs of features that a code is measured on. */
const SAMPLES = 2 ** 16;

/** The squared error of nonlinear compression, both features together, on fresh samples of two dense features. */
export function measuredCompression(
  seed: number,
  steps: number,
  epsilon: number,
): { loss: number; standardError: number } {
  const pairs = sparseFeatures(seed, EVALUATION_STEP, [1, 1], { I: 1, B: SAMPLES, n: 2 });
  let [sum, squares] = [0, 0];
  for (let s = 0; s < SAMPLES; s++) {
    const [x, y] = [pairs[2 * s], pairs[2 * s + 1]];
    const [backX, backY] = decompressPair(compressPair(x, y, steps, epsilon), steps, epsilon);
    const error = (x - backX) ** 2 + (y - backY) ** 2;
    sum += error;
    squares += error * error;
  }
  const loss = sum / SAMPLES;
  return { loss, standardError: Math.sqrt((squares / SAMPLES - loss * loss) / SAMPLES) };
}
