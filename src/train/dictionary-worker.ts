// Trains sparse autoencoders on a device of its own, or in float64 where there is none, and tells how far they are.
import { GpuUnavailable, openGpu } from '../gpu/index';
import {
  SparseAutoencoder,
  SparseAutoencoderReference,
  type DictionaryProgram,
  type SparseAutoencoderConfig,
} from '../models/index';
import { trainDictionaries } from './dictionary';
import type { DictionaryCommand, DictionaryEvent } from './dictionary-protocol';

/** Milliseconds between two messages. */
const INTERVAL = 150;

async function open(
  config: SparseAutoencoderConfig,
): Promise<{ program: DictionaryProgram; reason: string; close: () => void }> {
  try {
    const gpu = await openGpu();
    return {
      program: await SparseAutoencoder.create(gpu, config),
      reason: '',
      close: () => gpu.destroy(),
    };
  } catch (error) {
    if (!(error instanceof GpuUnavailable)) throw error;
    const program = new SparseAutoencoderReference(config);
    return { program, reason: error.message, close: () => undefined };
  }
}

async function train({ config }: DictionaryCommand): Promise<void> {
  const { program, reason, close } = await open(config);
  let told = -Infinity;
  await trainDictionaries(program, config, async (step, error) => {
    if (performance.now() - told < INTERVAL && step < config.optimizer.steps) return;
    told = performance.now();
    const numbers = await program.dictionaries();
    postMessage({ step, error, numbers, reason } satisfies DictionaryEvent);
  });
  program.destroy();
  close();
}

addEventListener('message', ({ data }: MessageEvent<DictionaryCommand>) => {
  // Thrown outside any promise, so that the page hears of it.
  train(data).catch((error: unknown) =>
    setTimeout(() => {
      throw error;
    }),
  );
});
