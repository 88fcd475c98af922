import { GramJob, type InstanceNumbers } from './gram-job';
import type { LiveRun } from './live-run';
import { LiveView, type LiveHost } from './live-view';

/** An element about one instance. */
export interface InstanceHost extends LiveHost {
  selected: number;
}

/** Keeps the numbers of the selected instance's best replica fresh, and draws its host when there are new ones. */
export class InstanceView {
  numbers: InstanceNumbers | null = null;
  readonly #view: LiveView;
  #job: GramJob | null = null;
  /** What the numbers, or the job under way, were made from. */
  #from: { snapshot: unknown; model: number; n: number } = { snapshot: null, model: -1, n: 0 };

  constructor(
    private readonly host: InstanceHost,
    private readonly draw: (numbers: InstanceNumbers, live: LiveRun) => void,
    /** There is nothing to show: what stands is of a run that is gone. */
    private readonly clear: () => void,
    interval: () => number,
  ) {
    this.#view = new LiveView(host, (live) => this.#frame(live), interval);
  }

  /** Draws in the next frame. */
  readonly now = (): void => this.#view.now();

  #frame(live: LiveRun): void {
    const { snapshot, experiment } = live;
    // Of other models, which are open already, there may be fewer.
    if (!snapshot || !experiment || this.host.selected >= experiment.instances) {
      this.#job = null;
      this.#from.snapshot = null;
      this.numbers = null;
      this.clear();
      return;
    }
    const { features: n, hidden: m } = experiment;
    const model = live.best(this.host.selected);
    const other = this.#from.model !== model || this.#from.n !== n;
    if (other || (snapshot !== this.#from.snapshot && !this.#job)) {
      const w = snapshot.w.slice(model * n * m, (model + 1) * n * m);
      const bias = snapshot.b.slice(model * n, (model + 1) * n);
      const { norm, dimensionality, overlap } = snapshot.geometry;
      const own = (all: Float32Array) => all.slice(model * n, (model + 1) * n);
      const geometry = {
        norm: own(norm),
        dimensionality: own(dimensionality),
        overlap: own(overlap),
      };
      this.#job = new GramJob(snapshot.step, w, bias, geometry, m);
      this.#from = { snapshot, model, n };
    }
    const done = this.#job?.advance();
    if (this.#job && !done) {
      this.now();
      return;
    }
    if (done) {
      this.numbers = done;
      this.#job = null;
    }
    if (this.numbers) this.draw(this.numbers, live);
  }
}
