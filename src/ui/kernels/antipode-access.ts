import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { TraceClient, TraceFailure, type Trace } from '../../lab/index';
import { send } from '../events';
import { article, controls } from '../styles';
import './antipode-access-figure';

/** The page's end of the tracing worker, as far as this element uses it. */
export type Tracer = Pick<TraceClient, 'trace' | 'close'>;

type State =
  | { kind: 'idle' }
  | { kind: 'tracing' }
  | { kind: 'traced'; trace: Trace }
  | { kind: 'failed'; failure: TraceFailure };

const HEADLINE: Readonly<Record<TraceFailure['kind'], string>> = {
  unsupported: 'A kernel is traced on the graphics device, and there is none to be had.',
  lost: 'The graphics device was lost while the kernel was traced.',
  failed: 'The kernel could not be traced.',
  timeout: 'The kernel was stopped.',
};

/**
 * "See it": which invocation of a kernel reads and writes what, on a small shape, stepped by hand. The kernel runs on
 * the device with each access written down; the picture is drawn from that. The catalogue's own text is traced when it
 * comes into sight; edited text only when asked to, because it may never end.
 *
 * @fires antipode-device-busy - a trace had to be given up
 */
@customElement('antipode-access')
export class AntipodeAccess extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .problem {
        margin: 0 0 1rem;
        padding-left: 1rem;
        border-left: 3px solid var(--sys-warning);
      }
      .problem p {
        margin-bottom: 0.6rem;
      }
      .detail {
        color: var(--sys-soft);
        max-height: 20rem;
        overflow: auto;
        margin: 0 0 0.75rem;
        font-size: 0.8125rem;
      }
    `,
  ];

  /** A kernel of the catalogue. */
  @property() kernel = '';
  /** Its text where it was edited; null for the catalogue's own. */
  @property({ attribute: false }) code: string | null = null;
  /** Why nothing of this kernel can run on this device; '' where it can. */
  @property() lacking = '';
  /** What traces; a worker of its own unless another is given. */
  @property({ attribute: false }) tracer: Tracer = new TraceClient();

  @state() private state: State = { kind: 'idle' };

  /** Counts traces, so that a late answer about another kernel is not shown. */
  #asked = 0;
  #near = false;
  #observer: IntersectionObserver | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new IntersectionObserver((entries) => {
      this.#near = entries.some(({ isIntersecting }) => isIntersecting);
      this.#traceInSight();
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#asked++;
    this.tracer.close();
    if (this.state.kind === 'tracing') this.state = { kind: 'idle' };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('kernel') && !changed.has('code')) return;
    this.#asked++; // an answer under way is about another text
    const isNew = changed.has('kernel') || this.state.kind !== 'traced' || this.code === null;
    // While a text is edited its last picture stays, and says that it is old.
    if (isNew) this.state = { kind: 'idle' };
  }

  protected override updated(): void {
    this.#traceInSight();
  }

  #traceInSight(): void {
    const may = this.#near && this.code === null && this.kernel !== '' && this.lacking === '';
    if (may && this.state.kind === 'idle') {
      void this.trace();
    }
  }

  /** Runs the kernel on a small shape and shows what it read and wrote. */
  async trace(): Promise<void> {
    await this.updateComplete; // kernel and code may just have been set
    const asked = ++this.#asked;
    const { kernel, code } = this;
    this.state = { kind: 'tracing' };
    try {
      const trace = await this.tracer.trace(kernel, code);
      if (asked === this.#asked) this.state = { kind: 'traced', trace };
    } catch (error) {
      const failure =
        error instanceof TraceFailure ? error : new TraceFailure('failed', String(error));
      if (failure.kind === 'timeout') send(this, 'antipode-device-busy', null);
      if (asked === this.#asked) this.state = { kind: 'failed', failure };
    }
  }

  protected override render() {
    const { state } = this;
    if (this.lacking) return html`<p>${this.lacking}</p>`;
    switch (state.kind) {
      case 'idle':
        return this.code === null ? this.#waiting() : this.#ask('Trace the edited text');
      case 'tracing':
        return this.#waiting();
      case 'traced': {
        const old = this.code !== null && this.code !== state.trace.source;
        return html`${
            old
              ? html`<p>The text has changed since this picture was traced.</p>
                  ${this.#ask('Trace the edited text')}`
              : nothing
          }<antipode-access-figure .trace=${state.trace}></antipode-access-figure>`;
      }
      case 'failed':
        return html`<div class="problem" role="alert">
          <p>${HEADLINE[state.failure.kind]}</p>
          <pre class="detail" tabindex="0" role="region" aria-label="What went wrong">
${state.failure.message}</pre>
          ${this.#ask('Try again')}
        </div>`;
    }
  }

  #waiting() {
    return html`<p role="status">
      Running ${this.kernel} on a small shape, with each access noted …
    </p>`;
  }

  #ask(words: string) {
    return html`<p><button class="primary" @click=${() => void this.trace()}>${words}</button></p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-access': AntipodeAccess;
  }
}
