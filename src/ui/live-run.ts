import {
  bestReplicas,
  DivergenceLog,
  finiteModels,
  importancesOf,
  importanceVaries,
  LossHistory,
  probabilities,
  Trained,
  type Adjustment,
  type EndedLoops,
  type Experiment,
  type Snapshot,
  type TrainedDictionaries,
} from '../train/index';
import { distinctionOf, type Distinction } from './distinction';
import { Moments, type Moment } from './moments';

/** Points of the loss history that a "recent" loss is the mean of: one batch alone is noisy. */
const RECENT_POINTS = 16;

/** Milliseconds of drawing a frame; views that come later wait for the next, so that no click waits long. */
const FRAME_BUDGET = 10;

/**
 * The numbers that change every step, outside Lit. Views subscribe; however many snapshots arrive, each view is
 * called at most once an animation frame, and when all have drawn, `onDrawn` asks for the next snapshot. A round that
 * takes long is spread over several frames.
 */
export class LiveRun {
  experiment: Experiment | null = null;
  /** What the experiment is called, in files and at their heads. */
  called: { name: string; title: string } | null = null;
  /** 1 − S of each instance. */
  probability: readonly number[] = [];
  history = new LossHistory(1, 2);
  /** Called when a snapshot has been drawn. */
  onDrawn: () => void = () => undefined;

  /** What sets the instances apart; null before the first run. */
  distinction: Distinction | null = null;

  /** What was changed since the first weights. */
  adjustments: readonly Adjustment[] = [];

  /** Loops of edited kernels that the guard has ended, as the newest numbers tell. */
  ended: readonly EndedLoops[] = [];

  /** The past of the run. */
  moments = new Moments();

  #newest: Snapshot | null = null;
  /** A moment of the past that is looked at in the place of the newest. */
  #past: Moment | null = null;
  #trained: Trained | null = null;
  #dictionaries: TrainedDictionaries | null = null;
  readonly #views = new Set<(now: number) => void>();
  #best: ArrayLike<number> = [];
  /** A row an instance, or one for all. */
  #importance: readonly number[][] = [];
  /** Recent loss of each model, of the newest and of what is looked at; empty before the first step. */
  #recent: Float64Array = new Float64Array(0);
  #shownRecent: Float64Array = new Float64Array(0);
  /** Which models have diverged, and when. */
  divergences = new DivergenceLog(1);
  #frame = 0;
  /** Views still to be called in this round. */
  #waiting: ((now: number) => void)[] = [];
  /** Something has changed since the round began. */
  #changed = false;
  #owesDrawn = false;

  /** Forgets everything: a run from its first weights is about to begin. */
  begin(experiment: Experiment): void {
    const models = experiment.instances * experiment.replicas;
    this.#use(experiment);
    this.adjustments = [];
    this.ended = [];
    this.#newest = null;
    this.#past = null;
    this.#trained = null;
    this.#dictionaries = null;
    this.moments = new Moments();
    this.history = new LossHistory(models);
    this.#best = Array.from({ length: experiment.instances }, (_, i) => i);
    this.#recent = this.#shownRecent = new Float64Array(0);
    this.divergences = new DivergenceLog(models);
    this.invalidate();
  }

  /** The run goes on with other densities, importances or rates; its history stays. */
  adjust(experiment: Experiment, adjustments: readonly Adjustment[]): void {
    this.#use(experiment);
    this.adjustments = adjustments;
    this.#trained = null;
    this.invalidate();
  }

  /** Other texts run in the place of kernels: what was ended was of those before. */
  exchanged(): void {
    this.ended = [];
    this.invalidate();
  }

  #use(experiment: Experiment): void {
    this.experiment = experiment;
    this.probability = probabilities(experiment);
    this.distinction = distinctionOf(experiment);
    // One list for all where instances do not differ: there may be thousands of them.
    const rows = importanceVaries(experiment) ? experiment.instances : 1;
    this.#importance = Array.from({ length: rows }, (_, i) => importancesOf(experiment, i));
  }

  receive(snapshot: Snapshot): void {
    this.#newest = snapshot;
    this.ended = snapshot.ended ?? [];
    this.moments.add(snapshot);
    this.history.append(snapshot.losses, snapshot.lossSteps);
    this.divergences.hear(snapshot);
    this.#recent = this.#recentUpTo(this.history.length);
    this.#shownRecent = this.#past ? this.#recentUpTo(this.#pointsAt(this.#past)) : this.#recent;
    this.#chooseBest(snapshot);
    this.#trained = null;
    this.#owesDrawn = true;
    if (document.hidden) this.#settle();
    else this.invalidate();
  }

  /** What the views show: the newest numbers, or those of a moment of the past. */
  get snapshot(): Moment | null {
    return this.#past ?? this.#newest;
  }

  /** The newest numbers, whatever is looked at. */
  get newest(): Snapshot | null {
    return this.#newest;
  }

  /** The moment of the past that is looked at; null: the newest. */
  get past(): Moment | null {
    return this.#past;
  }

  /** Shows a moment of the past in all views, or the newest again. Training goes on. */
  look(past: Moment | null): void {
    this.#past = past;
    this.#shownRecent = past ? this.#recentUpTo(this.#pointsAt(past)) : this.#recent;
    this.#trained = null;
    this.invalidate();
  }

  /** Points of the history up to a moment; of a moment within the first point, that one. */
  #pointsAt({ step }: Moment): number {
    const { stride, length } = this.history;
    return step === 0 ? 0 : Math.min(length, Math.max(1, Math.floor(step / stride)));
  }

  /**
   * The point of the history that the moment of the past which is looked at belongs to, −1 before the first; null: the
   * newest is looked at.
   */
  get pastPoint(): number | null {
    return this.#past && this.#pointsAt(this.#past) - 1;
  }

  /** Whether elements made for this experiment and instance can show these models: others may be open already. */
  fits(experiment: Experiment | undefined, selected: number): boolean {
    const mine = this.experiment;
    if (!experiment || !mine || selected >= mine.instances) return false;
    const keys = ['instances', 'replicas', 'features', 'hidden', 'model'] as const;
    return keys.every((key) => mine[key] === experiment[key]);
  }

  /** Whether a model, as it is shown, has a number that is not finite. */
  diverged(model: number): boolean {
    const found = this.divergences.of(model);
    return found !== undefined && (this.snapshot?.step ?? 0) > found.after;
  }

  /** Mean loss of a model over a point of the history; NaN from where it may not have been finite. */
  lossOf(point: number, model: number): number {
    const { history } = this;
    const after = this.divergences.of(model)?.after ?? Infinity;
    // The loss of a step is of the weights before it.
    return history.stepOf(point) <= after + 1 ? history.lossOf(point, model) : NaN;
  }

  /** All models as the views show them, with their recent losses; null before the first snapshot. */
  get trained(): Trained | null {
    if (!this.experiment || !this.snapshot) return null;
    this.#trained ??= new Trained(
      ...([this.experiment, this.snapshot, this.#shownRecent] as const),
      ...([this.#dictionaries, this.#best] as const),
    );
    return this.#trained;
  }

  /** Dictionaries of the models as they were when these began; null: none yet. */
  set dictionaries(dictionaries: TrainedDictionaries | null) {
    this.#dictionaries = dictionaries;
    this.#trained = null;
    this.invalidate();
  }

  /** I of each feature of an instance. */
  importanceOf(instance: number): readonly number[] {
    return this.#importance[instance] ?? this.#importance[0] ?? [];
  }

  /** Which of all models stands for an instance: its replica with the lowest recent loss. */
  best(instance: number): number {
    return this.#best[instance] ?? instance;
  }

  /** Which replica that is, from 0. */
  bestReplica(instance: number): number {
    return Math.floor(this.best(instance) / (this.experiment?.instances ?? 1));
  }

  /**
   * Loss of a model at the moment that is looked at: a mean over the points of the history before it. NaN before the first
   * step, and of a model that has diverged.
   */
  recentLoss(model: number): number {
    return this.diverged(model) ? NaN : (this.#shownRecent[model] ?? NaN);
  }

  /** Calls `view` in every frame in which something has changed. Returns the way to stop. */
  subscribe(view: (now: number) => void): () => void {
    this.#views.add(view);
    this.invalidate();
    return () => this.#views.delete(view);
  }

  /** Asks for a frame. */
  invalidate(): void {
    this.#changed = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  #draw(now: number): void {
    this.#frame = 0;
    if (this.#waiting.length === 0) {
      this.#waiting = [...this.#views].reverse();
      this.#changed = false;
    }
    const end = performance.now() + FRAME_BUDGET;
    while (this.#waiting.length > 0 && performance.now() < end) {
      const view = this.#waiting.pop()!;
      try {
        if (this.#views.has(view)) view(now);
      } catch (error) {
        reportError(error); // one broken view shall not stop the others, nor the training
      }
    }
    if (this.#waiting.length > 0 || this.#changed) this.#schedule();
    if (this.#waiting.length === 0) this.#settle();
  }

  #settle(): void {
    if (!this.#owesDrawn) return;
    this.#owesDrawn = false;
    this.onDrawn();
  }

  /** Point after point, as they lie in memory: with ten thousand models the order decides how long it takes. */
  #recentUpTo(end: number): Float64Array {
    const { history } = this;
    const points = Math.min(RECENT_POINTS, end);
    if (points === 0) return new Float64Array(0);
    const recent = new Float64Array(history.instances);
    for (let point = end - points; point < end; point++) {
      for (let model = 0; model < recent.length; model++) {
        recent[model] += history.lossOf(point, model) / points;
      }
    }
    return recent;
  }

  /** Of the newest numbers: who looks back follows the same models. */
  #chooseBest({ w, wDecode, b, geometry }: Snapshot): void {
    if (!this.experiment || this.experiment.replicas === 1) return;
    const { instances, replicas } = this.experiment;
    const finite = finiteModels([w, wDecode, b, geometry.norm], instances * replicas);
    this.#best = bestReplicas(this.#recent, finite, this.experiment);
  }
}
