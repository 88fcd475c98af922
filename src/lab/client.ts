import type { ShaderMessage } from '../gpu/index';
import type { LabCommand, LabEvent, LabOutcome, LabRequest, LabStage } from './protocol';

/** Seconds that a kernel may run without an answer. */
const PATIENCE = 10;

/** What waits for the end of a run. */
interface Run {
  tell: (stage: LabStage) => void;
  end: (outcome: LabOutcome) => void;
  watchdog?: ReturnType<typeof setTimeout>;
}

/**
 * The page's end of the lab's worker. One run at a time; a worker that gives no answer is ended, its device with it,
 * and the next run gets new ones.
 */
export class LabClient {
  #worker: Worker | null = null;
  #run: Run | null = null;
  #checks = 0;
  readonly #checking = new Map<number, (messages: readonly ShaderMessage[] | null) => void>();

  constructor(private readonly patience = PATIENCE) {}

  /**
   * Runs a kernel. Never rejects.
   *
   * @param tell called as the run goes on
   */
  run(request: LabRequest, tell: (stage: LabStage) => void): Promise<LabOutcome> {
    this.cancel();
    return new Promise((resolve) => {
      this.#run = { tell, end: resolve };
      this.#ask({ type: 'run', request });
    });
  }

  /**
   * What the compiler says of a text, which is not run; null where it did not come to it. Never rejects.
   */
  check(kernel: string, code: string): Promise<readonly ShaderMessage[] | null> {
    if (this.#run) return Promise.resolve(null);
    const id = ++this.#checks;
    return new Promise((resolve) => {
      this.#checking.set(id, resolve);
      this.#ask({ type: 'check', id, kernel, code });
    });
  }

  /** Ends the run that is under way, and its worker with it. */
  cancel(): void {
    if (this.#run) this.#stop({ kind: 'cancelled' });
  }

  close(): void {
    this.#stop({ kind: 'cancelled' });
  }

  #ask(command: LabCommand): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(command);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'antipode-lab',
    });
    worker.onmessage = ({ data }: MessageEvent<LabEvent>) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      const message = event.message || 'The lab’s worker could not be loaded. Reload the page.';
      this.#stop({ kind: 'failed', message });
    };
    return worker;
  }

  #hear(event: LabEvent): void {
    if (event.type === 'checked') {
      this.#checking.get(event.id)?.(event.messages);
      this.#checking.delete(event.id);
      return;
    }
    if (event.type === 'outcome') return this.#end(event.outcome);
    const run = this.#run;
    if (!run) return;
    run.tell(event.stage);
    if (event.stage !== 'running') return;
    const hung: LabOutcome = { kind: 'hung', seconds: this.patience };
    run.watchdog = setTimeout(() => this.#stop(hung), this.patience * 1000);
  }

  #end(outcome: LabOutcome): void {
    const run = this.#run;
    this.#run = null;
    clearTimeout(run?.watchdog);
    run?.end(outcome);
  }

  #stop(outcome: LabOutcome): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const resolve of this.#checking.values()) resolve(null);
    this.#checking.clear();
    this.#end(outcome);
  }
}
