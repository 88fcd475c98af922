// The page that the command line opens: trains when told to, in the same worker as the real page.
import {
  trainWhole,
  type EngineWish,
  type Experiment,
  type ProgramWish,
  type Progress,
  type RunRecord,
} from '../train/index';

declare global {
  interface Window {
    train(
      experiment: Experiment,
      wish: { engine: EngineWish; program: ProgramWish },
      evaluationSamples: number,
    ): Promise<RunRecord>;
    hasAdapter(): Promise<boolean>;
    /** Given by the command line. */
    report(progress: Progress): Promise<void>;
  }
}

/** Milliseconds between reports. */
const INTERVAL = 200;

window.hasAdapter = async () => Boolean(await navigator.gpu?.requestAdapter());

window.train = (experiment, wish, evaluationSamples) => {
  let last = -Infinity;
  return trainWhole(experiment, wish, evaluationSamples, (progress) => {
    const now = performance.now();
    if (now - last < INTERVAL && progress.done < progress.of) return;
    last = now;
    void window.report(progress);
  });
};
