import type { Command, Event } from './protocol';

/** The page's end of a training worker. */
export class SessionClient {
  readonly #worker: Worker;

  /** @param listen called with every event, in order */
  constructor(listen: (event: Event) => void) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'antipode-training',
    });
    this.#worker.onmessage = ({ data }: MessageEvent<Event>) => listen(data);
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
