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

/**
 * Gradient descent with momentum, in place: velocity = momentum · velocity + gradient, then a step of
 * `sgd` along the velocity (PyTorch's SGD with momentum, without dampening).
 */
export function sgdMomentum(
  parameter: Float64Array,
  velocity: Float64Array,
  gradient: ArrayLike<number>,
  constants: { learningRate: number; weightDecay: number; momentum: number },
): void {
  for (let i = 0; i < velocity.length; i++) {
    velocity[i] = constants.momentum * velocity[i] + gradient[i];
  }
  sgd(parameter, velocity, constants);
}
