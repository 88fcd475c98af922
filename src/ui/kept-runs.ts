import type { Experiment, Place, ProgramWish, Run } from '../train/index';
import type { SessionState } from './app-state';
import type { LiveRun } from './live-run';

const UNDO_DEPTH = 50;

/** The most experiments that are kept with what they have learned while another one is open. */
const MOST_KEPT = 7;

/** A run that was put aside, with all that was trained. */
export interface Aside {
  /** What the worker calls it. */
  run: number;
  experiment: Experiment;
  origin: Experiment;
  state: SessionState;
  live: LiveRun;
  program: ProgramWish;
}

/** What Undo goes back to. */
export interface Before {
  experiment: Experiment;
  origin: Experiment;
  /** The run itself; null where nothing was trained, or where it is no longer kept: it begins anew then. */
  aside: Aside | null;
  /** Whether training went on: it does so again when this is undone. */
  inFlight: boolean;
  /** The movement of a slider that all belongs together; empty: none. */
  gesture: string;
}

/** An experiment that was left for another one. */
export interface Left {
  place: Place;
  experiment: Experiment;
  origin: Experiment;
  past: Before[];
  /** Its run; null where nothing was trained. */
  aside: Aside | null;
}

/**
 * What can be gone back to: of the experiment that is open, the settings before each change and the last run, whole; of
 * experiments that were left, their settings and runs.
 */
export class KeptRuns {
  past: Before[] = [];
  /** The one that was left first at first. */
  readonly #left = new Map<Run, Left>();

  /** @param forget tells the worker that a run that was put aside may end */
  constructor(private readonly forget: (run: number) => void) {}

  get last(): Before | undefined {
    return this.past.at(-1);
  }

  remember(before: Before): void {
    this.past.push(before);
    if (this.past.length > UNDO_DEPTH) this.#drop(this.past.shift()!);
  }

  /** Keeps a run for Undo, in the place of the one that was kept before it. */
  keepLast(aside: Aside): void {
    for (const older of this.past) this.#drop(older);
    if (this.last) this.last.aside = aside;
  }

  /** An experiment is left for another one, which may have been left before. */
  leave(left: Omit<Left, 'past'>, to: Place): Left | undefined {
    for (const before of this.past) this.#drop(before);
    this.#left.set(left.place.run, { ...left, past: this.past });
    const back = this.#left.get(to.run);
    this.#left.delete(to.run);
    this.past = back?.past ?? [];
    return back;
  }

  /** Experiments that were left with something trained; the one that was left first at first. */
  get trained(): { place: Place; step: number }[] {
    return [...this.#left.values()].flatMap(({ place, aside }) =>
      aside ? [{ place, step: aside.live.newest?.step ?? 0 }] : [],
    );
  }

  /** Whether one more run can be kept while this experiment is open. */
  hasRoomBeside({ run }: Place): boolean {
    const { trained } = this;
    return trained.length < MOST_KEPT || trained.some(({ place }) => place.run === run);
  }

  /** Ends the run of an experiment that was left. */
  end({ run }: Place): void {
    const left = this.#left.get(run);
    if (left) this.#drop(left);
  }

  /** The numbers of a run that was put aside; undefined where it is not kept. */
  liveOf(run: number): LiveRun | undefined {
    return [...this.past, ...this.#left.values()].find(({ aside }) => aside?.run === run)?.aside
      ?.live;
  }

  /** The worker or its device is gone, and all that it kept. */
  loseAll(): void {
    for (const kept of [...this.past, ...this.#left.values()]) kept.aside = null;
  }

  #drop(of: { aside: Aside | null }): void {
    if (of.aside) this.forget(of.aside.run);
    of.aside = null;
  }
}
