import { Timer, type Gpu } from '../gpu/index';
import type { Launch } from './launch';

/** One sample: a batch of launches, timed as a whole. */
export interface Sample {
  /** Nanoseconds from the submit until it was done, by the host's clock. */
  submitToDone: number;
  /** Nanoseconds on the GPU, by its own clock; negative when that went backwards, null without one. */
  gpu: number | null;
}

/** Something whose speed is to be known: a launch of ours, or a library's operation. */
export interface Subject {
  label: string;
  /** Does the work `batch` times, and waits for it. */
  sample(batch: number): Promise<Sample>;
}

/** A launch as a subject: a batch is so many dispatches of one pass of one submit. */
export function launchSubject(gpu: Gpu, timer: Timer | null, launch: Launch): Subject {
  const { device } = gpu;
  return {
    label: launch.entry.name,
    async sample(batch) {
      if (launch.restore) {
        // In a submit of its own, waited for: what is put back is not part of what is timed.
        const encoder = device.createCommandEncoder();
        launch.restore(encoder);
        device.queue.submit([encoder.finish()]);
        await device.queue.onSubmittedWorkDone();
      }
      const encoder = device.createCommandEncoder({ label: launch.entry.name });
      const pass = encoder.beginComputePass({ timestampWrites: timer?.timestampWrites });
      for (let i = 0; i < batch; i++) launch.encode(pass);
      pass.end();
      timer?.resolve(encoder);
      const commands = encoder.finish();
      const begin = performance.now();
      device.queue.submit([commands]);
      await device.queue.onSubmittedWorkDone();
      const submitToDone = (performance.now() - begin) * 1e6;
      return { submitToDone, gpu: (await timer?.difference()) ?? null };
    },
  };
}
