import { sized, type Experiment, type Place, type ReproduceSize } from '../train/index';
import { grouped } from './progress';

/** Sizes that a run may be made smaller by, and how each is said. */
const SIZES: readonly [(experiment: Experiment) => number | string, string][] = [
  [({ features }) => features, 'n'],
  [({ hidden }) => hidden, 'm'],
  [({ instances }) => instances, 'instances'],
  [({ replicas }) => replicas, 'replicas'],
  [({ batch }) => batch, 'batch'],
  [({ steps }) => steps, 'steps'],
  [({ optimizer }) => optimizer.learningRate, 'learning rate'],
  [({ optimizer }) => optimizer.schedule, 'schedule'],
];

/** What was trained, and where its largest size, the paper's if it has one, differs from that. */
export function scaleInWords(place: Place, size: ReproduceSize): string {
  const trained = sized(place, size);
  const full = sized(place, 'paper');
  const { instances, replicas, features, hidden, batch, steps } = trained;
  const best = `${instances === 1 ? '' : 'each '}the best of ${replicas} replicas`;
  const models = `${instances} ${instances === 1 ? 'model' : 'models'} of n = ${features}, m = ${hidden}`;
  const what = `${models}${replicas > 1 ? `, ${best}` : ''}; ${grouped(steps)} steps of ${batch} samples.`;
  const other = SIZES.filter(([of]) => of(trained) !== of(full)).map(
    ([of, name]) => `${name} ${of(full)} (here ${of(trained)})`,
  );
  if (other.length === 0) return `${what} Nothing is scaled down.`;
  return `${what} ${place.run.paper ? 'The paper’s size' : 'Its largest size'}: ${other.join(', ')}.`;
}
