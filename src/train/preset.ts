import type { Claim } from './claim';
import type { DictionarySpec } from './dictionary';
import { parseExperiment, type Experiment, type ExperimentInput } from './experiment';

/** The views of a trained model, by the names that presets give them. */
export type FigureName =
  | 'adversarial'
  | 'geometries'
  | 'capacity'
  | 'compression'
  | 'loss'
  | 'gram'
  | 'features'
  | 'dimensionality'
  | 'double-descent'
  | 'energy'
  | 'feature-graph'
  | 'histogram'
  | 'phase'
  | 'probes'
  | 'readings'
  | 'dictionary'
  | 'k-gons'
  | 'stack'
  | 'neurons'
  | 'regimes'
  | 'space';

/** One of the trainings that belong to an experiment. */
export interface Run {
  /** Unique within the preset, as addresses have it. */
  name: string;
  /** What sets it apart from the other runs. */
  title: string;
  /** Shows its point in some ten seconds on a laptop's GPU. */
  experiment: Experiment;
  /** The paper's own size, where it is larger. */
  paper?: Experiment;
  /** What `npm run reproduce` trains on a machine without a GPU, where it is another. */
  software?: Experiment;
  /** Which instance is looked at first; the last where nothing is said. */
  selected?: number;
  /**
   * What the tests train, where the page's size takes more than some seconds on a software adapter; null where they leave
   * it out, because it shows nothing at a size that they have time for.
   */
  ci?: Experiment | null;
  /** Sparse autoencoders that are trained on the models once they are, and that claims are about. */
  dictionary?: DictionarySpec;
  /** What must come out. */
  claims: readonly Claim[];
}

/** An experiment of the paper: what to train, what to look at, and what to look for. */
export interface Preset {
  /** As addresses have it. */
  name: string;
  title: string;
  /** Section of Elhage et al. 2022, or the work it follows. */
  section: string;
  /** For the list of experiments, in one sentence. */
  summary: string;
  /** What the reader should see. */
  look: string;
  /** The first is opened. */
  runs: readonly Run[];
  /** The run and the figure that its picture in the list is of; the first that can be drawn where nothing is said. */
  picture?: { run: string; figure?: FigureName };
  /** In the order of the page. */
  figures: readonly FigureName[];
}

/** How a data file writes a run: sizes as changes of the first one. */
export interface RunInput {
  name: string;
  title: string;
  experiment: ExperimentInput;
  paper?: Partial<ExperimentInput>;
  software?: Partial<ExperimentInput>;
  selected?: number;
  ci?: Partial<ExperimentInput> | null;
  dictionary?: DictionarySpec;
  claims?: readonly Claim[];
}

/** A preset with every default of its experiments filled in. */
export function preset(given: Omit<Preset, 'runs'> & { runs: readonly RunInput[] }): Preset {
  return {
    ...given,
    runs: given.runs.map(({ experiment, paper, software, ci, claims = [], ...rest }) => ({
      ...rest,
      claims,
      experiment: parseExperiment(experiment),
      ...(paper && { paper: parseExperiment({ ...experiment, ...paper }) }),
      ...(software && { software: parseExperiment({ ...experiment, ...software }) }),
      ...(ci !== undefined && { ci: ci && parseExperiment({ ...experiment, ...ci }) }),
    })),
  };
}

/** Which size of a run an experiment is, whatever its seed; undefined where it is none of them. */
export function matchingSize(run: Run, experiment: Experiment): 'page' | 'paper' | undefined {
  const same = (other: Experiment | undefined) =>
    other && JSON.stringify({ ...other, seed: 0 }) === JSON.stringify({ ...experiment, seed: 0 });
  if (same(run.experiment)) return 'page';
  return same(run.paper) ? 'paper' : undefined;
}
