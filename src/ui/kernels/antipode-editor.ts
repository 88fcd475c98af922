import { syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { plainLines } from '../../wgsl/index';
import { codeColours } from '../code-colours';
import { wgslLanguage } from './wgsl-language';

/** A complaint at its place, both counted from 1; line 0 stands for the whole text. */
export interface EditorMessage {
  line: number;
  column: number;
  text: string;
}

/**
 * An editor for WGSL, with the compiler's complaints at their lines. It runs nothing.
 *
 * @fires code - the text, at every change that a person makes
 */
@customElement('antipode-editor')
export class AntipodeEditor extends LitElement {
  static override styles = [
    codeColours,
    css`
      :host {
        display: block;
        border: 1px solid var(--sys-edge);
        border-radius: 4px;
        margin: 0.75rem 0;
      }
      :host(:focus-within) {
        outline: 2px solid var(--sys-accent);
        outline-offset: 1px;
      }
    `,
  ];

  @property() code = '';
  @property() label = 'Shader';
  @property({ attribute: false }) messages: readonly EditorMessage[] = [];

  #view: EditorView | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#view?.destroy();
    this.#view = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#make();
  }

  protected override firstUpdated(): void {
    this.#make();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const view = this.#view;
    if (!view) return;
    // Another text, not a change of this one: nobody typed it, and Undo does not go back behind it.
    if (changed.has('code') && view.state.doc.toString() !== plainLines(this.code)) {
      view.setState(this.#state());
    }
    if (changed.has('messages')) view.dispatch(setDiagnostics(view.state, this.#diagnostics(view)));
  }

  protected override render() {
    return html`<div class="place"></div>`;
  }

  /** Puts the cursor at a line and the focus into the editor. */
  show(line: number, column = 1): void {
    const view = this.#view;
    if (!view) return;
    const { from, length } = view.state.doc.line(clamp(line, 1, view.state.doc.lines));
    const anchor = from + clamp(column - 1, 0, length);
    view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
    });
    view.focus();
  }

  #make(): void {
    this.#view = new EditorView({
      root: this.renderRoot as ShadowRoot,
      parent: this.renderRoot.querySelector('.place')!,
      state: this.#state(),
    });
  }

  #state(): EditorState {
    return EditorState.create({
      doc: plainLines(this.code),
      extensions: [
        basicSetup,
        wgslLanguage,
        syntaxHighlighting(classHighlighter),
        lintGutter(),
        look,
        EditorView.contentAttributes.of({ 'aria-label': this.label, tabindex: '0' }),
        EditorView.clipboardInputFilter.of(plainLines),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (!docChanged) return;
          this.code = state.doc.toString();
          this.dispatchEvent(new CustomEvent('code', { detail: this.code }));
        }),
      ],
    });
  }

  #diagnostics(view: EditorView): Diagnostic[] {
    const { doc } = view.state;
    return this.messages
      .filter(({ line }) => line >= 1)
      .map(({ line, column, text }) => {
        const { from, to } = doc.line(clamp(line, 1, doc.lines));
        const at = Math.min(from + Math.max(0, column - 1), to);
        const word =
          /^[\p{XID_Start}_]\p{XID_Continue}*/u.exec(doc.sliceString(at, to))?.[0].length ?? 1;
        return { from: at, to: Math.min(to, at + word), severity: 'error', message: text };
      });
  }
}

const look = EditorView.theme({
  '&': { fontSize: '0.8125rem', color: 'var(--sys-ink)', backgroundColor: 'var(--sys-ground)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--sys-mono)', lineHeight: '1.5', maxHeight: '38rem' },
  '.cm-content': { caretColor: 'var(--sys-ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--sys-ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--sys-ground)',
    color: 'var(--sys-soft)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sys-quiet)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--sys-selection)' },
  '.cm-panels, .cm-tooltip': {
    backgroundColor: 'var(--sys-quiet)',
    color: 'var(--sys-ink)',
    border: '1px solid var(--sys-hairline)',
  },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--sys-quiet)',
    color: 'var(--sys-soft)',
    border: '1px solid var(--sys-hairline)',
  },
  '.cm-selectionMatch, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--sys-quiet)',
    outline: '1px solid var(--sys-edge)',
  },
});

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-editor': AntipodeEditor;
  }
}
