import type { Command, Event } from '../train/index';
import { editedMarker } from './edited-marker';

/** Seconds that a model with an edited kernel may train without a word. */
const PATIENCE = 10;

/**
 * Watches over a model that runs edited kernels: marks them as running until the model has answered, and notices when
 * it answers no more.
 */
export class EditedWatch {
  /** Kernels that run, or are about to run, an edited text. */
  readonly #edited = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #step = -1;
  /** Whether the mark in the browser is ours: one of an earlier page is the safe start's. */
  #marked = false;

  constructor(
    /** Nothing was heard for PATIENCE seconds. */
    private readonly hung: (kernels: readonly string[], seconds: number) => void,
    private readonly patience = PATIENCE,
  ) {}

  sent(command: Command): void {
    if (command.type === 'substitute' && command.code !== null) this.#edited.add(command.kernel);
    const works = ['substitute', 'run', 'step', 'step-values', 'evaluate'].includes(command.type);
    if (!works || this.#edited.size === 0) return;
    editedMarker.set({ kernel: [...this.#edited][0], where: 'model' });
    this.#marked = true;
    this.#wind();
  }

  heard(event: Event): void {
    if (this.#edited.size === 0 && event.type !== 'resumed') return;
    switch (event.type) {
      case 'substituted':
        this.#edited.clear();
        for (const kernel of event.edited) this.#edited.add(kernel);
        if (event.edited.length === 0) this.#rest();
        return;
      case 'snapshot':
        if (event.snapshot.step > this.#step) this.#unmark();
        this.#step = event.snapshot.step;
        if (this.#timer !== undefined) this.#wind();
        return;
      case 'tuning':
      case 'running':
      case 'evaluating':
        return this.#wind();
      case 'adjusted':
      case 'unadjusted':
        return;
      case 'resumed':
        this.#edited.clear();
        for (const kernel of event.facts.edited) this.#edited.add(kernel);
        return this.#rest();
      case 'refused':
        this.#edited.delete(event.kernel);
        return this.#rest();
      case 'paused':
      case 'step-values':
      case 'no-step-values':
      case 'evaluated':
      case 'ready':
        return this.#rest();
      case 'lost':
      case 'unsupported':
      case 'failed':
        this.stop();
    }
  }

  /** The worker is gone, and the edited kernels with it; the page is alive. */
  stop(): void {
    this.#edited.clear();
    this.#step = -1;
    this.#rest();
  }

  #unmark(): void {
    if (this.#marked) editedMarker.clear();
    this.#marked = false;
  }

  #rest(): void {
    this.#unmark();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wind(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A hidden page is told nothing while training goes on.
      if (document.hidden) return this.#wind();
      this.hung([...this.#edited], this.patience);
    }, this.patience * 1000);
  }
}
