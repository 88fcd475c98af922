import type { SparseAutoencoderConfig } from '../models/index';
import { TrainedDictionaries } from './dictionary';
import type { DictionaryCommand, DictionaryEvent } from './dictionary-protocol';

/** Dictionaries that are trained in a worker: what has come so far. */
export class DictionaryTraining {
  dictionaries: TrainedDictionaries | null = null;
  /** [step, error] through time. */
  readonly errors: [step: number, error: number][] = [];
  /** Why it does not go on; empty otherwise. */
  problem = '';
  /** Why the CPU trains; empty on the GPU. */
  reason = '';
  readonly #worker: Worker;

  /** @param changed called when there is more */
  constructor(
    readonly config: SparseAutoencoderConfig,
    changed: () => void,
  ) {
    this.#worker = new Worker(new URL('./dictionary-worker.ts', import.meta.url), {
      type: 'module',
      name: 'antipode-dictionary',
    });
    this.#worker.onmessage = ({ data }: MessageEvent<DictionaryEvent>) => {
      this.dictionaries = new TrainedDictionaries(config, data.numbers, data.step);
      this.errors.push([data.step, data.error]);
      this.reason = data.reason;
      if (this.done) this.close();
      changed();
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.problem = event.message || 'The worker could not be loaded. Reload the page.';
      changed();
    };
    this.#worker.postMessage({ config } satisfies DictionaryCommand);
  }

  get done(): boolean {
    return this.dictionaries?.step === this.config.optimizer.steps;
  }

  close(): void {
    this.#worker.terminate();
  }
}
