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
import { hasSession, reduce, type Action, type AppState } from './app-state';
import { EditedWatch } from './edited-watch';
import type { TransportAction } from './events';
import { LiveRun } from './live-run';
import { programWish, rememberProgram } from './program-wish';
import { rememberTuning, tuningWanted } from './tuning-wish';
import { ValuesWatch, type ValuesWish } from './values-watch';

/** The page's end of a training worker, as far as the page uses it. */
export type Client = Pick<SessionClient, 'send' | 'close'>;

/** Makes a worker and listens to it. */
export type Connect = (listen: (event: Event) => void) => Client;

const UNDO_DEPTH = 50;

/** States whose worker is not to be trusted with anything more. */
const DEAD: readonly AppState['kind'][] = ['lost', 'unsupported', 'failed'];

/** What Undo goes back to. */
interface Before {
  experiment: Experiment;
  place: Place;
  origin: Experiment;
  /** Whether training went on: it does so again when this is undone. */
  inFlight: boolean;
  /** The movement of a slider that all belongs together; empty: none. */
  gesture: string;
}

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
  /** Whether there is an experiment to go back to. */
  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  /** Whether what is undone next is an adjustment. */
  get canUndoAdjustment(): boolean {
    return this.#past.at(-1)?.inFlight ?? false;
  }
  readonly live = new LiveRun();
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
  readonly #past: Before[] = [];
  #client: Client | null = null;
  /** Train on as soon as the session is ready. */
  #goOn = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly connect: () => Connect,
    private engine: EngineWish,
  ) {
    host.addController(this);
    this.live.onDrawn = () => this.#send({ type: 'drawn' });
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#tellVisible);
    this.startAgain();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#tellVisible);
    this.#watch.stop();
    this.#client?.close();
    this.#client = null;
  }

  /** A new worker, and in it the same experiment from its first weights. */
  startAgain(engine: EngineWish = this.engine): void {
    this.engine = engine;
    this.#watch.stop();
    this.#client?.close();
    this.#client = null;
    this.#client = this.connect()((event) => this.#hear(event));
    this.#tellVisible();
    this.#open();
  }

  transport(action: TransportAction): void {
    if (action === 'new-seed') {
      const seed = crypto.getRandomValues(new Uint32Array(1))[0];
      const origin = { ...this.origin, seed };
      this.change({ ...this.experiment, seed });
      this.origin = origin; // adjustments stay, and can still be taken back
      return;
    }
    if (this.state.kind === 'starting') this.#goOn = action === 'run';
    if (!hasSession(this.state)) return;
    this.#goOn = false;
    this.#act({ type: 'asked', command: action });
    this.#send({ type: action });
  }

  /** Trains another experiment from its first weights; goes on training if it was. */
  change(experiment: Experiment, place: Place = this.place): void {
    this.#remember(false);
    this.place = place;
    this.origin = experiment;
    this.#replace(experiment);
  }

  /**
   * Goes on as another experiment from where the training is. The worker says whether that can be.
   *
   * @param gesture several with one gesture are undone together
   */
  adjust(experiment: Experiment, gesture = ''): void {
    if (differences(this.experiment, experiment).length === 0) return;
    const last = this.#past.at(-1);
    if (gesture === '' || last?.gesture !== gesture) this.#remember(true, gesture);
    this.#goOnAs(experiment);
  }

  /** What is to be opened first; before the host is connected. */
  beginWith(place: Place): void {
    this.place = place;
    this.experiment = place.run.experiment;
    this.origin = this.experiment;
  }

  /** Opens a run of a preset, ready to be trained; one that is open stays as it is. */
  open(place: Place): void {
    if (place.run === this.place.run) return;
    this.change(place.run.experiment, place);
    this.#goOn = false;
  }

  /** Switches the choice of kernels by measuring on or off, and begins anew. */
  tune(wanted: boolean): void {
    rememberTuning(wanted);
    this.#replace(this.experiment);
  }

  /**
   * Trains with another program from the first weights.
   *
   * @param edit a text that is to run in it in the place of a kernel
   */
  useProgram(program: ProgramWish, edit?: { kernel: string; code: string }): void {
    this.program = program;
    rememberProgram(program);
    if (this.#client && !DEAD.includes(this.state.kind)) this.#replace(this.experiment);
    else this.startAgain();
    if (edit) this.substitute(edit.kernel, edit.code);
  }

  /** Forgets all choices of kernels, and begins anew. */
  forgetChoices(): void {
    this.#act({ type: 'asked', command: 'open' });
    this.#send({ type: 'forget-choices' });
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

  undo(): void {
    const before = this.#past.pop();
    if (!before) return;
    this.place = before.place;
    this.origin = before.origin;
    if (before.inFlight) this.#goOnAs(before.experiment);
    else this.#replace(before.experiment);
  }

  /** Exchanges a kernel of the running model for an edited text; null: the original again. */
  substitute(kernel: string, code: string | null): void {
    this.refusal = null;
    this.host.requestUpdate();
    this.#send({ type: 'substitute', kernel, code });
  }

  /** Ends a worker that answers no more. The next start has the original kernels. */
  #hung(kernels: readonly string[], seconds: number): void {
    this.#client?.close();
    this.#hear({
      type: 'failed',
      message: `The model has not answered for ${seconds} seconds while it ran an edited ${kernels.join(', ')}. It was ended; Start again trains with the original kernels. The edited text is kept on the kernel’s page.`,
    });
  }

  #remember(inFlight: boolean, gesture = ''): void {
    const { experiment, place, origin } = this;
    this.#past.push({ experiment, place, origin, inFlight, gesture });
    if (this.#past.length > UNDO_DEPTH) this.#past.shift();
  }

  #goOnAs(experiment: Experiment): void {
    if (!this.#client || DEAD.includes(this.state.kind)) return this.#replace(experiment);
    this.unadjusted = null;
    this.experiment = experiment;
    this.#send({ type: 'adjust', experiment });
    this.host.requestUpdate();
  }

  /** The training goes on as before, and so does the page. */
  #takeBack(message: string, experiment: Experiment): void {
    this.unadjusted = { message, wanted: this.experiment };
    this.experiment = experiment;
    const vain = (before?: Before) =>
      before?.inFlight && differences(before.experiment, experiment).length === 0;
    while (vain(this.#past.at(-1))) this.#past.pop();
  }

  #replace(experiment: Experiment): void {
    this.unadjusted = null;
    this.experiment = experiment;
    this.#goOn = this.#goOn || (this.state.kind === 'running' && !this.state.stopping);
    if (this.#client) this.#open();
    else this.host.requestUpdate();
  }

  #open(): void {
    this.#act({ type: 'asked', command: 'open' });
    const { experiment, engine, program } = this;
    this.#send({ type: 'open', experiment, engine, program, tuning: tuningWanted() });
  }

  #hear(event: Event): void {
    this.#watch.heard(event);
    if (event.type === 'refused') this.refusal = event;
    if (event.type === 'snapshot') return this.live.receive(event.snapshot);
    if (event.type === 'ready') this.live.begin(event.facts.experiment);
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

  readonly #tellVisible = (): void =>
    this.#send({ type: 'visible', visible: document.visibilityState === 'visible' });
}

/** The engine that the address asks for: `?engine=cpu` or `?engine=gpu`; the page chooses otherwise. */
export function engineWish(search: string): EngineWish {
  const wish = new URLSearchParams(search).get('engine');
  return wish === 'cpu' || wish === 'gpu' ? wish : 'auto';
}
