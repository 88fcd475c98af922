import type { LabEvent, LabOutcome, LabRequest, LabStage } from './protocol';

/** Seconds that a kernel may run without an answer. */
const PATIENCE = 10;

/**
 * The page's end of the lab's worker. One request at a time; a worker that gives no answer is ended, and the next
 * request gets a new one with a new device.
 */
export class LabClient {
  #worker: Worker | null = null;
  #end: ((outcome: LabOutcome) => void) | null = null;

  constructor(private readonly patience = PATIENCE) {}

  /**
   * Runs a kernel. Never rejects.
   *
   * @param tell called as the run goes on
   */
  run(request: LabRequest, tell: (stage: LabStage) => void): Promise<LabOutcome> {
    this.cancel();
    return new Promise((resolve) => {
      let watchdog: ReturnType<typeof setTimeout> | undefined;
      this.#end = (outcome) => {
        clearTimeout(watchdog);
        this.#end = null;
        resolve(outcome);
      };
      const worker = this.#ready();
      worker.onmessage = ({ data }: MessageEvent<LabEvent>) => {
        if (data.type === 'outcome') return this.#end?.(data.outcome);
        tell(data.stage);
        if (data.stage !== 'running') return;
        const hung: LabOutcome = { kind: 'hung', seconds: this.patience };
        watchdog = setTimeout(() => this.#stop(hung), this.patience * 1000);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        const message = event.message || 'The lab’s worker could not be loaded. Reload the page.';
        this.#stop({ kind: 'failed', message });
      };
      worker.postMessage(request);
    });
  }

  /** Ends the run that is under way, and its worker with it. */
  cancel(): void {
    if (this.#end) this.#stop({ kind: 'cancelled' });
  }

  close(): void {
    this.#stop({ kind: 'cancelled' });
  }

  #ready(): Worker {
    this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'antipode-lab',
    });
    return this.#worker;
  }

  #stop(outcome: LabOutcome): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#end?.(outcome);
  }
}
