import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { OPENING, SessionClient, type SessionFacts } from '../train/index';
import { hasSession } from './app-state';
import type { PageEvents } from './events';
import { engineWish, RunController, type Connect } from './run-controller';
import { parseRoute, type Route } from './routes';
import { shortcut } from './shortcuts';
import { article, controls } from './styles';
import './antipode-background';
import './antipode-calls';
import './antipode-device';
import './antipode-edited';
import './antipode-feature-table';
import './antipode-formulas';
import './antipode-geometries';
import './antipode-gram';
import './antipode-introduction';
import './antipode-loss-chart';
import './antipode-nav';
import './antipode-notice';
import './antipode-program';
import './antipode-safe-start';
import './antipode-settings';
import './antipode-theme';
import './antipode-transport';

/** The title of the experiment, as index.html has it. */
const TITLE = document.title;

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
  static override styles = [
    article,
    controls,
    css`
      header,
      main,
      footer {
        padding: 0 var(--sys-gutter);
      }
      .wide {
        max-width: var(--sys-wide);
        margin-inline: auto;
      }
      [hidden] {
        display: none !important;
      }
      .masthead {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 2rem;
        align-items: center;
        padding: 1.1rem 0;
      }
      .wordmark {
        color: inherit;
        text-decoration: none;
        font-weight: 600;
        letter-spacing: 0.01em;
      }
      antipode-theme {
        margin-left: auto;
      }
      antipode-transport {
        position: sticky;
        top: 0;
        z-index: 2;
        margin: 0 calc(-1 * var(--sys-gutter));
      }
      section {
        margin: 0 auto 5rem;
      }
      section.first {
        margin-top: 1.25rem;
      }
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 2.5rem 4rem;
      }
      @media (min-width: 900px) {
        .pair {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
      }
      footer .wide {
        border-top: 1px solid var(--sys-hairline);
        padding: 2rem 0 4rem;
        font-size: 0.9rem;
        color: var(--sys-soft);
      }
    `,
  ];

  /** How to reach a training worker; tests put another one here. */
  @property({ attribute: false }) connect: Connect = (listen) => new SessionClient(listen);

  @state() private selected = OPENING.instances - 1;

  @state() private route: Route = parseRoute(location.hash);
  /** Where the reader is, or was: it stays in the page as it was left, as the experiment does. */
  #readerRoute: Route | null = null;
  /** How the reader's chunk is coming. */
  @state() private reader: 'absent' | 'loading' | 'here' | string = 'absent';
  /** Where the experiment was scrolled to when it was left. */
  #scrolled = 0;

  readonly run = new RunController(this, () => this.connect, engineWish(location.search));

  constructor() {
    super();
    this.#listen('antipode-transport', (action) => this.run.transport(action));
    this.#listen('antipode-experiment', (experiment) => this.run.change(experiment));
    this.#listen('antipode-tune', (wanted) => this.run.tune(wanted));
    this.#listen('antipode-program', ({ program, edit }) => this.run.useProgram(program, edit));
    this.#listen('antipode-forget-choices', () => this.run.forgetChoices());
    this.#listen('antipode-undo', () => this.run.undo());
    this.#listen('antipode-select', (instance) => (this.selected = instance));
    this.#listen('antipode-start-again', () => this.run.startAgain());
    this.#listen('antipode-use-cpu', () => this.run.startAgain('cpu'));
    this.#listen('antipode-substitute', ({ kernel, code }) => this.run.substitute(kernel, code));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    addEventListener('hashchange', this.#go);
    if (this.route.view !== 'experiment') void this.#loadReader();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
    removeEventListener('hashchange', this.#go);
  }

  protected override willUpdate(): void {
    this.selected = Math.min(this.selected, this.run.experiment.instances - 1);
    this.dataset.state = this.run.state.kind;
    if (this.route.view !== 'experiment') this.#readerRoute = this.route;
  }

  protected override render() {
    const { state, live, experiment, canUndo } = this.run;
    const facts = hasSession(state) ? state.facts : null;
    const away = this.route.view !== 'experiment';
    return html`
      <header>
        <div class="wide masthead">
          <a class="wordmark" href="#/">Antipode</a>
          <antipode-nav .place=${away ? 'kernels' : 'experiment'}></antipode-nav>
          <antipode-theme></antipode-theme>
        </div>
        <div class="wide">
          <antipode-edited .edited=${facts?.edited ?? []}></antipode-edited>
          <antipode-safe-start></antipode-safe-start>
        </div>
        ${
          away
            ? html`<div class="wide">
                <antipode-background .live=${live} .state=${state}></antipode-background>
              </div>`
            : nothing
        }
        <div class="wide" ?hidden=${away}><antipode-introduction></antipode-introduction></div>
      </header>
      ${
        this.#readerRoute
          ? html`<main class="wide" ?hidden=${!away}>${this.#reader(facts)}</main>`
          : nothing
      }
      <main ?hidden=${away}>
        <antipode-transport .live=${live} .state=${state}></antipode-transport>
        <div class="wide">
          <antipode-notice .live=${live} .state=${state}></antipode-notice>
        </div>
        <section class="wide first" aria-labelledby="geometry">
          <h2 id="geometry" class="hidden">What each model learns to store</h2>
          <antipode-geometries
            .live=${live}
            .experiment=${experiment}
            .selected=${this.selected}
          ></antipode-geometries>
        </section>
        <section class="wide" aria-labelledby="loss">
          <h2 id="loss">How well it reconstructs</h2>
          <antipode-formulas></antipode-formulas>
          <antipode-loss-chart
            .live=${live}
            .experiment=${experiment}
            .selected=${this.selected}
          ></antipode-loss-chart>
        </section>
        <section class="wide" aria-labelledby="inside">
          <h2 id="inside">Inside one instance</h2>
          <div class="pair">
            <antipode-gram
              .live=${live}
              .experiment=${experiment}
              .selected=${this.selected}
            ></antipode-gram>
            <antipode-feature-table
              .live=${live}
              .experiment=${experiment}
              .selected=${this.selected}
            ></antipode-feature-table>
          </div>
        </section>
        <section class="wide" aria-labelledby="settings">
          <h2 id="settings">Change the experiment</h2>
          <antipode-settings .experiment=${experiment} .canUndo=${canUndo}></antipode-settings>
        </section>
        <section class="wide" aria-labelledby="calls">
          <h2 id="calls">One training step, call by call</h2>
          <antipode-program .wish=${this.run.program} .facts=${facts}></antipode-program>
          <antipode-calls .facts=${facts}></antipode-calls>
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
    this.route = parseRoute(location.hash);
    if (this.route.view !== 'experiment') return void this.#loadReader();
    if (before === 'experiment') return;
    document.title = TITLE;
    void this.updateComplete.then(() => {
      scrollTo({ top: this.#scrolled, behavior: 'instant' });
      this.renderRoot.querySelector('antipode-introduction')?.focusHeading();
    });
  };

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
    if (wish !== 'toggle') return this.run.transport(wish);
    this.run.transport(this.run.state.kind === 'running' ? 'pause' : 'run');
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-app': AntipodeApp;
  }
}
