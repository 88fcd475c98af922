import { GpuUnavailable } from '../src/gpu/index';
import type { RunBench } from './contract';
import type { Command, Event } from './protocol';

/** Carries out commands with a given runner: the worker's inside, without the worker. */
export class BenchServer {
  #abort: AbortController | null = null;

  constructor(
    private readonly load: () => Promise<RunBench>,
    private readonly emit: (event: Event) => void,
  ) {}

  handle(command: Command): void {
    if (command.type === 'cancel') this.#abort?.abort();
    else void this.#run(command.options);
  }

  async #run(options: Parameters<RunBench>[0]): Promise<void> {
    const { emit } = this;
    const abort = new AbortController();
    this.#abort?.abort();
    this.#abort = abort;
    const { signal } = abort;
    try {
      const runBench = await this.load();
      const report = await runBench(options, {
        onProgress: (progress) => emit({ type: 'progress', progress }),
        onAdapter: (adapter) => emit({ type: 'adapter', adapter }),
        onPeaks: (peaks) => emit({ type: 'peaks', peaks }),
        onCase: (row) => emit({ type: 'case', case: row }),
        signal,
      });
      emit({ type: signal.aborted ? 'cancelled' : 'done', report });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      emit({ type: kindOf(error), message });
    }
  }
}

function kindOf(error: unknown): 'unsupported' | 'lost' | 'failed' {
  if (error instanceof GpuUnavailable) return 'unsupported';
  // A read-back under way is aborted when its device goes away, and by nothing else.
  return error instanceof DOMException && error.name === 'AbortError' ? 'lost' : 'failed';
}
