import { ExperimentError, parseExperiment, type Experiment } from '../train/index';
import { typedNumber } from './typed-number';

// What an address says of an experiment: the settings in which it differs from its preset, by short keys. An address
// comes from anybody, so it is read strictly, and nothing of it is run.

/** A list of numbers longer than this is left out. */
const MOST_LIST = 1000;
/** The longest address that is read. */
const MOST_QUERY = 8000;
/** Names the keys that were too long to be in the address. */
const WITHOUT = 'without';

interface Setting {
  /** The key in an experiment's file. */
  path: string;
  /** Null where the value is of another setting's kind. */
  write(value: never): string | null;
  /** What cannot be read stays text, which the schema then refuses. */
  read(text: string): unknown;
}

const word = (path: string): Setting => ({ path, write: String, read: (text) => text });

const number = (path: string): Setting => ({ path, write: String, read: numberOf });

function numberOf(text: string): number | string {
  return typedNumber(text) ?? text;
}

/** Numbers with commas between; lists of lists begin each row with a semicolon. */
function listOf(text: string): unknown {
  if (text.startsWith(';')) return text.slice(1).split(';').map(row);
  return row(text);
}

const row = (text: string) => text.split(',').map(numberOf);

function written(list: readonly (number | readonly number[])[]): string {
  const nested = list.some(Array.isArray);
  return nested ? list.map((values) => `;${String(values)}`).join('') : list.join();
}

/** Parts of a setting, or the word `none` for null. */
const parts = (path: string, keys: readonly string[]): Setting => ({
  path,
  write: (value: Record<string, unknown> | null) =>
    value === null ? 'none' : keys.map((key) => value[key]).join('~'),
  read: (text) => {
    if (text === 'none') return null;
    const values = text.split('~');
    if (values.length !== keys.length) return text;
    return Object.fromEntries(values.map((value, k) => [keys[k], numberOf(value)]));
  },
});

/** One number, or a list. */
const numbers = (path: string): Setting => ({
  path,
  write: (value: number | number[]) => String(value),
  read: (text) => (text.includes(',') ? row(text) : numberOf(text)),
});

/** All settings, by their keys in an address. The README lists them. */
const SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ['model', word('model')],
  ['n', number('features')],
  ['m', number('hidden')],
  ['i', number('instances')],
  ['r', number('replicas')],
  [
    'p',
    {
      path: 'featureProbability',
      write: (p: Experiment['featureProbability']) => {
        if (Array.isArray(p)) return written(p);
        return `${p.from}~${p.to}${p.scale === 'log' ? '' : `~${p.scale}`}`;
      },
      read: (text) => {
        if (!text.includes('~')) return listOf(text);
        const [from, to, scale = 'log', ...more] = text.split('~');
        return more.length > 0 ? text : { from: numberOf(from), to: numberOf(to), scale };
      },
    },
  ],
  [
    'decay',
    {
      path: 'importance',
      write: (value: Experiment['importance']) =>
        Array.isArray(value) ? null : String(value.decay),
      read: (text) => ({ decay: numberOf(text) }),
    },
  ],
  [
    'I',
    {
      path: 'importance',
      write: (value: Experiment['importance']) => (Array.isArray(value) ? written(value) : null),
      read: listOf,
    },
  ],
  ['inputs', word('inputs')],
  ['sets', parts('sets', ['size', 'kind'])],
  ['map', parts('grid', ['rows', 'feature', 'from', 'to'])],
  [
    'T',
    {
      path: 'dataset',
      write: (value: Experiment['dataset']) => (value === null ? 'none' : String(value.samples)),
      read: (text) =>
        text === 'none' ? null : { samples: text.includes(',') ? row(text) : numberOf(text) },
    },
  ],
  [
    'unit',
    {
      path: 'unitInputs',
      write: (unit: boolean) => (unit ? 'yes' : 'no'),
      read: (text) => (text === 'yes' ? true : text === 'no' ? false : text),
    },
  ],
  ['attack', numbers('attack')],
  ['batch', number('batch')],
  ['steps', number('steps')],
  ['optimizer', word('optimizer.name')],
  ['lr', number('optimizer.learningRate')],
  ['wd', number('optimizer.weightDecay')],
  ['beta1', number('optimizer.beta1')],
  ['beta2', number('optimizer.beta2')],
  ['eps', number('optimizer.epsilon')],
  ['schedule', word('optimizer.schedule')],
  ['warmup', number('optimizer.warmup')],
  ['l1', number('hiddenL1')],
  ['std', number('initStd')],
  ['bias', number('initBias')],
  ['seed', number('seed')],
]);

/** The keys of settings, for messages and documents. */
export const SETTING_KEYS: readonly string[] = [...SETTINGS.keys()];

/** An address that says what cannot be. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/** The value at a path such as `optimizer.learningRate`. */
function at(experiment: Experiment, path: string): unknown {
  const [first, second] = path.split('.');
  const value = experiment[first as keyof Experiment];
  return second === undefined ? value : (value as Record<string, unknown>)[second];
}

/** The query of an address: the settings in which an experiment differs from another one. Empty where it does not. */
export function settingsQuery(experiment: Experiment, from: Experiment): string {
  const without: string[] = [];
  const said: string[] = [];
  for (const [key, { path, write }] of SETTINGS) {
    const value = at(experiment, path);
    if (JSON.stringify(value) === JSON.stringify(at(from, path))) continue;
    const text = write(value as never);
    if (text === null) continue;
    if (text.length > MOST_LIST) without.push(key);
    else said.push(`${key}=${text}`);
  }
  if (without.length > 0) said.push(`${WITHOUT}=${without.join()}`);
  return said.join('&');
}

/** An experiment as an address says it. */
export interface Addressed {
  experiment: Experiment;
  /** Keys of settings that were too long for the address: they are the preset's. */
  without: readonly string[];
}

/**
 * The experiment that the query of an address asks for.
 *
 * @param from the preset's, which everything is taken from that the query does not say
 * @throws AddressError in a sentence: an unknown key, one that stands twice, or a value that is not allowed
 */
export function addressedExperiment(query: string, from: Experiment): Addressed {
  if (query.length > MOST_QUERY) {
    throw new AddressError(`it is longer than ${MOST_QUERY} characters.`);
  }
  const input: Record<string, unknown> = { ...from, optimizer: { ...from.optimizer } };
  const paths = new Map<string, string>();
  let without: string[] = [];
  for (const [key, text] of new URLSearchParams(query)) {
    if (key === WITHOUT) {
      without = text.split(',').filter((name) => SETTINGS.has(name));
      continue;
    }
    const setting = SETTINGS.get(key);
    if (!setting) {
      throw new AddressError(
        `“${shortened(key)}” is no setting; those are ${SETTING_KEYS.join(', ')}.`,
      );
    }
    const { path, read } = setting;
    if (paths.has(path)) throw new AddressError(`it says “${key}” twice.`);
    paths.set(path, key);
    const [first, second] = path.split('.');
    if (second === undefined) input[first] = read(text);
    else (input[first] as Record<string, unknown>)[second] = read(text);
  }
  try {
    return { experiment: parseExperiment(input), without };
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    const [path] = [...paths.keys()].filter((name) => error.key.startsWith(name));
    const key = path === undefined ? '' : `“${paths.get(path)}” does not work: `;
    throw new AddressError(`${key}${error.message}`);
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
