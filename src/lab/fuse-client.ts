import type { FuseEvent, FuseOutcome, FuseProgress, FuseRequest } from './fuse-protocol';

/** The page's end of the worker that measures what fusing is worth: a worker and a device for each measurement. */
export class FuseClient {
  #worker: Worker | null = null;
  #end: ((outcome: FuseOutcome) => void) | null = null;

  /** Measures. Never rejects. */
  run(request: FuseRequest, tell: (progress: FuseProgress) => void): Promise<FuseOutcome> {
    this.cancel();
    return new Promise((resolve) => {
      this.#end = resolve;
      const worker = new Worker(new URL('./fuse-worker.ts', import.meta.url), {
        type: 'module',
        name: 'antipode-fuse',
      });
      this.#worker = worker;
      worker.onmessage = ({ data }: MessageEvent<FuseEvent>) => {
        if (data.type === 'progress') tell(data.progress);
        else this.#stop(data.outcome);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        const message = event.message || 'The worker could not be loaded. Reload the page.';
        this.#stop({ kind: 'failed', message });
      };
      worker.postMessage(request);
    });
  }

  /** Ends the measurement that is under way, and its worker with it. */
  cancel(): void {
    this.#stop({ kind: 'cancelled' });
  }

  #stop(outcome: FuseOutcome): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#end?.(outcome);
    this.#end = null;
  }
}
