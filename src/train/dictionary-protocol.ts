import type { Dictionaries, SparseAutoencoderConfig } from '../models/index';

/** Train these autoencoders. */
export interface DictionaryCommand {
  config: SparseAutoencoderConfig;
}

/** How far they are. */
export interface DictionaryEvent {
  step: number;
  /** Mean over instances, of the newest batch. */
  error: number;
  numbers: Dictionaries;
  /** Why they are trained on the CPU; empty on the GPU. */
  reason: string;
}
