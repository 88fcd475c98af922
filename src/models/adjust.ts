import type { ToyModelConfig } from './toy-model';

// What may change while a model trains: everything that is told to the kernels anew, and decides no shape and no shader.

/**
 * Whether a program that trains one model can go on as the other: the same parameters and moments, the same data drawn
 * from the same seed, with other densities, importances and rates.
 *
 * @throws RangeError with a sentence that says what else is different
 */
export function checkAdjust(now: ToyModelConfig, next: ToyModelConfig): void {
  const [before, after] = [fixed(now), fixed(next)];
  const other = Object.keys({ ...before, ...after }).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  if (other.length === 0) return;
  throw new RangeError(
    `Only densities, importances, the learning rate, its schedule and the weight decay can change while a model trains; here ${other.join(', ')} would change, too.`,
  );
}

/** Everything that must stay as it is, in one object. */
function fixed(config: ToyModelConfig): Record<string, unknown> {
  const { probability, importance, architecture, data, optimizer, ...rest } = config;
  const numbers = { densities: probability.length, importances: importance.length };
  // Of the optimizer, what may change is put at one value.
  const how = { ...optimizer, learningRate: 0, schedule: '', weightDecay: 0 };
  return { ...rest, ...architecture, ...data, ...how, ...numbers };
}
