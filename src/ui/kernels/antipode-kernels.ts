import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { catalogue } from '../../kernels/index';
import type { Refusal, SessionFacts } from '../../train/index';
import type { Route } from '../routes';
import { kernelHash } from '../routes';
import { article, controls } from '../styles';
import { FuseKept } from './fuse-controller';
import { Measured } from './measured';
import './antipode-kernel';
import './antipode-overview';
import './antipode-why-fuse';

/**
 * The reader: an overview of all kernels, the page of one, or a lesson. Gives each view its title, and its heading the focus
 * when the reader came from another view.
 */
@customElement('antipode-kernels')
export class AntipodeKernels extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      :host {
        padding: 1rem 0 5rem;
      }
      h1 {
        font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.2rem);
        line-height: 1.2;
        margin: 0.5rem 0 1rem;
      }
      h1:focus-visible {
        outline: none;
      }
      .names {
        columns: 14rem;
        padding: 0;
        list-style: none;
        font-family: var(--sys-mono);
        font-size: 0.875rem;
      }
    `,
  ];

  @property({ attribute: false }) route: Route = { view: 'kernels' };
  /** The training session, for those who want to put a kernel into its model. */
  @property({ attribute: false }) facts: SessionFacts | null = null;
  @property({ attribute: false }) refusal: Refusal | null = null;

  /** Times measured since the page was opened. */
  readonly #measured = new Measured();
  readonly #fuse = new FuseKept();
  #arrived = false;

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('route')) return;
    document.title = `${this.#title()} · Antipode`;
    void this.#arrive();
  }

  protected override render() {
    const { route } = this;
    if (route.view === 'why-fuse') {
      return html`<antipode-why-fuse .kept=${this.#fuse}></antipode-why-fuse>`;
    }
    if (route.view !== 'kernel') return html`<antipode-overview></antipode-overview>`;
    const entry = catalogue.get(route.name);
    if (!entry) return this.#unknown(route.name);
    return html`<antipode-kernel
      .entry=${entry}
      .link=${route.code}
      .facts=${this.facts}
      .refusal=${this.refusal}
      .measured=${this.#measured}
    ></antipode-kernel>`;
  }

  #title(): string {
    if (this.route.view === 'why-fuse') return 'Why fuse?';
    return this.route.view === 'kernel' ? this.route.name : 'Kernels';
  }

  #unknown(name: string) {
    const shown = name.length > 64 ? `${name.slice(0, 64)}…` : name;
    return html`<h1 tabindex="-1">There is no kernel “${shown}”</h1>
      <p>These are all that there are; <a href="#/kernels">the overview</a> says what they do.</p>
      <ul class="names">
        ${[...catalogue.keys()].map(
          (known) => html`<li><a href=${kernelHash(known)}>${known}</a></li>`,
        )}
      </ul>`;
  }

  async #arrive(): Promise<void> {
    scrollTo({ top: 0, behavior: 'instant' });
    const view = this.renderRoot.querySelector(
      'antipode-kernel, antipode-overview, antipode-why-fuse',
    );
    await (view as LitElement | null)?.updateComplete;
    const heading = (view?.shadowRoot ?? this.renderRoot).querySelector('h1');
    // The first view of a page keeps the focus where the browser puts it.
    if (this.#arrived || document.activeElement !== document.body) {
      heading?.focus({ preventScroll: true });
    }
    this.#arrived = true;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-kernels': AntipodeKernels;
  }
}
