import type { BenchOptions } from './contract';
import type { Command, Event } from './protocol';

/** The page's end of a bench worker. */
export class BenchClient {
  readonly #worker: Worker;

  /** @param listen called with every event, in order */
  constructor(listen: (event: Event) => void) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'antipode-bench',
    });
    this.#worker.onmessage = ({ data }: MessageEvent<Event>) => listen(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const message = event.message || 'The bench’s worker could not be loaded. Reload the page.';
      listen({ type: 'failed', message });
    };
  }

  run(options: BenchOptions): void {
    this.#send({ type: 'run', options });
  }

  /** Ends the run after the sample under way; what was measured until then is reported. */
  cancel(): void {
    this.#send({ type: 'cancel' });
  }

  /** Ends the worker at once, whatever it does: the way out of a shader that does not come back. */
  close(): void {
    this.#worker.terminate();
  }

  #send(command: Command): void {
    this.#worker.postMessage(command);
  }
}
