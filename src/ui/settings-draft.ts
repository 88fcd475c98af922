import { ExperimentError, parseExperiment, type Experiment } from '../train/index';
import { plain } from './format';

/** What stands in the fields: text, exactly as typed. */
export type Draft = Readonly<Record<FieldName, string>>;

export const FIELD_NAMES = [
  'features',
  'hidden',
  'instances',
  'replicas',
  'from',
  'to',
  'scale',
  'decay',
  'batch',
  'steps',
  'optimizer',
  'learningRate',
  'weightDecay',
  'initStd',
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
  'instances · replicas · batch · features': 'batch',
};

/** The fields of an experiment. A list of densities or importances shows its ends. */
export function draftOf(experiment: Experiment): Draft {
  const { featureProbability: p, importance, optimizer } = experiment;
  const density = Array.isArray(p) ? { from: p[0], to: p[p.length - 1], scale: 'log' } : p;
  return {
    features: plain(experiment.features),
    hidden: plain(experiment.hidden),
    instances: plain(experiment.instances),
    replicas: plain(experiment.replicas),
    from: plain(density.from),
    to: plain(density.to),
    scale: density.scale,
    decay: Array.isArray(importance) ? '1' : plain(importance.decay),
    batch: plain(experiment.batch),
    steps: plain(experiment.steps),
    optimizer: optimizer.name,
    learningRate: plain(optimizer.learningRate),
    weightDecay: plain(optimizer.weightDecay),
    initStd: experiment.initStd === 'notebook' ? 'notebook' : plain(experiment.initStd),
    seed: plain(experiment.seed),
  };
}

/** The experiment that a draft describes, and what is wrong with it: exactly one of the two. */
export function checkDraft(
  draft: Draft,
): { experiment: Experiment; complaints: null } | { experiment: null; complaints: Complaints } {
  const complaints: Complaints = {};
  // One at a time, so that every wrong field says so, not only the first; in an experiment so small that what is right
  // by itself is right in it.
  const valid = draftOf(parseExperiment({ model: 'relu-output', instances: 1, batch: 1 }));
  for (const name of FIELD_NAMES) {
    const error = attempt({ ...valid, [name]: draft[name] });
    if (error instanceof ExperimentError) complaints[name] = say(draft[name], error);
  }
  if (Object.keys(complaints).length > 0) return { experiment: null, complaints };
  const whole = attempt(draft);
  if (!(whole instanceof ExperimentError)) return { experiment: whole, complaints: null };
  const field = FIELD_OF_KEY[whole.key] ?? (whole.key as FieldName);
  return { experiment: null, complaints: { [field]: whole.message } };
}

function say(typed: string, error: ExperimentError): string {
  const given = typed.trim() === '' ? 'Nothing is typed here' : `“${typed}” does not work`;
  return `${given}; allowed is ${error.allowed}.`;
}

function attempt(draft: Draft): Experiment | ExperimentError {
  try {
    return parseExperiment({
      model: 'relu-output',
      features: number(draft.features),
      hidden: number(draft.hidden),
      instances: number(draft.instances),
      replicas: number(draft.replicas),
      featureProbability: { from: number(draft.from), to: number(draft.to), scale: draft.scale },
      importance: { decay: number(draft.decay) },
      batch: number(draft.batch),
      steps: number(draft.steps),
      optimizer: {
        name: draft.optimizer,
        learningRate: number(draft.learningRate),
        weightDecay: number(draft.weightDecay),
      },
      initStd: draft.initStd.trim() === 'notebook' ? 'notebook' : number(draft.initStd),
      seed: number(draft.seed),
    });
  } catch (error) {
    if (error instanceof ExperimentError) return error;
    throw error;
  }
}

/** A number as people type it: spaces between thousands, 1e-3; anything else stays text, to be complained of. */
function number(text: string): number | string {
  const tight = text.replace(/[\s\u202f]/g, '');
  return tight === '' || !Number.isFinite(Number(tight)) ? text : Number(tight);
}
