// The page that the command line opens: trains when told to, in the same worker as the real page; a run of an experiment
// that is to be judged, on its own thread.
import type { AdapterFacts } from '../gpu/index';
import {
  jsonPieces,
  trainWhole,
  type EngineWish,
  type Experiment,
  type ProgramWish,
  type Progress,
  type ReproduceSize,
} from '../train/index';
import { offeredAdapter } from './offered-adapter';
import { reproduceRun, type Reproduced } from './reproduce-core';
import { toldRun, type ToldRun } from './train-words';

declare global {
  interface Window {
    train(
      experiment: Experiment,
      wish: { engine: EngineWish; program: ProgramWish },
      evaluationSamples: number,
    ): Promise<ToldRun>;
    /** The next piece of the record of what was trained, as JSON; null after the last. */
    piece(): string | null;
    reproduce(address: string, size: ReproduceSize): Promise<Reproduced>;
    /** The adapter that there is; null where there is none. */
    adapter(): Promise<AdapterFacts | null>;
    /** Given by the command line. */
    report(progress: Progress): Promise<void>;
  }
}

/** Milliseconds between reports. */
const INTERVAL = 200;

window.adapter = offeredAdapter;

let pieces: Iterator<string, unknown> = [][Symbol.iterator]();

window.train = async (experiment, wish, evaluationSamples) => {
  const record = await trainWhole(experiment, wish, evaluationSamples, paced());
  pieces = jsonPieces(record);
  return toldRun(record);
};

window.piece = () => {
  const { done, value } = pieces.next();
  return done ? null : value;
};

window.reproduce = (address, size) => reproduceRun(address, size, paced());

/** Reports, but not more often than anybody could read, and the last one always. */
function paced(): (progress: Progress) => void {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - last < INTERVAL && progress.done < progress.of) return;
    last = now;
    void window.report(progress);
  };
}
