import type { Experiment } from '../experiment';
import type { Preset, Run } from '../preset';
import { absoluteValue } from './absolute-value';
import { adversarial } from './adversarial';
import { basicResults } from './basic-results';
import { capacityPreset } from './capacity';
import { centralLimit } from './central-limit';
import { correlated } from './correlated';
import { doubleDescent } from './double-descent';
import { dynamics } from './dynamics';
import { introduction } from './introduction';
import { kGons } from './k-gons';
import { linearDirections } from './linear-directions';
import { nonlinearCompression } from './nonlinear-compression';
import { perturb } from './perturb';
import { phaseChange } from './phase-change';
import { privilegedBasis } from './privileged-basis';
import { readings } from './readings';
import { threeWays } from './three-ways';
import { uniform } from './uniform';

export { CHOSEN_SEED } from './introduction';

/** The experiments, by name, in the order of the paper. */
export const presets: ReadonlyMap<string, Preset> = new Map(
  [
    introduction,
    basicResults,
    phaseChange,
    uniform,
    perturb,
    correlated,
    dynamics,
    adversarial,
    privilegedBasis,
    absoluteValue,
    threeWays,
    nonlinearCompression,
    centralLimit,
    readings,
    linearDirections,
    kGons,
    capacityPreset,
    doubleDescent,
  ].map((preset) => [preset.name, preset]),
);

/** What the page begins with: the figure of the paper's introduction. */
export const OPENING: Experiment = introduction.runs[0].experiment;

/** A preset and one of its runs. */
export interface Place {
  preset: Preset;
  run: Run;
}

/** The run at an address such as `basic-results` (its first) or `basic-results/linear-20`. */
export function findRun(address: string): Place | undefined {
  const [name, runName] = address.split('/', 2);
  const preset = presets.get(name);
  const run = runName
    ? preset?.runs.find((candidate) => candidate.name === runName)
    : preset?.runs[0];
  return preset && run && { preset, run };
}
