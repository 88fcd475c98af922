import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { presets, type Preset } from '../train/index';
import { isDark } from './colour';
import { experimentHash } from './routes';
import { watchScreen } from './screen';
import { article, controls } from './styles';

/** Drawn figures of the experiments, by name, light and dark. */
const PICTURES = import.meta.glob<string>('./pictures/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** The experiments in the order of the paper, each with a picture, a sentence and its section. */
@customElement('antipode-experiments')
export class AntipodeExperiments extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      h1 {
        font-size: clamp(1.5rem, 1.1rem + 1.6vw, 2.2rem);
        line-height: 1.15;
        letter-spacing: -0.02em;
        font-weight: 650;
        margin: 0.5rem 0 0.75rem;
      }
      h1:focus-visible {
        outline: none;
      }
      ol {
        list-style: none;
        margin: 1.5rem 0 4rem;
        padding: 0;
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr));
        gap: 2.25rem 2rem;
      }
      a {
        display: block;
        text-decoration: none;
        color: inherit;
      }
      h2 {
        font-size: 1.0625rem;
        margin: 0.5rem 0 0.2rem;
        color: var(--sys-accent);
      }
      a:hover h2 {
        text-decoration: underline;
      }
      .section {
        font-size: 0.8125rem;
        color: var(--sys-soft);
        margin: 0 0 0.3rem;
      }
      .summary {
        font-size: 0.9375rem;
        line-height: 1.45;
        margin: 0;
      }
      img {
        display: block;
        width: 100%;
        aspect-ratio: 16 / 9;
        object-fit: contain;
        border-bottom: 1px solid var(--sys-hairline);
      }
      .dark {
        display: none;
      }
      :host([data-dark]) .dark {
        display: block;
      }
      :host([data-dark]) .light {
        display: none;
      }
      .problem {
        color: var(--sys-warning);
      }
    `,
  ];

  /** An address that leads nowhere. */
  @property() unknown = '';
  @property({ type: Boolean, reflect: true, attribute: 'data-dark' }) dark = false;

  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const look = () => {
      this.dark = isDark();
    };
    look();
    this.#stop = watchScreen(look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  focusHeading(): void {
    this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">The whole paper, experiment by experiment</h1>
      ${
        this.unknown
          ? html`<p class="problem" role="alert">
              There is no experiment “${this.unknown}”. These are all there are.
            </p>`
          : nothing
      }
      <p>
        Every experiment of <em>Toy Models of Superposition</em>, and some that followed it. Each
        opens ready to run, small enough to show its point soon, with what you should see beside it.
      </p>
      <ol>
        ${[...presets.values()].map((preset) => this.#card(preset))}
      </ol>
    `;
  }

  #card({ name, title, section, summary }: Preset) {
    const picture = (theme: 'light' | 'dark') => {
      const src = PICTURES[`./pictures/${name}-${theme}.webp`];
      return src ? html`<img class=${theme} src=${src} alt="" loading="lazy" />` : nothing;
    };
    return html`<li>
      <a href=${experimentHash(name)}>
        ${picture('light')}${picture('dark')}
        <h2>${title}</h2>
        <p class="section">${section}</p>
        <p class="summary">${summary}</p>
      </a>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-experiments': AntipodeExperiments;
  }
}
