import { ExperimentError, parseExperiment, probabilities, type Experiment } from '../train/index';
import { plain } from './format';
import { hasDoubtfulComma, POINT, POINT_IN_LIST, typedNumber, typedNumbers } from './typed-number';

/** What stands in the fields: text, exactly as typed. */
export type Draft = Readonly<Record<FieldName, string>>;

export const FIELD_NAMES = [
  'model',
  'features',
  'hidden',
  'instances',
  'replicas',
  'from',
  'to',
  'scale',
  'decay',
  'inputs',
  'setKind',
  'setSize',
  'rows',
  'samples',
  'unitInputs',
  'attack',
  'batch',
  'steps',
  'optimizer',
  'learningRate',
  'schedule',
  'warmup',
  'weightDecay',
  'hiddenL1',
  'initStd',
  'initBias',
  'seed',
] as const;

export type FieldName = (typeof FIELD_NAMES)[number];

/** A field's complaint, by field; fields that are fine are not in it. */
export type Complaints = Partial<Record<FieldName, string>>;

/** Which field shows a complaint about a key of the experiment. */
const FIELD_OF_KEY: Readonly<Record<string, FieldName>> = {
  'featureProbability.from': 'from',
  'featureProbability.to': 'to',
  'featureProbability.scale': 'scale',
  featureProbability: 'from',
  'importance.decay': 'decay',
  importance: 'decay',
  'optimizer.name': 'optimizer',
  'optimizer.learningRate': 'learningRate',
  'optimizer.weightDecay': 'weightDecay',
  'optimizer.schedule': 'schedule',
  'optimizer.warmup': 'warmup',
  'sets.size': 'setSize',
  'sets.kind': 'setKind',
  'instances · replicas': 'replicas',
  'grid.rows': 'rows',
  'grid.feature': 'rows',
  dataset: 'samples',
  'dataset.samples': 'samples',
};

/** What is allowed, where a form has other words for it than a file. */
const ALLOWED: Partial<Record<FieldName, string>> = {
  samples:
    '0, or a whole number from 1 to 65 536, or one for each instance, with a comma and a space between',
  attack: 'a number from 0 to 10, or one for each instance, with a comma and a space between',
};

/** Fields that take one number, or one for each instance. */
const LISTS: readonly FieldName[] = ['samples', 'attack'];

/** A map’s importances where there was none: of the last feature, as in the paper’s phase diagrams. */
const MAP = { from: 10, to: 0.1 };

/** What stands in the size of a set while there are none. */
const SET_SIZE = '2';

/** The fields of an experiment. A list of densities shows its ends. */
export function draftOf(experiment: Experiment): Draft {
  const { featureProbability: p, importance, optimizer } = experiment;
  const ofInstance = probabilities(experiment);
  const ends = { from: ofInstance[0], to: ofInstance[ofInstance.length - 1], scale: 'log' };
  const density = Array.isArray(p) ? ends : p;
  return {
    model: experiment.model,
    features: plain(experiment.features),
    hidden: plain(experiment.hidden),
    instances: plain(experiment.instances),
    replicas: plain(experiment.replicas),
    from: plain(density.from),
    to: plain(density.to),
    scale: density.scale,
    decay: Array.isArray(importance) ? '1' : plain(importance.decay),
    inputs: experiment.inputs,
    setKind: experiment.sets?.kind ?? 'none',
    setSize: experiment.sets ? plain(experiment.sets.size) : SET_SIZE,
    rows: plain(experiment.grid?.rows ?? 0),
    samples: listed(experiment.dataset?.samples ?? 0),
    unitInputs: experiment.unitInputs ? 'yes' : 'no',
    attack: listed(experiment.attack),
    batch: plain(experiment.batch),
    steps: plain(experiment.steps),
    optimizer: optimizer.name,
    learningRate: plain(optimizer.learningRate),
    schedule: optimizer.schedule,
    warmup: plain(optimizer.warmup),
    weightDecay: plain(optimizer.weightDecay),
    hiddenL1: plain(experiment.hiddenL1),
    initStd: experiment.initStd === 'notebook' ? 'notebook' : plain(experiment.initStd),
    initBias: plain(experiment.initBias),
    seed: plain(experiment.seed),
  };
}

/** A draft of one experiment as a draft of another: what was typed stays, everything else follows. */
export function rebased(draft: Draft, from: Experiment, to: Experiment): Draft {
  const [before, after] = [draftOf(from), draftOf(to)];
  const fields = FIELD_NAMES.map((name) => [
    name,
    draft[name] === before[name] ? after[name] : draft[name],
  ]);
  return Object.fromEntries(fields) as Draft;
}

/**
 * The experiment that a draft describes, and what is wrong with it: exactly one of the two.
 *
 * @param from the experiment that the draft was made of: what no field shows whole (lists, the feature of a map) is kept
 *   where its fields were not touched and there is as much of it
 */
export function checkDraft(
  draft: Draft,
  from?: Experiment,
): { experiment: Experiment; complaints: null } | { experiment: null; complaints: Complaints } {
  const complaints: Complaints = {};
  // One at a time, so that every wrong field says so, not only the first.
  // What one setting asks of another is looked at last, when all are put together.
  const valid = {
    ...draftOf(
      parseExperiment({ model: 'relu-output', instances: 1, batch: 1, steps: 10_000_000 }),
    ),
    setSize: '5', // as many as the features there
  };
  for (const name of FIELD_NAMES) {
    const error = attempt({ ...valid, ...roomFor(name, draft), [name]: draft[name] });
    if (error instanceof ExperimentError) complaints[name] = say(name, draft[name], error);
  }
  if (Object.keys(complaints).length > 0) return { experiment: null, complaints };
  const whole = attempt(draft, from);
  if (!(whole instanceof ExperimentError)) return { experiment: whole, complaints: null };
  const field = FIELD_OF_KEY[whole.key] ?? (whole.key as FieldName);
  return { experiment: null, complaints: { [field]: whole.message } };
}

/** As many instances as a field alone asks for. */
function roomFor(name: FieldName, draft: Draft): Partial<Draft> {
  if (name === 'rows' && Number(number(draft.rows)) > 0) return { instances: draft.rows };
  if (!LISTS.includes(name)) return {};
  const values = typedNumbers(draft[name]);
  return Array.isArray(values) ? { instances: plain(values.length) } : {};
}

function say(name: FieldName, typed: string, error: ExperimentError): string {
  const given = typed.trim() === '' ? 'Nothing is typed here' : `“${typed}” does not work`;
  const point = LISTS.includes(name) ? POINT_IN_LIST : POINT;
  const help = hasDoubtfulComma(typed) ? ` ${point}.` : '';
  return `${given}; allowed is ${ALLOWED[name] ?? error.allowed}.${help}`;
}

/** What a draft does not say and leaves as it was. */
function keptOf(draft: Draft, from: Experiment): Partial<Experiment> {
  const before = draftOf(from);
  const same = (...names: FieldName[]) => names.every((name) => draft[name] === before[name]);
  const { featureProbability, importance } = from;
  const density = same('from', 'to', 'scale', 'instances', 'features') && { featureProbability };
  const weights = same('decay', 'instances', 'features') && { importance };
  return { ...density, ...weights };
}

function attempt(draft: Draft, from?: Experiment): Experiment | ExperimentError {
  const features = number(draft.features);
  const last = typeof features === 'number' ? features - 1 : 0;
  const map = from?.grid ?? { ...MAP, feature: last };
  const rows = number(draft.rows);
  const samples = typedNumbers(draft.samples);
  try {
    return parseExperiment({
      model: draft.model,
      features,
      hidden: number(draft.hidden),
      instances: number(draft.instances),
      replicas: number(draft.replicas),
      featureProbability: { from: number(draft.from), to: number(draft.to), scale: draft.scale },
      importance: { decay: number(draft.decay) },
      inputs: draft.inputs,
      sets: draft.setKind === 'none' ? null : { size: number(draft.setSize), kind: draft.setKind },
      grid: rows === 0 ? null : { ...map, feature: Math.min(map.feature, last), rows },
      dataset: samples === 0 ? null : { samples },
      unitInputs: draft.unitInputs === 'yes',
      attack: typedNumbers(draft.attack),
      batch: number(draft.batch),
      steps: number(draft.steps),
      optimizer: {
        name: draft.optimizer,
        learningRate: number(draft.learningRate),
        weightDecay: number(draft.weightDecay),
        schedule: draft.schedule,
        warmup: number(draft.warmup),
      },
      hiddenL1: number(draft.hiddenL1),
      initStd: draft.initStd.trim() === 'notebook' ? 'notebook' : number(draft.initStd),
      initBias: number(draft.initBias),
      seed: number(draft.seed),
      ...(from && keptOf(draft, from)),
    });
  } catch (error) {
    if (error instanceof ExperimentError) return error;
    throw error;
  }
}

/** What is typed, as a number; anything else stays text, to be complained of. */
function number(text: string): number | string {
  return typedNumber(text) ?? text;
}

function listed(values: number | readonly number[]): string {
  return [values].flat().map(plain).join(', ');
}
