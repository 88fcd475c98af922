import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { findRun, type Experiment, type Place } from '../train/index';
import { experimentHash, type Route } from './routes';
import { AddressError, addressedExperiment, settingsQuery } from './settings-link';

/** Milliseconds between two changes of the address while a slider moves: browsers stop pages that change it often. */
const PACE = 400;

/** What an address leads to. */
export interface Destination {
  place: Place;
  /** With these settings; undefined where the address names none. */
  experiment: Experiment | undefined;
}

/** The fragment of an experiment with its settings. */
export function hashOfExperiment({ preset, run }: Place, experiment: Experiment): string {
  const address = run === preset.runs[0] ? preset.name : `${preset.name}/${run.name}`;
  return experimentHash(address, settingsQuery(experiment, run.experiment));
}

/** Reads experiments from the address, and keeps the address true while settings change. */
export class AddressBar implements ReactiveController {
  /** What of the address could not be had, in a sentence or two; empty where all could. */
  problem = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = '';
  /** The fragment that was last read, or written. */
  #read = location.hash;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The address as it is now is known. */
  heard(): void {
    this.#read = location.hash;
  }

  /** Where a route leads; null where there is no such experiment. Settings that do not work are the preset's. */
  destination({ address, settings }: Extract<Route, { view: 'experiment' }>): Destination | null {
    this.problem = '';
    const place = findRun(address);
    if (!place) return null;
    if (settings === '') return { place, experiment: undefined };
    try {
      const { experiment, without } = addressedExperiment(settings, place.run.experiment);
      if (without.length > 0) {
        this.problem = `This address leaves out ${without.join(' and ')}, too long to be in it: the experiment has its own.`;
      }
      return { place, experiment };
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      this.problem = `The settings in this address were not used: ${error.message} The experiment has its own settings.`;
      return { place, experiment: undefined };
    }
  }

  /** The experiment that is shown is this one: so says the address, after a moment. */
  follow(hash: string): void {
    this.#wanted = hash;
    if (hash === location.hash || (hash === '#/' && location.hash === '')) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // Another address means that the reader is on the way to somewhere else.
      if (this.#wanted === '' || location.hash !== this.#read) return;
      this.#read = this.#wanted;
      history.replaceState(history.state, '', this.#wanted);
    }, PACE);
  }

  /** Something else than an experiment is shown. */
  rest(): void {
    this.#wanted = '';
  }
}
