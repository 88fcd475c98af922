/**
 * One step of gradient descent with decoupled weight decay, in place:
 * parameter = parameter · (1 - learningRate · weightDecay) - learningRate · gradient.
 * For plain descent this equals PyTorch's SGD with an L2 penalty.
 */
export function sgd(
  parameter: Float64Array,
  gradient: ArrayLike<number>,
  { learningRate, weightDecay }: { learningRate: number; weightDecay: number },
): void {
  for (let i = 0; i < parameter.length; i++) {
    parameter[i] = parameter[i] * (1 - learningRate * weightDecay) - learningRate * gradient[i];
  }
}
