import type { FeatureFate } from '../reference/index';
import type { Experiment } from './experiment';
import type { PhaseCommand, PhaseEvent } from './phase-protocol';

/** The optimal models of a phase diagram, computed in a worker: what has come so far. */
export class OptimalMap {
  /** Of the cells that are done. */
  readonly fates: FeatureFate[] = [];
  /** Summed over features. */
  readonly losses: number[] = [];
  /** Why it does not go on; empty otherwise. */
  problem = '';
  readonly #worker: Worker;

  /** @param changed called when there is more */
  constructor(experiment: Experiment, changed: () => void) {
    this.#worker = new Worker(new URL('./phase-worker.ts', import.meta.url), {
      type: 'module',
      name: 'antipode-phase',
    });
    this.#worker.onmessage = ({ data }: MessageEvent<PhaseEvent>) => {
      this.fates.push(...data.fates);
      this.losses.push(...data.losses);
      if (this.fates.length === experiment.instances) this.close();
      changed();
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.problem = event.message || 'The worker could not be loaded. Reload the page.';
      changed();
    };
    this.#worker.postMessage({ experiment } satisfies PhaseCommand);
  }

  close(): void {
    this.#worker.terminate();
  }
}
