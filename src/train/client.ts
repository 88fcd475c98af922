import type { Command, Event } from './protocol';

/** The page's end of a training worker. */
export class SessionClient {
  readonly #worker: Worker;

  /** @param listen called with every event, in order, and the run that it is about */
  constructor(listen: (event: Event, run?: number) => void) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'antipode-training',
    });
    this.#worker.onmessage = ({ data }: MessageEvent<{ event: Event; run: number }>) =>
      listen(data.event, data.run);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const message = event.message || 'The training worker could not be loaded. Reload the page.';
      listen({ type: 'failed', message });
    };
  }

  send(command: Command): void {
    this.#worker.postMessage(command);
  }

  close(): void {
    this.#worker.terminate();
  }
}
