import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { SessionClient, type SessionFacts } from '../train/index';
import { hasSession } from './app-state';
import { appStyles } from './app-styles';
import { BenchRooms, benchView, type OpenBench } from './bench-rooms';
import type { PageEvents } from './events';
import { engineWish, RunController, type Connect } from './run-controller';
import type { Route } from './routes';
import { Router } from './router';
import { figuresOf } from './figures-of';
import { StickyRoom } from './sticky-room';
import { shortcut } from './shortcuts';
import { article, controls } from './styles';
import type { AntipodePreset } from './antipode-preset';
import './antipode-background';
import './antipode-calls';
import './antipode-claims';
import './antipode-crowded';
import './antipode-device';
import './antipode-edited';
import './antipode-experiments';
import './antipode-introduction';
import './antipode-nav';
import './antipode-notice';
import './antipode-preset';
import './antipode-program';
import './antipode-safe-start';
import './antipode-settings';
import './antipode-theme';
import './antipode-transport';

/** The title of the experiment, as index.html has it. */
const TITLE = document.title;
const TITLES: Partial<Record<Route['view'], string>> = {
  bench: 'Antipode: how fast the kernels are',
  libraries: 'Antipode: our kernels against libraries',
};

/** CSS pixels of an opened instance that are enough to see that another one was opened. */
const READABLE = 200;

/** Whether a route leads to the reader of kernels, which is a chunk of its own. */
const isReader = ({ view }: Route) => ['kernels', 'kernel', 'why-fuse'].includes(view);

/**
 * The page: an article whose figures are alive. Coordinates its parts, which send `antipode-*` events up (see
 * events.ts) and get properties down; owns the training worker through its RunController.
 *
 * Keys, unless somebody is typing: space runs and pauses, s makes one step, r resets.
 *
 * @attr {string} data-state - the state's kind, for styles and tests
 */
@customElement('antipode-app')
export class AntipodeApp extends LitElement {
  static override styles = [article, controls, appStyles];

  /** How to reach a training worker; tests put another one here. */
  @property({ attribute: false }) connect: Connect = (listen) => new SessionClient(listen);

  /** How to load the bench: the page's entry says it, since src does not know the bench. */
  @property({ attribute: false }) openBench: OpenBench | undefined;

  @state() selected = 0;

  /** Where the reader is, or was: it stays in the page as it was left, as the experiment does. */
  #readerRoute: Route | null = null;
  /** How the reader's chunk is coming. */
  @state() private reader: 'absent' | 'loading' | 'here' | string = 'absent';
  /** Where the experiment was scrolled to when it was left. */
  #scrolled = 0;
  readonly bench = new BenchRooms(this, () => this.openBench);
  readonly room = new StickyRoom(this, () => this.renderRoot.querySelector('antipode-transport'));
  readonly run = new RunController(this, () => this.connect, engineWish(location.search));
  readonly router = new Router(this, this.run);

  constructor() {
    super();
    this.#listen('antipode-transport', (action) => this.run.asked(action));
    this.#listen('antipode-crowded', (answer) => this.router.answer(answer));
    this.#listen('antipode-experiment', (experiment) => this.run.change(experiment));
    this.#listen('antipode-adjust', ({ experiment, gesture }) =>
      this.run.adjust(experiment, gesture),
    );
    this.#listen('antipode-values', (wish) => this.run.showValues(wish));
    this.#listen('antipode-tune', (wanted) => this.run.tune(wanted));
    this.#listen('antipode-program', ({ program, edit }) => this.run.useProgram(program, edit));
    this.#listen('antipode-forget-choices', () => this.run.forgetChoices());
    this.#listen('antipode-undo', () => this.run.undo());
    this.#listen('antipode-select', (instance) => void this.#select(instance));
    this.#listen('antipode-device-busy', () => this.run.deviceBusy());
    this.#listen('antipode-start-again', () => this.run.startAgain());
    this.#listen('antipode-use-cpu', () => this.run.startAgain('cpu'));
    // A measurement is to have the device for itself.
    this.addEventListener('bench-run', () => {
      if (this.run.state.kind === 'running') this.run.transport('pause');
    });
    this.#listen('antipode-substitute', ({ kernel, code }) => this.run.substitute(kernel, code));
  }

  override connectedCallback(): void {
    this.router.begin();
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    addEventListener('hashchange', this.#go);
    document.title = TITLES[this.route.view] ?? TITLE;
    if (isReader(this.route)) void this.#loadReader();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
    removeEventListener('hashchange', this.#go);
  }

  private get route(): Route {
    return this.router.route;
  }

  protected override willUpdate(): void {
    this.selected = Math.min(this.selected, this.run.experiment.instances - 1);
    this.dataset.state = this.run.state.kind;
    if (isReader(this.route)) this.#readerRoute = this.route;
    const bench = benchView(this.route);
    if (bench) void this.bench.load(bench);
  }

  protected override render() {
    const { state, live, experiment, place, canUndo } = this.run;
    const facts = hasSession(state) ? state.facts : null;
    const { view } = this.route;
    const away = view !== 'experiment';
    const reading = isReader(this.route);
    const introduction = place.preset.name === 'introduction';
    const here = this.router.here;
    return html`
      <header>
        <a class="skip" href="#content" @click=${this.#skip}>Skip to the content</a>
        <div class="wide masthead">
          <a class="wordmark" href="#/">Antipode</a>
          <antipode-nav
            .place=${reading ? 'kernels' : (view as 'experiment')}
            .experiment=${here}
          ></antipode-nav>
          <antipode-theme></antipode-theme>
        </div>
        <div class="wide">
          <antipode-edited .edited=${facts?.edited ?? []} .live=${this.run.live}></antipode-edited>
          <antipode-safe-start></antipode-safe-start>
          ${this.router.problem === '' ? nothing : html`<p role="alert">${this.router.problem}</p>`}
          ${
            this.router.asking
              ? html`<antipode-crowded
                  .wanted=${this.router.asking.place}
                  .oldest=${this.run.kept[0]}
                ></antipode-crowded>`
              : nothing
          }
        </div>
        ${
          away
            ? html`<div class="wide">
                <antipode-background
                  .live=${live}
                  .state=${state}
                  .experiment=${here}
                ></antipode-background>
              </div>`
            : nothing
        }
        <div class="wide" ?hidden=${away}>
          ${introduction ? html`<antipode-introduction></antipode-introduction>` : nothing}
          <antipode-preset
            .place=${place}
            .experiment=${experiment}
            .bare=${introduction}
          ></antipode-preset>
        </div>
      </header>
      ${
        this.#readerRoute
          ? html`<main class="wide" ?hidden=${!reading}>${this.#reader(facts)}</main>`
          : nothing
      }
      ${
        view === 'experiments'
          ? html`<main class="wide">
              <antipode-experiments .unknown=${this.router.unknown}></antipode-experiments>
            </main>`
          : nothing
      }
      ${this.bench.render(benchView(this.route))}
      <main ?hidden=${away}>
        <antipode-transport
          .live=${live}
          .state=${state}
          .undoneStep=${this.run.undoneStep}
        ></antipode-transport>
        <div class="wide">
          <antipode-notice
            .live=${live}
            .state=${state}
            .restarted=${this.run.restarted}
          ></antipode-notice>
        </div>
        ${keyed(place.run, figuresOf(this.run, this.selected))}
        ${
          place.run.claims.length > 0
            ? html`<section class="wide" aria-labelledby="claims">
                <h2 id="claims">What must come out</h2>
                <antipode-claims
                  .live=${live}
                  .experiment=${experiment}
                  .run=${place.run}
                ></antipode-claims>
              </section>`
            : nothing
        }
        <section class="wide" aria-labelledby="settings">
          <details class="settings">
            <summary><h2 id="settings">All settings</h2></summary>
            <antipode-settings
              .experiment=${experiment}
              .defaults=${place.run.experiment}
              .canUndo=${canUndo}
            ></antipode-settings>
          </details>
        </section>
        <section class="wide" aria-labelledby="calls">
          <h2 id="calls">One training step, call by call</h2>
          <antipode-program .wish=${this.run.program} .facts=${facts}></antipode-program>
          <antipode-calls
            .facts=${facts}
            .selected=${this.selected}
            .running=${state.kind === 'running'}
            .wish=${this.run.watched.wish}
            .values=${this.run.watched.values}
            .problem=${this.run.watched.problem}
          ></antipode-calls>
        </section>
      </main>
      <footer ?hidden=${away}>
        <div class="wide">
          <antipode-device .live=${live} .facts=${facts}></antipode-device>
          <p>
            After Elhage et al.,
            <a href="https://transformer-circuits.pub/2022/toy_model/"
              >Toy Models of Superposition</a
            >, Transformer Circuits Thread, 2022. The symbols are theirs.
          </p>
        </div>
      </footer>
    `;
  }

  #reader(facts: SessionFacts | null) {
    if (this.reader === 'here') {
      return html`<antipode-kernels
        .route=${this.#readerRoute ?? this.route}
        .facts=${facts}
        .refusal=${this.run.refusal}
      ></antipode-kernels>`;
    }
    if (this.reader === 'loading' || this.reader === 'absent') {
      return html`<p role="status">Loading the kernels …</p>`;
    }
    return html`<p role="alert">The kernels could not be loaded: ${this.reader}</p>
      <button class="primary" @click=${() => this.#loadReader()}>Try again</button>`;
  }

  /** The catalogue and what shows it are a chunk of their own. */
  async #loadReader(): Promise<void> {
    if (this.reader === 'here' || this.reader === 'loading') return;
    this.reader = 'loading';
    try {
      await import('./kernels/index');
      this.reader = 'here';
    } catch (error) {
      this.reader = error instanceof Error ? error.message : String(error);
    }
  }

  /** Another view: the experiment stays where it is, hidden, and goes on. The view's heading takes the focus. */
  readonly #go = (): void => {
    const before = this.route.view;
    if (before === 'experiment') this.#scrolled = scrollY;
    const other = this.router.go();
    if (isReader(this.route)) return void this.#loadReader();
    document.title = TITLES[this.route.view] ?? TITLE;
    if (before === this.route.view && !other) return;
    const top = this.route.view === 'experiment' && !other ? this.#scrolled : 0;
    void this.updateComplete.then(() => {
      scrollTo({ top, behavior: 'instant' });
      const bench = benchView(this.route);
      if (bench) return this.bench.focusHeading(bench);
      const heads = 'antipode-experiments, antipode-introduction, antipode-preset';
      this.renderRoot.querySelector<AntipodePreset>(heads)?.focusHeading();
    });
  };

  /** The address says which view is open, so a link cannot go by it. */
  readonly #skip = (event: Event): void => {
    event.preventDefault();
    const bench = benchView(this.route);
    if (bench) return this.bench.focusHeading(bench);
    const main = this.renderRoot.querySelector<HTMLElement>('main:not([hidden])');
    main?.setAttribute('tabindex', '-1');
    main?.focus();
    main?.scrollIntoView();
  };

  /** Another instance is looked into, where it can be seen. */
  async #select(instance: number): Promise<void> {
    this.selected = instance;
    await this.updateComplete;
    const opened = this.renderRoot.querySelector('[slot="opened"]');
    const top = opened?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > innerHeight - READABLE) opened?.scrollIntoView({ block: 'nearest' });
  }

  #listen<Name extends keyof PageEvents>(
    name: Name,
    act: (detail: PageEvents[Name]) => void,
  ): void {
    this.addEventListener(name, (event) => act((event as CustomEvent<PageEvents[Name]>).detail));
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (this.route.view !== 'experiment') return;
    const wish = shortcut(event);
    if (!wish) return;
    event.preventDefault();
    if (wish !== 'toggle') return this.run.asked(wish);
    this.run.asked(this.run.state.kind === 'running' ? 'pause' : 'run');
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-app': AntipodeApp;
  }
}
