import type { TraceCommand, TraceEvent } from './trace-protocol';
import type { Trace } from './trace-types';

/** A trace that did not come about. */
export class TraceFailure extends Error {
  override readonly name = 'TraceFailure';

  constructor(
    readonly kind: 'unsupported' | 'lost' | 'failed' | 'timeout',
    message: string,
  ) {
    super(message);
  }
}

/** Milliseconds after which a trace is given up: an edited shader may never end, and only its worker can. */
const PATIENCE = 20_000;

interface Waiting {
  resolve: (trace: Trace) => void;
  reject: (failure: TraceFailure) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** The page's end of the tracing worker, which is started when first needed and again after a time-out. */
export class TraceClient {
  #worker: Worker | null = null;
  #last = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(private readonly patience = PATIENCE) {}

  /**
   * Traces a kernel on the device.
   *
   * @param code the shader's text where it is not the catalogue's own
   * @throws TraceFailure
   */
  trace(kernel: string, code: string | null = null): Promise<Trace> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = Math.round(this.patience / 1000);
        const message = `The shader had not ended after ${seconds} s and was given up, its device with it. Does a loop of it never end? The graphics processor may be busy with it for a while.`;
        this.#end(new TraceFailure('timeout', message));
      }, this.patience);
      this.#waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, kernel, code } satisfies TraceCommand);
    });
  }

  close(): void {
    this.#end(new TraceFailure('failed', 'The trace was given up.'));
  }

  #start(): Worker {
    const worker = new Worker(new URL('./trace-worker.ts', import.meta.url), {
      type: 'module',
      name: 'antipode-trace',
    });
    worker.onmessage = ({ data }: MessageEvent<TraceEvent>) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      const message = event.message || 'The tracing worker could not be loaded. Reload the page.';
      this.#end(new TraceFailure('failed', message));
    };
    return worker;
  }

  #hear(event: TraceEvent): void {
    const waiting = this.#waiting.get(event.id);
    if (!waiting) return;
    this.#waiting.delete(event.id);
    clearTimeout(waiting.timer);
    if (event.type === 'traced') waiting.resolve(event.trace);
    else waiting.reject(new TraceFailure(event.type, event.message));
  }

  /** Ends the worker and everything that it was asked for. */
  #end(failure: TraceFailure): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(failure);
    }
    this.#waiting.clear();
  }
}
