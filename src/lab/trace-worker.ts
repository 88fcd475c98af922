// The tracing worker: one device, opened at the first command; commands are carried out one after the other.
import { GpuUnavailable, openGpu, type Gpu } from '../gpu/index';
import { kernelEntry } from '../kernels/index';
import { runTrace } from './run-trace';
import type { TraceCommand, TraceEvent } from './trace-protocol';

let gpu: Gpu | null = null;
let queue: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<TraceCommand>) => {
  queue = queue.then(() => carryOut(data));
});

async function carryOut({ id, kernel, code }: TraceCommand): Promise<void> {
  try {
    gpu ??= await openGpu();
    const trace = await runTrace(gpu, kernelEntry(kernel), code ?? undefined);
    const { starts, site, index } = trace;
    tell({ type: 'traced', id, trace }, [starts.buffer, site.buffer, index.buffer]);
  } catch (error) {
    // When the device is lost, work under way fails first; the loss is the better explanation.
    const loss = gpu && (await Promise.race([gpu.lost, pause(100)]));
    if (loss) gpu = null;
    const message = error instanceof Error ? error.message : String(error);
    if (loss) tell({ type: 'lost', id, message: loss.message || 'The browser gave no reason.' });
    else tell({ type: error instanceof GpuUnavailable ? 'unsupported' : 'failed', id, message });
  }
}

function tell(event: TraceEvent, transfer: ArrayBufferLike[] = []): void {
  postMessage(event, { transfer: transfer as ArrayBuffer[] });
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
