import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { KernelEntry } from '../../kernels/index';
import { kernelHash } from '../routes';
import { article, controls } from '../styles';
import '../antipode-wgsl';
import type { AntipodeEditor, EditorMessage } from './antipode-editor';
import { packCode } from './link-code';

/** Where an edited text comes from. */
export type Origin = 'original' | 'edited' | 'draft' | 'link';

const NOTICES: Readonly<Record<Origin, string>> = {
  original: '',
  edited: '',
  draft:
    'This is your edited text from before. It has not been run since the page was opened, and will not be unless you press Run.',
  link: 'This code came by link. It has not been run, and will not be unless you press Run. Read it first, or go back to the original.',
};

/**
 * The text of a kernel: to be read, or, once somebody asks for it, to be edited, with the compiler's complaints.
 *
 * @fires code - the edited text; null: the original again
 * @fires other - open the other text that is kept
 */
@customElement('antipode-shader')
export class AntipodeShader extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.6rem;
      }
      .notice {
        padding-left: 1rem;
        border-left: 3px solid var(--sys-warning);
      }
      .complaints {
        margin: 0 0 1rem;
        padding: 0;
        list-style: none;
        color: var(--sys-warning);
        font-size: 0.9375rem;
        overflow-wrap: anywhere;
      }
      .complaints button {
        padding: 0.1rem 0.4rem;
        margin-right: 0.5rem;
        font-size: 0.875rem;
      }
      .soft {
        color: var(--sys-soft);
        font-size: 0.9rem;
      }
    `,
  ];

  @property({ attribute: false }) entry: KernelEntry | undefined;
  /** The edited text; null while the original stands. */
  @property({ attribute: false }) code: string | null = null;
  @property() origin: Origin = 'original';
  /** Why the text is not kept in this browser; '' where it is. */
  @property() unkept = '';
  /** Another edited text of this kernel is kept. */
  @property({ type: Boolean }) other = false;
  @property({ attribute: false }) messages: readonly EditorMessage[] = [];

  @state() private editor: 'absent' | 'loading' | 'here' | 'failed' = 'absent';
  @state() private said = '';

  @query('antipode-editor') private field!: AntipodeEditor | null;

  #toBeShown = false;

  protected override willUpdate(): void {
    if (this.code !== null) void this.#load();
  }

  /** Once the editor that was asked for is there: the cursor behind the header, where the code begins. */
  protected override updated(): void {
    const { field } = this;
    if (!field || !this.#toBeShown) return;
    this.#toBeShown = false;
    const header = /^(\/\/.*\n)+\n?/.exec(this.entry!.source)?.[0] ?? '';
    void field.updateComplete.then(() => field.show(header.split('\n').length));
  }

  protected override render() {
    if (!this.entry) return nothing;
    const { name, file, source } = this.entry;
    const edited = this.code !== null;
    return html`
      ${
        NOTICES[this.origin]
          ? html`<p class="notice" role="status" data-origin=${this.origin}>
              ${NOTICES[this.origin]}
            </p>`
          : nothing
      }
      ${this.unkept ? html`<p class="notice" role="alert" data-notice="unkept">${this.unkept}</p>` : nothing}
      ${
        this.other
          ? html`<p class="notice" data-notice="other">
              Another edited text of yours for this kernel is kept in this browser.
              <button @click=${() => this.dispatchEvent(new CustomEvent('other'))}>Open it</button>
            </p>`
          : nothing
      }
      ${
        edited && this.editor === 'here'
          ? html`<antipode-editor
              .code=${this.code ?? source}
              .messages=${this.messages}
              label="Edited ${name}"
              @code=${(event: Event) => this.#send((event as CustomEvent<string>).detail)}
            ></antipode-editor>`
          : html`<antipode-wgsl
              .source=${this.code ?? source}
              .file=${file}
              ?folded=${!edited}
            ></antipode-wgsl>`
      }
      <ul class="complaints" aria-label="Complaints of the compiler" aria-live="polite">
        ${this.messages.map(
          ({ line, column, text }) =>
            html`<li>
              ${
                line > 0
                  ? html`<button @click=${() => this.field?.show(line, column)}>
                      Line ${line}
                    </button>`
                  : nothing
              }${text}
            </li>`,
        )}
      </ul>
      <div class="actions">
        ${
          edited
            ? html`<button @click=${() => this.#send(null)}>Reset to the original</button>
                <button @click=${this.#copy}>Copy link to this text</button>`
            : html`<button @click=${this.#edit} ?disabled=${this.editor === 'loading'}>
                Edit this kernel
              </button>`
        }
        <span class="soft" role="status"
          >${
            this.editor === 'loading'
              ? 'Loading the editor …'
              : this.editor === 'failed'
                ? 'The editor could not be loaded. Reload the page to try again.'
                : this.said
          }</span
        >
      </div>
    `;
  }

  readonly #edit = async (): Promise<void> => {
    await this.#load();
    if (this.editor !== 'here') return;
    this.#toBeShown = true;
    this.#send(this.entry!.source);
  };

  async #load(): Promise<void> {
    if (this.editor === 'here' || this.editor === 'loading') return;
    this.editor = 'loading';
    try {
      await import('./antipode-editor');
      this.editor = 'here';
    } catch {
      this.editor = 'failed';
    }
  }

  readonly #copy = async (): Promise<void> => {
    try {
      const code = await packCode(this.code ?? this.entry!.source);
      const address = `${location.href.split('#')[0]}${kernelHash(this.entry!.name)}?code=${code}`;
      await navigator.clipboard.writeText(address);
      this.said = 'The link is in the clipboard.';
    } catch (error) {
      this.said = `The link could not be copied: ${error instanceof Error ? error.message : String(error)}`;
    }
  };

  #send(code: string | null): void {
    this.said = '';
    this.dispatchEvent(new CustomEvent('code', { detail: code }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-shader': AntipodeShader;
  }
}
