import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { FUSED_WIDTHS, type FuseRequest, type FuseResult } from '../../lab/index';
import { hashOf, kernelHash } from '../routes';
import { article, controls } from '../styles';
import { FuseController, FuseKept, type Measure } from './fuse-controller';
import { readFuseDraft, requestOf, type FuseDraft, type FuseWish } from './fuse-draft';
import './antipode-fuse-clock';
import './antipode-fuse-form';
import './antipode-fuse-memory';
import './antipode-fuse-speed';
import './antipode-fuse-traffic';

const link = (name: string) => html`<a class="kernel" href=${kernelHash(name)}>${name}</a>`;

/** The lesson "Why fuse?": one model trained call by call and in one kernel, measured on the reader's device. */
@customElement('antipode-why-fuse')
export class AntipodeWhyFuse extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      h1 {
        font-size: clamp(1.75rem, 1.2rem + 2.2vw, 2.6rem);
        line-height: 1.15;
        letter-spacing: -0.02em;
        font-weight: 650;
        margin: 0.25rem 0 1rem;
      }
      h1:focus-visible {
        outline: none;
      }
      .crumbs {
        margin: 0;
        font-size: 0.9rem;
        color: var(--sys-soft);
      }
      .lead {
        font-size: 1.125rem;
      }
      .kernel {
        font-family: var(--sys-mono);
        font-size: 0.9em;
        overflow-wrap: anywhere;
        text-underline-offset: 0.3em; /* clear of underscores */
      }
      section {
        margin: 3.25rem 0 0;
      }
      .notice {
        margin-top: 1.25rem;
        padding-left: 1rem;
        border-left: 3px solid var(--sys-warning);
      }
      .software {
        margin-top: 1.25rem;
        padding-left: 1rem;
        border-left: 3px solid var(--sys-edge);
      }
    `,
  ];

  /** What was chosen and measured before. */
  @property({ attribute: false }) kept = new FuseKept();
  /** What measures; tests put another one here. */
  @property({ attribute: false }) worker: Measure | undefined;

  #controller: FuseController | undefined;
  /** The last draft that was right: figures stay while somebody types. */
  #wish: FuseWish | null = null;
  #config: FuseRequest['config'] | null = null;
  #read: FuseDraft | null = null;

  protected override willUpdate(): void {
    this.#controller ??= new FuseController(this, () => this.kept, this.worker);
    const { draft } = this.kept;
    if (draft === this.#read) return;
    this.#read = draft;
    const { wish } = readFuseDraft(draft);
    if (!wish) return;
    this.#wish = wish;
    this.#config = requestOf(wish).config;
  }

  protected override render() {
    const { state, draft, last } = this.kept;
    const result = last && this.#fits(last.wish) ? last.result : null;
    return html`
      <p class="crumbs"><a href="#/kernels">Kernels</a> · lessons</p>
      <h1 tabindex="-1">Why fuse?</h1>
      <p class="lead">
        A training step of the introduction’s model is fourteen kernels. On a graphics card each is
        so short that starting it takes about as long as running it; and nearly each writes an array
        down only for the next one to read it. ${link('train_small')} does the same arithmetic in
        one kernel that stays with its model for hundreds of steps. This page trains one model both
        ways, on this device, and shows where the time goes.
      </p>
      <antipode-fuse-form
        .draft=${draft}
        .progress=${state.kind === 'measuring' ? state.progress : null}
        @draft=${(event: Event) => this.#change((event as CustomEvent<FuseDraft>).detail)}
        @measure=${this.#measure}
        @cancel=${() => this.#controller?.cancel()}
      ></antipode-fuse-form>
      ${this.#notices(result)} ${this.#wish ? this.#figures(this.#wish, result) : nothing}
      <section aria-labelledby="price">
        <h2 id="price">What fusing costs</h2>
        <p>
          <strong>One workgroup a model.</strong> The steps of one model follow each other inside
          one workgroup, so a single model keeps a single part of the device busy. A graphics card
          fills up only with dozens or hundreds of models side by side; until then each further
          model is almost free.
        </p>
        <p>
          <strong>Longer code.</strong> ${link('train_small')} is as long as all the kernels of the
          stepwise program, and none of its parts can be launched, tested or replaced alone. Sums
          must be kept in registers by name, four features at a time, or a compiler puts them into
          slow memory.
        </p>
        <p>
          <strong>Nothing to look at.</strong> h, x′ and the gradients never exist as arrays. Where
          a reader wants to see one, or swap a kernel for an edited one, the stepwise program is the
          one that can show it; the two are held against each other in the tests.
        </p>
      </section>
      <section aria-labelledby="not">
        <h2 id="not">When it does not pay</h2>
        <p>
          When kernels run much longer than a launch takes, the waits between them no longer matter;
          when a model outgrows registers and workgroup memory, it has to live in storage anyway.
          Larger models are therefore fused by halves: six launches a step, each doing what follows
          from what it has at hand. ${link('train_encode')} and ${link('train_decode')} draw their
          samples instead of reading them and end with bias, ReLU, loss and slope;
          ${link('train_hidden_slope')} and ${link('train_gradient')} go back, and
          ${link('train_update')} adds up and moves the weights. Of the activations only h and the
          two slopes are ever written.
        </p>
        <p>
          How steps a second follow the number and the size of models, program by program, is
          measured in the <a href=${hashOf({ view: 'bench' })}>Bench</a>, by its suite “training”.
        </p>
      </section>
    `;
  }

  #figures(wish: FuseWish, result: FuseResult | null) {
    const config = this.#config;
    const width = result?.width ?? wish.width ?? FUSED_WIDTHS[FUSED_WIDTHS.length - 1];
    return html`
      <section aria-labelledby="speed">
        <h2 id="speed">The same model, twice</h2>
        <antipode-fuse-speed .result=${result}></antipode-fuse-speed>
      </section>
      <section aria-labelledby="clock">
        <h2 id="clock">One step on the device’s clock</h2>
        <antipode-fuse-clock .result=${result}></antipode-fuse-clock>
      </section>
      <section aria-labelledby="traffic">
        <h2 id="traffic">What a step moves</h2>
        <antipode-fuse-traffic
          .config=${config}
          .width=${width}
          .calls=${result?.calls ?? null}
        ></antipode-fuse-traffic>
      </section>
      <section aria-labelledby="memory">
        <h2 id="memory">What workgroup memory holds</h2>
        <antipode-fuse-memory .config=${config} .width=${width}></antipode-fuse-memory>
      </section>
    `;
  }

  #notices(result: FuseResult | null) {
    const { state } = this.kept;
    if (state.kind === 'done' && ['unsupported', 'lost', 'failed'].includes(state.outcome.kind)) {
      const { kind, message } = state.outcome as { kind: string; message: string };
      const what = {
        unsupported: 'There is no GPU to measure on.',
        lost: 'The graphics device went away.',
        failed: 'Something went wrong.',
      }[kind];
      const still = 'Everything that needs no run is still below.';
      return html`<p class="notice" role="alert" data-notice=${kind}>
        <strong>${what}</strong> ${message} ${still}
      </p>`;
    }
    if (!result?.adapter.fallback) return nothing;
    return html`<p class="software" data-notice="software">
      <strong>Software adapter.</strong> These kernels ran on the CPU. Launches cost less there and
      arithmetic more: the ratio holds for this adapter and says little about graphics cards.
    </p>`;
  }

  /** Whether what was measured is the model that the form names. */
  #fits({ experiment, width }: FuseWish): boolean {
    const wish = this.#wish;
    return wish?.width === width && JSON.stringify(wish.experiment) === JSON.stringify(experiment);
  }

  #change(draft: FuseDraft): void {
    this.kept.draft = draft;
    this.requestUpdate();
  }

  readonly #measure = (): void => {
    const { wish } = readFuseDraft(this.kept.draft);
    if (wish) void this.#controller?.run(wish);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-why-fuse': AntipodeWhyFuse;
  }
}
