import type { FoundDictionary } from './dictionary';
import type { Trained } from './trained';

/** What came out where something was to come out. */
export interface Outcome {
  expected: number | string;
  got: number | string;
  /** How far `got` may be off, or the rule, in words. */
  tolerance: number | string;
  holds: boolean;
}

/** A number or a fact that an experiment must come to, from the paper or from arithmetic. */
export interface Claim {
  /** For example `D_i of every feature at 1 − S = 0.05`. */
  quantity: string;
  /** Section of Elhage et al. 2022, where it is not the preset's own. */
  section?: string;
  /** So slow that the page computes it only when asked. */
  slow?: true;
  /** Cannot be checked before dictionaries are trained. */
  needs?: 'dictionaries';
  check(trained: Trained): Outcome;
}

/** A claim that is cheap enough for the page to look at while it trains. */
export function claim(quantity: string, check: Claim['check'], section?: string): Claim {
  return { quantity, check, ...(section && { section }) };
}

/** A claim that takes seconds: the page looks at it when asked. */
export function slowClaim(quantity: string, check: Claim['check']): Claim {
  return { quantity, check, slow: true };
}

/** A claim about the dictionary of an instance. */
export function dictionaryClaim(
  quantity: string,
  instance: number,
  check: (found: FoundDictionary) => Outcome,
): Claim {
  const found = (trained: Trained) => {
    if (!trained.dictionaries) throw new RangeError(`${quantity}: no dictionaries were trained`);
    trained.instance(instance); // it is about this model, too
    return trained.dictionaries.instance(instance);
  };
  return { quantity, needs: 'dictionaries', check: (trained) => check(found(trained)) };
}

/** What came out where the model is not finite. */
export const DIVERGED = 'diverged';

/**
 * What a claim comes to; null where what it needs is not there. It is off where it looks at an instance that has no finite
 * replica, and where no model of the run is finite: whatever it counts in NaN, it does not hold.
 */
export function checked(claim: Claim, trained: Trained): Outcome | null {
  const off = { expected: '', tolerance: '', got: DIVERGED, holds: false };
  const missing = claim.needs && !trained[claim.needs];
  if (trained.allDiverged && (missing || claim.slow)) return off;
  if (missing) return null;
  const seen = new Set<number>();
  const diverged = () => trained.allDiverged || [...seen].some((i) => trained.diverged(i));
  try {
    const outcome = claim.check(trained.watched(seen));
    return diverged() ? { ...outcome, got: DIVERGED, holds: false } : outcome;
  } catch (error) {
    if (diverged()) return off;
    throw error;
  }
}

/** `got` within `tolerance` of `expected`. */
export function near(got: number, expected: number, tolerance: number): Outcome {
  return { expected, got, tolerance, holds: Math.abs(got - expected) <= tolerance };
}

/** `got` within a share of `expected`. */
export function nearly(got: number, expected: number, share: number): Outcome {
  return {
    ...near(got, expected, share * Math.abs(expected)),
    tolerance: `${Number((100 * share).toPrecision(3))} %`,
  };
}

/** All of `got` within `tolerance` of `expected`; tells of the one that is furthest off, NaN before all others. */
export function allNear(got: ArrayLike<number>, expected: number, tolerance: number): Outcome {
  const values = Array.from(got);
  const off = (value: number) => (Number.isNaN(value) ? Infinity : Math.abs(value - expected));
  const worst = values.reduce((far, value) => (off(value) > off(far) ? value : far), expected);
  const outcome = near(worst, expected, tolerance);
  return values.length > 0 ? outcome : { ...outcome, got: 'none', holds: false };
}

/** `got` from `least` to `most`. */
export function within(got: number, least: number, most: number): Outcome {
  return {
    expected: `${least} to ${most}`,
    got,
    tolerance: 'in the range',
    holds: got >= least && got <= most,
  };
}

/** `got` at least this. */
export function atLeast(got: number, least: number): Outcome {
  return { expected: `at least ${least}`, got, tolerance: 'in the range', holds: got >= least };
}

/** `got` at most this. */
export function atMost(got: number, most: number): Outcome {
  return { expected: `at most ${most}`, got, tolerance: 'in the range', holds: got <= most };
}

/** Exactly this. */
export function same<T extends number | string>(got: T, expected: T): Outcome {
  return { expected, got, tolerance: 'exact', holds: got === expected };
}

/** `got`, a mean over samples, within four standard errors of `expected`. */
export function sampled(got: number, expected: number, standardError: number): Outcome {
  const outcome = near(got, expected, 4 * standardError);
  return { ...outcome, tolerance: `${Number((4 * standardError).toPrecision(3))}, 4 s.e.` };
}
