import type { ExactSetting } from './exact-loss';
import { featureMean, featureVariance } from './feature-moments';
import { initialWeights } from './initial-weights';
import { kGonLimit } from './k-gon';

/**
 * Features that share hidden dimensions of their own, at right angles to all others. One dimension: a dedicated
 * feature, a digon (two opposite features), or a confused pair (two on the same side). Two dimensions: a regular
 * polygon, its features in order around it.
 */
export interface Group {
  kind: 'dedicated' | 'digon' | 'confused' | 'polygon';
  features: readonly number[];
}

/** W and b of one model. */
export interface ExactWeights {
  /** [n, m] */ w: Float64Array;
  /** [n] */ b: Float64Array;
}

const POLYGONS = ['triangle', 'square', 'pentagon', 'hexagon', 'heptagon', 'octagon'];
/** With more features, arrangements that differ only in which features take part are too many. */
const MOST_TOLD_APART = 6;

/** What groups make together, whichever features are in them: '2 digons', 'digon + dedicated', 'pentagon' … */
export function shapeOf(groups: readonly Group[]): string {
  const count = new Map<string, number>();
  for (const { kind, features } of groups) {
    const sides = features.length;
    const name = kind === 'polygon' ? (POLYGONS[sides - 3] ?? `${sides}-gon`) : kind;
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  const parts = Array.from(count, ([name, many]) => {
    if (many === 1) return name;
    return /gon$|square|triangle/.test(name) ? `${many} ${name}s` : `${many} ${name}`;
  });
  return parts.sort((a, b) => b.localeCompare(a)).join(' + ') || 'nothing';
}

/**
 * All ways to fill m dimensions with groups, but one of each kind that differ only by features with the same p and
 * importance: the standard solutions of Elhage et al. 2022, as starting points. Beyond six features only one of each
 * shape, with the most important ones in it; at most one pair is confused; a square is two digons.
 */
export function arrangements(setting: ExactSetting): Group[][] {
  const { n, m, p, importance } = setting;
  const variance = (i: number) => importance[i] * featureVariance(p[i]);
  const ranked = Array.from({ length: n }, (_, i) => i).sort((a, b) => variance(b) - variance(a));
  const class_ = (i: number) => (n > MOST_TOLD_APART ? '' : `${p[i]}/${importance[i]}`);
  const signature = ({ kind, features }: Group) => {
    if (kind !== 'polygon') return kind + features.map(class_).sort().join();
    // The same polygon, however turned or turned over.
    const around = features.map(class_);
    const turned = features.flatMap((_, k) => {
      const turn = [...around.slice(k), ...around.slice(0, k)];
      return [turn.join(), turn.reverse().join()];
    });
    return kind + turned.sort()[0];
  };
  const seen = new Set<string>();
  const found: Group[][] = [];

  function fill(groups: Group[], free: readonly number[], dimensions: number): void {
    const name = groups.map(signature).sort().join(';');
    if (seen.has(name)) return;
    seen.add(name);
    if (dimensions === 0 || free.length === 0) {
      found.push(groups);
      return;
    }
    const add = (kind: Group['kind'], features: readonly number[]) => {
      const rest = free.filter((i) => !features.includes(i));
      fill([...groups, { kind, features }], rest, dimensions - (kind === 'polygon' ? 2 : 1));
    };
    const mayConfuse = !groups.some(({ kind }) => kind === 'confused');
    for (const i of free) add('dedicated', [i]);
    for (const pair of choices(free, 2)) {
      add('digon', pair);
      if (mayConfuse) add('confused', pair);
    }
    for (let sides = 3; dimensions >= 2 && sides <= free.length; sides++) {
      if (sides === 4) continue;
      for (const chosen of choices(free, sides)) {
        const [first, ...others] = chosen;
        const orders = n > MOST_TOLD_APART ? [others] : permutations(others);
        for (const order of orders) add('polygon', [first, ...order]);
      }
    }
  }

  fill([], ranked, Math.min(m, n));
  return found;
}

/**
 * Weights of an arrangement: unit vectors, but polygons from five sides with the norm and bias that are best for p → 0;
 * features that take no part have the best bias, their mean. Biases stay 0 on request.
 */
export function arrangementWeights(
  groups: readonly Group[],
  { n, m, p }: ExactSetting,
  bias: 'free' | 'zero' = 'free',
): ExactWeights {
  const w = new Float64Array(n * m);
  const b = Float64Array.from({ length: n }, (_, i) => featureMean(p[i]));
  let axis = 0;
  for (const { kind, features } of groups) {
    const sides = features.length;
    const shape = kind === 'polygon' ? kGonLimit(sides) : { norm: 1, bias: 0 };
    features.forEach((i, place) => {
      if (kind === 'polygon') {
        // Norms above 1 belong to a negative bias.
        const norm = bias === 'free' ? shape.norm : 1;
        w[i * m + axis] = norm * Math.cos((2 * Math.PI * place) / sides);
        w[i * m + axis + 1] = norm * Math.sin((2 * Math.PI * place) / sides);
      } else {
        const together = kind === 'confused' ? Math.SQRT1_2 : 1;
        w[i * m + axis] = kind === 'digon' && place === 1 ? -1 : together;
      }
      b[i] = shape.bias;
    });
    axis += kind === 'polygon' ? 2 : 1;
  }
  if (bias === 'zero') b.fill(0);
  return { w, b };
}

/**
 * Random weights with ‖W_i‖ about 1, biases 0, the same for the same seed.
 *
 * @returns count of them
 */
export function randomWeights({ n, m }: ExactSetting, seed: number, count: number): ExactWeights[] {
  const all = initialWeights(seed, count, n * m, 1 / Math.sqrt(m));
  return Array.from({ length: count }, (_, start) => ({
    w: all.slice(start * n * m, (start + 1) * n * m),
    b: new Float64Array(n),
  }));
}

/** All ways to choose so many, in order. */
function choices(from: readonly number[], many: number): number[][] {
  if (many === 0) return [[]];
  return from.flatMap((first, at) =>
    choices(from.slice(at + 1), many - 1).map((rest) => [first, ...rest]),
  );
}

function permutations(of: readonly number[]): number[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first, at) =>
    permutations(of.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}
