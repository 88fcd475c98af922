import type { StepValues } from '../models/index';
import type { Command, Event } from '../train/index';

/** Which model and sample a reader looks at. */
export interface ValuesWish {
  instance: number;
  /** Null: the first in which a feature is on. */
  sample: number | null;
}

/**
 * Keeps the values of a step that a reader looks at fresh: asks for them when they are wanted, and again whenever the model
 * has moved on and rests. Asks for nothing while nobody looks.
 */
export class ValuesWatch {
  /** Null: nobody looks. */
  wish: ValuesWish | null = null;
  /** Those that came last; null: none yet. */
  values: StepValues | null = null;
  /** Why there are none, in a sentence. */
  problem = '';

  /**
   * @param send to the worker
   * @param modelOf which of all models stands for an instance
   * @param resting whether no training is under way: asking would stop it
   */
  constructor(
    private readonly send: (command: Command) => void,
    private readonly modelOf: (instance: number) => number,
    private readonly resting: () => boolean,
  ) {}

  /**
   * Looks at a model and a sample; null: no longer.
   *
   * @param now whether the program that is open has such values; they come with the next one otherwise
   */
  show(wish: ValuesWish | null, now = true): void {
    this.wish = wish;
    this.problem = '';
    if (!wish) this.values = null;
    else if (now) this.#ask();
  }

  heard(event: Event): void {
    switch (event.type) {
      case 'ready':
      case 'resumed':
        this.values = null;
        this.problem = '';
        if (event.facts.program === 'stepwise') this.#ask();
        return;
      case 'paused':
        if (event.step !== this.values?.step) this.#ask();
        return;
      case 'adjusted':
      case 'substituted':
        // The step that comes is another now. While training goes on, the next pause shows it.
        if (this.resting()) this.#ask();
        return;
      case 'step-values':
        this.problem = '';
        if (this.wish?.sample === null)
          return this.show({ ...this.wish, sample: event.values.firstOn });
        if (this.wish) this.values = event.values;
        return;
      case 'no-step-values':
        this.problem = event.message;
        return;
      case 'lost':
      case 'failed':
      case 'unsupported':
        this.values = null;
        return;
      case 'running':
      case 'snapshot':
      case 'unadjusted':
      case 'refused':
      case 'tuning':
      case 'evaluating':
      case 'evaluated':
        return;
    }
  }

  #ask(): void {
    if (!this.wish) return;
    const { instance, sample } = this.wish;
    this.send({ type: 'step-values', model: this.modelOf(instance), sample: sample ?? 0 });
  }
}
