// The worker that holds the stepwise program against the fused one: one device, opened for one measurement.
import { GpuUnavailable, openGpu, type Gpu } from '../gpu/index';
import { browserTuningStore } from '../measure/index';
import { fuse } from './fuse';
import type { FuseEvent, FuseOutcome, FuseRequest } from './fuse-protocol';

addEventListener('message', ({ data }: MessageEvent<FuseRequest>) => {
  void measured(data).then((outcome) => tell({ type: 'outcome', outcome }));
});

async function measured(request: FuseRequest): Promise<FuseOutcome> {
  let gpu: Gpu | null = null;
  try {
    tell({ type: 'progress', progress: { phase: 'opening', part: 0 } });
    gpu = await openGpu();
    const result = await fuse(
      {
        gpu,
        choices: browserTuningStore(),
        tell: (progress) => tell({ type: 'progress', progress }),
      },
      request,
    );
    return { kind: 'result', result };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof GpuUnavailable) return { kind: 'unsupported', message };
    // When the device is lost, work under way fails first; the loss is the better explanation.
    const loss = gpu && (await Promise.race([gpu.lost, pause(200)]));
    if (!loss) return { kind: 'failed', message };
    return { kind: 'lost', message: loss.message || 'The browser gave no reason.' };
  } finally {
    gpu?.destroy();
  }
}

function tell(event: FuseEvent): void {
  postMessage(event);
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
