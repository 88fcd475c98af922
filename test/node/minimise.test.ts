import { describe, expect, it } from 'vitest';
import { minimise, type SmoothFunction } from '../../src/reference/index';

const rosenbrock: SmoothFunction = (x, gradient) => {
  let value = 0;
  gradient.fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const [bend, slope] = [x[i + 1] - x[i] ** 2, 1 - x[i]];
    value += 100 * bend ** 2 + slope ** 2;
    gradient[i] += -400 * bend * x[i] - 2 * slope;
    gradient[i + 1] += 200 * bend;
  }
  return value;
};

const beale: SmoothFunction = ([x, y], gradient) => {
  const wanted = [1.5, 2.25, 2.625];
  let value = 0;
  gradient.fill(0);
  wanted.forEach((target, k) => {
    const error = target - x * (1 - y ** (k + 1));
    value += error ** 2;
    gradient[0] -= 2 * error * (1 - y ** (k + 1));
    gradient[1] += 2 * error * x * (k + 1) * y ** k;
  });
  return value;
};

describe('BFGS', () => {
  it.each([
    ['Rosenbrock, 2 variables', rosenbrock, [-1.2, 1], [1, 1]],
    ['Rosenbrock, 10 variables', rosenbrock, new Array(10).fill(0), new Array(10).fill(1)],
    ['Beale', beale, [1, 1], [3, 0.5]],
  ])('%s', (_, f, start, end) => {
    const found = minimise(f, start, { tolerance: 1e-9 });
    expect(found.converged).toBe(true);
    expect(found.iterations).toBeLessThan(120);
    found.x.forEach((entry, i) => expect(entry).toBeCloseTo(end[i], 7));
  });

  it('a quadratic of condition 10^6', () => {
    const stiffness = Array.from({ length: 8 }, (_, i) => 10 ** ((6 * i) / 7));
    const found = minimise(
      (x, gradient) => {
        stiffness.forEach((k, i) => (gradient[i] = k * (x[i] - i)));
        return stiffness.reduce((sum, k, i) => sum + (k * (x[i] - i) ** 2) / 2, 0);
      },
      new Float64Array(8).fill(3),
      { tolerance: 1e-8 },
    );
    expect(found.converged).toBe(true);
    expect(found.iterations).toBeLessThan(100);
    found.x.forEach((entry, i) => expect(entry).toBeCloseTo(i, 7));
  });

  it('gets along with a kink of the gradient, at the minimum', () => {
    // ReLU(x)² and ReLU(−x): the second derivative jumps, and on one side the first.
    const found = minimise(
      ([x, y], gradient) => {
        gradient[0] = x > 0 ? 2 * x : 200 * x;
        gradient[1] = 2 * (y - x);
        gradient[0] -= 2 * (y - x);
        return (x > 0 ? x * x : 100 * x * x) + (y - x) ** 2;
      },
      [-1, 3],
    );
    expect(found.converged).toBe(true);
    expect(Math.hypot(...found.x)).toBeLessThan(1e-9);
  });

  it('stays where it is at a stationary point, and leaves the start alone', () => {
    const start = new Float64Array([1, 1]);
    const found = minimise(rosenbrock, start);
    expect(found.iterations).toBe(0);
    found.x[0] = 7;
    expect(start[0]).toBe(1);
  });

  it('ends without a minimum where there is none, or no number', () => {
    const down = minimise(
      ([x], gradient) => {
        gradient[0] = -1;
        return -x;
      },
      [0],
    );
    expect(down.converged).toBe(false);
    const nothing = minimise((_, gradient) => gradient.fill(NaN)[0], [0, 0]);
    expect(nothing.converged).toBe(false);
  });
});
