import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { Route } from './routes';

/** The bench alone, or beside libraries. */
export type BenchView = 'bench' | 'libraries';

/** Loads what measures and makes its element; with libraries, when `peers`. */
export type OpenBench = (peers: boolean) => Promise<HTMLElement & { focusHeading(): void }>;

type Room = Awaited<ReturnType<OpenBench>>;

/** Whether a route leads to the bench, and to which view of it. */
export function benchView({ view }: Route): BenchView | null {
  return view === 'bench' || view === 'libraries' ? view : null;
}

/**
 * The views of the bench: each is loaded when it is first asked for, and stays in the page as it was left, so that a
 * measurement goes on while somebody looks at something else.
 */
export class BenchRooms implements ReactiveController {
  readonly #rooms = new Map<BenchView, Room>();
  #loading = false;
  #problem = '';

  constructor(
    private readonly host: ReactiveControllerHost,
    /** How to load the bench; undefined until the page's entry has said so. */
    private readonly opener: () => OpenBench | undefined,
  ) {
    host.addController(this);
  }

  /** A view that is not there yet is loaded. */
  async load(view: BenchView): Promise<void> {
    const open = this.opener();
    if (!open || this.#loading || this.#rooms.has(view)) return;
    this.#loading = true;
    try {
      this.#rooms.set(view, await open(view === 'libraries'));
      this.#problem = '';
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.#loading = false;
    this.host.requestUpdate();
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  focusHeading(view: BenchView): void {
    this.#rooms.get(view)?.focusHeading();
  }

  /** All views that were opened, hidden but for one. */
  render(shown: BenchView | null) {
    for (const [view, room] of this.#rooms) room.hidden = view !== shown;
    const missing = shown !== null && !this.#rooms.has(shown);
    return html`${[...this.#rooms.values()]}${missing ? this.#waiting(shown) : nothing}`;
  }

  #waiting(view: BenchView) {
    if (this.#problem === '')
      return html`<main>
        <div class="wide"><p role="status">Loading the bench …</p></div>
      </main>`;
    const again = () => {
      this.#problem = '';
      void this.load(view);
      this.host.requestUpdate();
    };
    return html`<main>
      <div class="wide">
        <p role="alert">The bench could not be loaded: ${this.#problem}</p>
        <button class="primary" @click=${again}>Try again</button>
      </div>
    </main>`;
  }
}
