import type { Axis } from './figures/axes';
import {
  attackShares,
  dataSetSizes,
  isNested,
  probabilities,
  type Experiment,
} from '../train/index';
import { logShare, share } from './colour';
import { plain, probability, subscript } from './format';

/** What sets the instances of an experiment apart: a number of each. */
export interface Distinction {
  /** Heads a column of numbers. */
  symbol: string;
  /** In a sentence. */
  words: string;
  /** Along an axis: from left to right, features grow sparser, data sets larger, attacks stronger. */
  axis: { label: string; log: boolean; at: (value: number) => number };
  /** Of each instance. */
  values: readonly number[];
  /** The least and the greatest of them. */
  range: readonly [least: number, most: number];
  /** How one is written, with its symbol. */
  name: (value: number) => string;
  /** What the colour of an instance says of it. */
  brightest: string;
}

const itself = (value: number) => value;
const inverse = (value: number) => 1 / value;

const DENSITY = '1 − S';

/**
 * Heads the densities of instances. Of anticorrelated sets they are how often a set is on: a feature is on as often over
 * the size of the set.
 */
export function densitySymbol({ sets }: Pick<Experiment, 'sets'>): string {
  return sets?.kind === 'anticorrelated' ? `${DENSITY} of a set of ${sets.size}` : DENSITY;
}

/** Sizes of data sets, attacks in training or the density of one feature where instances differ in them; else densities. */
export function distinctionOf(experiment: Experiment): Distinction {
  let distinction = distinctions.get(experiment);
  if (!distinction) distinctions.set(experiment, (distinction = found(experiment)));
  return distinction;
}

const distinctions = new WeakMap<Experiment, Distinction>();

function found(experiment: Experiment): Distinction {
  const sizes = dataSetSizes(experiment);
  if (differ(sizes)) {
    return {
      symbol: 'T',
      words: 'the size T of the data set',
      axis: { label: 'T, samples of the data set', log: true, at: itself },
      ...ranged(sizes),
      name: (samples) => `T = ${samples}`,
      brightest: 'instances with many samples',
    };
  }
  const attacks = attackShares(experiment);
  if (differ(attacks)) {
    return {
      symbol: 'attack',
      words: 'the attack in training',
      axis: { label: 'attacks in training, mean input norms', log: false, at: itself }, // one may be 0
      ...ranged(attacks),
      name: (attack) => `attacks of ${plain(attack)}`,
      brightest: 'instances under strong attacks',
    };
  }
  const one = onlyFeature(experiment);
  if (one) {
    const { feature, densities } = one;
    const symbol = `1 − S${subscript(feature)}`;
    return {
      symbol,
      words: `the density ${symbol} of feature ${feature}`,
      axis: { label: `1 / (${symbol}): sparser →`, log: true, at: inverse },
      ...ranged(densities),
      name: (density) => `${symbol} = ${probability(density)}`,
      brightest: 'instances where it is dense',
    };
  }
  const symbol = densitySymbol(experiment);
  const ofSet = symbol.slice(DENSITY.length);
  return {
    symbol,
    words: ofSet ? `the probability ${symbol}` : `the density ${symbol}`,
    axis: { label: `1 / (1 − S)${ofSet}: sparser →`, log: true, at: inverse },
    ...ranged(probabilities(experiment)),
    name: (density) => `1 − S = ${probability(density)}`,
    brightest: 'dense instances',
  };
}

/**
 * What an instance is called: by its number, and where several have the same (as it is written), by which of them it is,
 * counted from 1.
 */
export function instanceName(distinction: Distinction, instance: number): string {
  return namesOf(distinction)[instance] ?? distinction.name(NaN);
}

const known = new WeakMap<Distinction, readonly string[]>();

function namesOf(distinction: Distinction): readonly string[] {
  let names = known.get(distinction);
  if (!names) {
    names = distinct(distinction.values.map(distinction.name));
    known.set(distinction, names);
  }
  return names;
}

function distinct(names: readonly string[]): string[] {
  const all = new Map<string, number>();
  for (const name of names) all.set(name, (all.get(name) ?? 0) + 1);
  const met = new Map<string, number>();
  return names.map((name) => {
    if (all.get(name) === 1) return name;
    met.set(name, (met.get(name) ?? 0) + 1);
    return `${name} (${met.get(name)})`;
  });
}

/** The same, of an experiment's instance. */
export function calledIn(experiment: Experiment | undefined, instance: number): string {
  return experiment ? instanceName(distinctionOf(experiment), instance) : '';
}

/** Where an instance stands between the least, 0, and the greatest, 1. */
export function instanceShare({ values, range, axis }: Distinction, instance: number): number {
  return (axis.log ? logShare : share)(values[instance], ...range);
}

/** An axis on which every instance has its place, with a little room at either end. */
export function instanceAxis({ axis, range }: Distinction): Axis {
  const { label, log, at } = axis;
  const [least, most] = range.map(at).sort((a, b) => a - b);
  const room = 0.05 * most;
  return log
    ? { from: 0.95 * least, to: most + room, log, label }
    : { from: least - room, to: most + room, label };
}

/** The only feature whose density instances differ in. */
function onlyFeature({ featureProbability: p, features }: Experiment) {
  if (!isNested(p)) return null;
  const densities = Array.from({ length: features }, (_, i) => p.map((row) => row[i]));
  const changing = densities.flatMap((values, i) => (differ(values) ? [i] : []));
  if (changing.length !== 1) return null;
  const [feature] = changing;
  return { feature, densities: densities[feature] };
}

function ranged(values: readonly number[]): Pick<Distinction, 'values' | 'range'> {
  return { values, range: [Math.min(...values), Math.max(...values)] };
}

function differ(values: readonly number[]): boolean {
  return values.some((value) => value !== values[0]);
}
