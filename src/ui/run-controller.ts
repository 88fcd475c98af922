import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  differences,
  findRun,
  OPENING,
  SessionClient,
  type Command,
  type EngineWish,
  type Event,
  type Experiment,
  type Place,
  type ProgramWish,
  type Refusal,
} from '../train/index';
import { endsAtZero, hasSession, reduce, type Action, type AppState } from './app-state';
import { DeviceWatch } from './device-watch';
import { EditedWatch } from './edited-watch';
import type { TransportAction } from './events';
import { KeptRuns, type Aside } from './kept-runs';
import { LiveRun } from './live-run';
import { programWish, rememberProgram } from './program-wish';
import { rememberTuning, tuningWanted } from './tuning-wish';
import { ValuesWatch, type ValuesWish } from './values-watch';

/** The page's end of a training worker, as far as the page uses it. */
export type Client = Pick<SessionClient, 'send' | 'close'>;

/** Makes a worker and listens to it. */
export type Connect = (listen: (event: Event, run?: number) => void) => Client;

/** States whose worker is not to be trusted with anything more. */
const DEAD: readonly AppState['kind'][] = ['lost', 'unsupported', 'failed'];

/** Owns the worker, the state of the page and the live numbers; tells its host when the state changes. */
export class RunController implements ReactiveController {
  state: AppState = { kind: 'starting' };
  experiment: Experiment = OPENING;
  /** The preset and the run that the experiment was opened as. */
  place: Place = findRun('introduction')!;
  /** As which it was last begun from the first weights: what adjustments go back to. */
  origin: Experiment = OPENING;
  /** An adjustment that could not be had while it trains, and why. */
  unadjusted: { message: string; wanted: Experiment } | null = null;
  get canUndo(): boolean {
    return this.#kept.past.length > 0;
  }
  get canUndoAdjustment(): boolean {
    return this.#kept.last?.inFlight ?? false;
  }
  live = new LiveRun();
  /** The arrays of a step, where a reader looks at them. */
  readonly watched = new ValuesWatch(
    (command) => this.#send(command),
    (instance) => this.live.best(instance),
    () => this.state.kind !== 'running',
  );
  /** Which program shall train. */
  program: ProgramWish = programWish();
  /** The last edited kernel that the model did not take; null once one was taken. */
  refusal: Refusal | null = null;

  readonly #watch = new EditedWatch((kernels, seconds) => this.#hung(kernels, seconds));
  readonly #busy = new DeviceWatch(() => this.#restart());
  /** Training was started again because its device no longer answered; until the next run begins. */
  restarted = false;
  readonly #kept = new KeptRuns((run) => this.#send({ type: 'forget', run }));
  /** The run that is open, as the worker calls it. */
  #run = 0;
  #runs = 0;
  /** The worker cannot train as it was told, but keeps what was put aside. */
  #alive = false;
  #client: Client | null = null;
  /** Train on as soon as the session is ready. */
  #goOn = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly connect: () => Connect,
    private engine: EngineWish,
  ) {
    host.addController(this);
    this.live.onDrawn = this.#drawn;
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#tellVisible);
    this.startAgain();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#tellVisible);
    this.#watch.stop();
    this.#busy.end();
    this.#client?.close();
    this.#client = null;
  }

  /** A new worker, and in it the same experiment from its first weights. */
  startAgain(engine: EngineWish = this.engine): void {
    this.engine = engine;
    this.restarted = false;
    this.#watch.stop();
    this.#busy.end();
    this.#client?.close();
    this.#kept.loseAll();
    this.#client = this.connect()((event, run) => this.#hear(event, run));
    this.#tellVisible();
    this.#open('open', null);
  }

  /** The reader has trained something by hand. */
  byHand = false;

  asked(action: TransportAction): void {
    if (action === 'run' || action === 'step') this.byHand = true;
    this.transport(action);
  }

  transport(action: TransportAction): void {
    if (action === 'new-seed') {
      const seed = crypto.getRandomValues(new Uint32Array(1))[0];
      const origin = { ...this.origin, seed };
      this.change({ ...this.experiment, seed });
      this.origin = origin; // adjustments stay, and can still be taken back
      return;
    }
    if (action === 'reset') return this.#reset();
    if (action === 'run' || action === 'step') this.#keepRate();
    if (this.state.kind === 'starting') this.#goOn = action === 'run';
    if (!hasSession(this.state)) return;
    this.#goOn = false;
    this.#act({ type: 'asked', command: action });
    this.#send({ type: action });
  }

  /** Trains another experiment from its first weights; goes on training if it was. Undo brings back what was trained. */
  change(experiment: Experiment): void {
    this.#remember(false);
    this.origin = experiment;
    this.#replace(experiment);
  }

  /** After the last step of a falling schedule the rate is 0: going on is only worth it at a constant one. */
  #keepRate(): void {
    const { state, experiment } = this;
    if (state.kind !== 'paused' || !state.done || !endsAtZero(experiment)) return;
    this.adjust({ ...experiment, optimizer: { ...experiment.optimizer, schedule: 'constant' } });
  }

  /** Back to the first weights. */
  #reset(): void {
    if (!hasSession(this.state)) return;
    this.#goOn = false;
    if (!this.trained) return; // nothing to go back from
    this.#remember(false);
    this.#open('reset');
  }

  /**
   * Goes on as another experiment from where the training is. The worker says whether that can be.
   *
   * @param gesture several with one gesture are undone together
   */
  adjust(experiment: Experiment, gesture = ''): void {
    if (differences(this.experiment, experiment).length === 0) return;
    const { last } = this.#kept;
    if (gesture === '' || last?.gesture !== gesture) this.#remember(true, gesture);
    this.#goOnAs(experiment);
  }

  /** What is to be opened first; before the host is connected. */
  beginWith(place: Place, experiment = place.run.experiment): void {
    this.place = place;
    this.experiment = experiment;
    this.origin = experiment;
  }

  /**
   * Opens a run of a preset, ready to be trained. One that is open, or was left, is as it was left.
   *
   * @param experiment with these settings, from the first weights where they are others
   */
  open(place: Place, experiment?: Experiment): void {
    if (place.run !== this.place.run) this.#enter(place, experiment);
    if (experiment && differences(this.experiment, experiment).length > 0) this.change(experiment);
    this.#goOn = false;
  }

  #enter(place: Place, experiment?: Experiment): void {
    const aside = this.#setAside();
    const { place: from, experiment: was, origin } = this;
    const back = this.#kept.leave({ place: from, experiment: was, origin, aside }, place);
    this.place = place;
    this.unadjusted = null;
    this.refusal = null;
    if (back?.aside) return this.#resume(back.aside, aside);
    this.experiment = back?.experiment ?? experiment ?? place.run.experiment;
    this.origin = back?.origin ?? this.experiment;
    this.#open('open', aside);
  }

  /** Experiments that were left with something trained; the one that was left first at first. */
  get kept(): { place: Place; step: number }[] {
    return this.#kept.trained;
  }

  /** Whether an experiment can be opened and the run of this one kept, without another one ending. */
  hasRoomFor(place: Place): boolean {
    return !this.trained || this.#kept.hasRoomBeside(place);
  }

  /** Ends the run of an experiment that was left. */
  end(place: Place): void {
    this.#kept.end(place);
  }

  /** Switches the choice of kernels by measuring on or off, and begins anew. */
  tune(wanted: boolean): void {
    rememberTuning(wanted);
    this.#rememberTrained();
    this.#replace(this.experiment);
  }

  /**
   * Trains with another program from the first weights.
   *
   * @param edit a text that is to run in it in the place of a kernel
   */
  useProgram(program: ProgramWish, edit?: { kernel: string; code: string }): void {
    this.#rememberTrained();
    this.program = program;
    rememberProgram(program);
    if (this.#answers) this.#replace(this.experiment);
    else this.startAgain();
    if (edit) this.substitute(edit.kernel, edit.code);
  }

  /** Forgets all choices of kernels, and begins anew. */
  forgetChoices(): void {
    this.#rememberTrained();
    this.#open('forget-choices');
  }

  /**
   * Looks at every array of the step that comes next, which stops training; null: no longer. Of a fused program there are
   * none: another begins anew.
   */
  showValues(wish: ValuesWish | null): void {
    const { state } = this;
    if (wish && state.kind === 'running') this.transport('pause');
    const program = hasSession(state) ? state.facts.program : null;
    this.watched.show(wish, program === 'stepwise');
    if (wish && program && program !== 'stepwise') this.useProgram('stepwise');
    this.host.requestUpdate();
  }

  /** Back to what was before the last change, and to all that was trained then. */
  undo(): void {
    const before = this.#kept.past.pop();
    if (!before) return;
    this.origin = before.origin;
    if (before.inFlight) this.#goOnAs(before.experiment);
    else if (before.aside && this.#answers) this.#resume(before.aside, null);
    else this.#replace(before.experiment, null);
  }

  /** Exchanges a kernel of the running model for an edited text; null: the original again. */
  substitute(kernel: string, code: string | null): void {
    this.refusal = null;
    this.host.requestUpdate();
    this.#send({ type: 'substitute', kernel, code });
  }

  /** A shader on another device was given up. If training moves no more, it gets a new device. */
  deviceBusy(): void {
    const { state } = this;
    if (state.kind === 'running' && state.facts.engine === 'gpu') this.#busy.begin();
  }

  #restart(): void {
    if (this.state.kind !== 'running') return;
    this.startAgain();
    this.#goOn = true;
    this.restarted = true;
    this.host.requestUpdate();
  }

  /** Ends a worker that answers no more. The next start has the original kernels. */
  #hung(kernels: readonly string[], seconds: number): void {
    this.#client?.close();
    this.#client = null;
    this.#hear({
      type: 'failed',
      message: `The model has not answered for ${seconds} seconds while it ran an edited ${kernels.join(', ')}. It was ended; Start again trains with the original kernels. The edited text is kept on the kernel’s page.`,
    });
  }

  #remember(inFlight: boolean, gesture = ''): void {
    const { experiment, origin } = this;
    this.#kept.remember({ experiment, origin, inFlight, gesture, aside: null });
  }

  /** Where the settings stay, there is something to go back to only when something was trained. */
  #rememberTrained(): void {
    if (this.trained) this.#remember(false);
  }

  /** Whether a step was made, or is about to be. */
  get trained(): boolean {
    return this.state.kind === 'running' || (hasSession(this.state) && stepOf(this) > 0);
  }

  /** The run that is open, to be put aside; null where there is nothing to lose. */
  #setAside(): Aside | null {
    const { experiment, origin, state, live, program } = this;
    if (!this.#answers || !this.trained || !hasSession(state)) return null;
    live.onDrawn = () => undefined;
    live.look(null);
    return { run: this.#run, experiment, origin, state, live, program };
  }

  /** Goes back to a run that was put aside. */
  #resume(to: Aside, kept: Aside | null): void {
    const { run, experiment, origin, state, live, program } = to;
    Object.assign(this, { experiment, origin, live, program });
    this.unadjusted = null;
    this.#alive = false;
    this.#goOn = false;
    this.#run = run;
    const { facts } = state;
    this.state = { kind: 'paused', facts, step: stepOf(to), done: false };
    live.onDrawn = this.#drawn;
    live.invalidate();
    this.#send({ type: 'resume', run, keep: kept !== null });
    this.host.requestUpdate();
  }

  /** The step of the run that Undo brings back; null where it brings none. */
  get undoneStep(): number | null {
    const aside = this.#kept.last?.aside;
    return aside ? stepOf(aside) : null;
  }

  /** Whether the worker can be told more. */
  get #answers(): boolean {
    return this.#client !== null && (this.#alive || !DEAD.includes(this.state.kind));
  }

  #goOnAs(experiment: Experiment): void {
    if (!this.#answers) return this.#replace(experiment);
    this.unadjusted = null;
    this.experiment = experiment;
    this.#send({ type: 'adjust', experiment });
    this.host.requestUpdate();
  }

  /** The training goes on as before, and so does the page. */
  #takeBack(message: string, experiment: Experiment): void {
    this.unadjusted = { message, wanted: this.experiment };
    this.experiment = experiment;
    const vain = (before?: { inFlight: boolean; experiment: Experiment }) =>
      before?.inFlight && differences(before.experiment, experiment).length === 0;
    while (vain(this.#kept.last)) this.#kept.past.pop();
  }

  #replace(experiment: Experiment, kept = this.#keepLast()): void {
    this.unadjusted = null;
    this.experiment = experiment;
    this.#goOn = this.#goOn || (this.state.kind === 'running' && !this.state.stopping);
    if (this.#client || this.state.kind === 'failed') this.#open('open', kept);
    else this.host.requestUpdate();
  }

  /** Puts the run that is open aside for Undo, in the place of the one that was put aside before it. */
  #keepLast(): Aside | null {
    const { last } = this.#kept;
    const aside = last && !last.inFlight ? this.#setAside() : null;
    if (aside) this.#kept.keepLast(aside);
    return aside;
  }

  /** Begins a run from its first weights; whatever was shown of the one before is gone at once. */
  #open(how: 'open' | 'reset' | 'forget-choices', kept = this.#keepLast()): void {
    if (!this.#client && this.state.kind === 'failed') return this.startAgain(); // it was ended
    const { experiment, engine, program } = this;
    this.live.onDrawn = () => undefined;
    this.live = new LiveRun();
    this.live.onDrawn = this.#drawn;
    this.live.called = this.place.preset;
    this.live.begin(experiment);
    this.#alive = false;
    this.#run = ++this.#runs;
    this.#act({ type: 'asked', command: 'open' });
    const to = { run: this.#run, keep: kept !== null };
    if (how !== 'open') return this.#send({ type: how, ...to });
    this.#send({ type: 'open', ...to, experiment, engine, program, tuning: tuningWanted() });
  }

  /** Events of a run that was left come late: what they tell of it is kept with it. */
  #hearLate(event: Event, run: number): void {
    if (event.type !== 'snapshot') return;
    this.#kept.liveOf(run)?.receive(event.snapshot);
  }

  #hear(event: Event, run = this.#run): void {
    this.#watch.heard(event);
    if (['snapshot', 'paused', 'lost', 'failed'].includes(event.type)) this.#busy.end();
    const ends = ['lost', 'unsupported', 'failed'].includes(event.type);
    if (run !== this.#run && !ends) return this.#hearLate(event, run);
    if (event.type === 'refused') this.refusal = event;
    this.#alive = event.type === 'failed' && event.alive === true;
    if (ends && !this.#alive) this.#kept.loseAll();
    if (event.type === 'snapshot') return this.live.receive(event.snapshot);
    if (
      event.type === 'ready' &&
      differences(this.live.experiment!, event.facts.experiment).length > 0
    ) {
      this.live.begin(event.facts.experiment);
    }
    if (event.type === 'resumed') {
      this.experiment = event.facts.experiment;
      this.live.adjust(event.facts.experiment, event.facts.adjustments);
    }
    if (event.type === 'substituted') this.live.exchanged();
    if (event.type === 'adjusted') this.live.adjust(event.experiment, event.adjustments);
    this.watched.heard(event);
    if (event.type === 'unadjusted') this.#takeBack(event.message, event.experiment);
    this.#act({ type: 'heard', event });
    if (event.type === 'ready' && this.#goOn) {
      this.#goOn = false;
      this.transport('run');
    }
  }

  #act(action: Action): void {
    this.state = reduce(this.state, action);
    this.host.requestUpdate();
  }

  #send(command: Command): void {
    this.#watch.sent(command);
    this.#client?.send(command);
  }

  readonly #drawn = (): void => this.#send({ type: 'drawn' });

  readonly #tellVisible = (): void =>
    this.#send({ type: 'visible', visible: document.visibilityState === 'visible' });
}

/** The step that was heard of last. */
function stepOf({ live }: { live: LiveRun }): number {
  return live.newest?.step ?? 0;
}

/** The engine that the address asks for: `?engine=cpu` or `?engine=gpu`; the page chooses otherwise. */
export function engineWish(search: string): EngineWish {
  const wish = new URLSearchParams(search).get('engine');
  return wish === 'cpu' || wish === 'gpu' ? wish : 'auto';
}
