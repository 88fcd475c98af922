import { css, html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { article, controls } from './styles';

const CHOICES = ['light', 'dark', 'system'] as const;
type Choice = (typeof CHOICES)[number];
const KEY = 'antipode.theme';

/**
 * Light, dark, or as the system wishes. The choice is kept in this browser.
 *
 * @fires antipode-theme - on `document`, when the colours have changed
 */
@customElement('antipode-theme')
export class AntipodeTheme extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      fieldset {
        display: flex;
        gap: 0.9rem;
        border: 0;
        margin: 0;
        padding: 0;
        font-size: 0.875rem;
      }
      label {
        color: var(--sys-accent);
        cursor: pointer;
        padding: 0.25rem 0;
        border-bottom: 2px solid transparent;
      }
      label:has(:checked) {
        color: var(--sys-ink);
        border-color: currentColor;
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
    `,
  ];

  @state() private choice: Choice = remembered();

  override connectedCallback(): void {
    super.connectedCallback();
    show(this.choice);
  }

  protected override render() {
    return html`<fieldset>
      <legend class="hidden">Colours</legend>
      ${CHOICES.map(
        (choice) =>
          html`<label
            ><input
              class="hidden"
              type="radio"
              name="theme"
              .value=${choice}
              .checked=${choice === this.choice}
              @change=${() => this.#choose(choice)}
            />${choice}</label
          >`,
      )}
    </fieldset>`;
  }

  #choose(choice: Choice): void {
    this.choice = choice;
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // A browser that keeps nothing still shows the choice.
    }
    show(choice);
  }
}

function remembered(): Choice {
  try {
    const kept = localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

function show(choice: Choice): void {
  const { dataset } = document.documentElement;
  if (choice === 'system') delete dataset.theme;
  else dataset.theme = choice;
  document.dispatchEvent(new Event('antipode-theme'));
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-theme': AntipodeTheme;
  }
}
