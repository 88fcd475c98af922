import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Place, Run } from '../train/index';
import { AddressBar, hashOfExperiment, type Destination } from './address-bar';
import { startsByItself } from './auto-start';
import { parseRoute, type Route } from './routes';
import type { RunController } from './run-controller';

/** What shows where the router leads. */
interface RouterHost extends ReactiveControllerHost {
  /** The instance that is looked at. */
  selected: number;
}

/** The instance that a run is opened with. */
const firstSelected = ({ run }: Place) => run.selected ?? run.experiment.instances - 1;

/** Leads from addresses to views and experiments, and keeps the address true. Loses no run without asking. */
export class Router implements ReactiveController {
  route: Route = parseRoute(location.hash);
  /** An address of an experiment that there is not. */
  unknown = '';
  /** An experiment that can be opened when another one ends: the reader is asked. */
  asking: Destination | null = null;

  readonly #address: AddressBar;
  /** The instance that was looked at in each experiment that was left. */
  readonly #selections = new Map<Run, number>();

  constructor(
    private readonly host: RouterHost,
    private readonly run: RunController,
  ) {
    host.addController(this);
    this.#address = new AddressBar(host);
  }

  /** Before the host is connected: what the address asks for is what is opened first. */
  begin(): void {
    const { route } = this;
    if (route.view === 'experiment') {
      const to = this.#address.destination(route);
      if (to) this.run.beginWith(to.place, to.experiment);
      else this.#refuse(route.address);
    }
    this.host.selected = firstSelected(this.run.place);
    void this.#startByItself();
  }

  async #startByItself(): Promise<void> {
    const { experiment } = this.run;
    if (!(await startsByItself(this.route, experiment))) return;
    // Meanwhile somebody may have chosen otherwise.
    const { state } = this.run;
    const begun = state.kind === 'starting' || (state.kind === 'ready' && !this.run.byHand);
    if (begun && this.run.experiment === experiment) this.run.transport('run');
  }

  hostConnected(): void {
    addEventListener('beforeunload', this.#unload);
  }

  hostDisconnected(): void {
    removeEventListener('beforeunload', this.#unload);
  }

  hostUpdated(): void {
    if (this.route.view === 'experiment' && !this.asking) this.#address.follow(this.here);
    else this.#address.rest();
  }

  /** What of the address could not be had, in a sentence or two; empty where all could. */
  get problem(): string {
    return this.#address.problem;
  }

  /** The fragment of the experiment that is open. */
  get here(): string {
    return hashOfExperiment(this.run.place, this.run.experiment);
  }

  /** Follows the address. Whether another experiment than the one that is open is shown. */
  go(): boolean {
    this.route = parseRoute(location.hash);
    this.#address.heard();
    this.unknown = '';
    this.asking = null;
    this.host.requestUpdate();
    return this.route.view === 'experiment' && this.#enter(this.route);
  }

  #enter(route: Extract<Route, { view: 'experiment' }>): boolean {
    const to = this.#address.destination(route);
    if (!to) {
      this.#refuse(route.address);
      return true;
    }
    const other = to.place.run !== this.run.place.run;
    if (other && this.run.hasRoomFor(to.place)) this.#open(to);
    else if (other) this.asking = to;
    else this.run.open(to.place, to.experiment);
    return other;
  }

  #open({ place, experiment }: Destination): void {
    this.#selections.set(this.run.place.run, this.host.selected);
    this.run.open(place, experiment);
    void this.#startByItself();
    this.host.selected = this.#selections.get(place.run) ?? firstSelected(place);
  }

  /** Whether the run that was left first may end, so that another experiment can be opened. */
  answer(mayEnd: boolean): void {
    const to = this.asking;
    this.asking = null;
    this.host.requestUpdate();
    if (!to || !mayEnd) return; // the address follows what is shown
    const [oldest] = this.run.kept;
    if (oldest) this.run.end(oldest.place);
    this.#open(to);
  }

  /** The list, and above it that there is no such experiment. */
  #refuse(address: string): void {
    this.unknown = address;
    this.route = { view: 'experiments' };
  }

  /** What the reader has trained is in this page only: a browser asks before it goes. */
  readonly #unload = (event: BeforeUnloadEvent): void => {
    if (this.run.byHand && (this.run.trained || this.run.kept.length > 0)) event.preventDefault();
  };
}
