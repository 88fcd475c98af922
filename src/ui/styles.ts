import { css } from 'lit';

/** Buttons and links: the accent marks what can be clicked. */
export const controls = css`
  button {
    font: inherit;
    font-size: 0.9375rem;
    line-height: 1.25;
    color: var(--sys-accent);
    background: none;
    border: 1px solid var(--sys-edge);
    border-radius: 4px;
    padding: 0.45rem 0.8rem;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    color: var(--sys-accent-strong);
    border-color: currentColor;
  }
  button.primary {
    color: var(--sys-on-accent);
    background: var(--sys-accent);
    border-color: var(--sys-accent);
  }
  button.primary:hover:not(:disabled) {
    color: var(--sys-on-accent);
    background: var(--sys-accent-strong);
    border-color: var(--sys-accent-strong);
  }
  button:disabled {
    color: var(--sys-soft);
    background: none;
    border-color: var(--sys-hairline);
    cursor: not-allowed;
  }
  a {
    color: var(--sys-accent);
    text-underline-offset: 0.15em;
  }
  :focus-visible {
    outline: 2px solid var(--sys-accent);
    outline-offset: 2px;
  }
  /* Forced colours draw transparent borders, too: only what is current may have one. */
  @media (forced-colors: active) {
    nav a,
    fieldset label {
      border-color: Canvas;
    }
    nav a[aria-current],
    fieldset label:has(:checked) {
      border-color: Highlight;
    }
  }
`;

/** Running text, figures and their captions. */
export const article = css`
  :host {
    display: block;
  }
  h2,
  h3 {
    line-height: 1.25;
    margin: 0 0 0.6rem;
    font-weight: 600;
    letter-spacing: -0.005em;
  }
  h2 {
    font-size: 1.45rem;
  }
  h3 {
    font-size: 1.0625rem;
  }
  p {
    margin: 0 0 1rem;
    max-width: var(--sys-measure);
  }
  figure {
    margin: 0;
  }
  figcaption,
  .caption {
    color: var(--sys-soft);
    font-size: 0.9rem;
    line-height: 1.5;
    max-width: var(--sys-measure);
    overflow-wrap: anywhere;
  }
  figcaption strong,
  .caption strong {
    color: var(--sys-ink);
    font-weight: 600;
  }
  summary {
    color: var(--sys-accent);
    cursor: pointer;
    font-size: 0.9rem;
    width: fit-content;
  }
  code,
  pre {
    font-family: var(--sys-mono);
    font-size: 0.875em;
  }
  /* Formulas and canvases read from left to right on every page. */
  math,
  canvas,
  .ltr {
    direction: ltr;
    unicode-bidi: isolate;
  }
  /* Numbers and short formulas go by their own letters: −1.3 is not 1.3−. */
  th,
  td,
  output,
  .value,
  .readout {
    unicode-bidi: plaintext;
  }
  /* Keys are colours that mean something: they stay where colours are forced. */
  .key,
  .dot,
  progress {
    forced-color-adjust: none;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/**
 * Tables of numbers: hairlines, tabular figures, room to scroll within themselves. Where a table is cut, its edge has a
 * shade: that of the box, which a cover that scrolls with the table takes away at the table's end.
 */
export const tables = css`
  .scroll {
    --shade: color-mix(in srgb, var(--sys-ink) 30%, transparent);
    overflow: auto;
    max-width: 100%;
    background:
      linear-gradient(to right, var(--sys-ground) 40%, transparent) left / 3rem 100% local,
      linear-gradient(to left, var(--sys-ground) 40%, transparent) right / 3rem 100% local,
      linear-gradient(to right, var(--shade), transparent) left / 0.9rem 100% scroll,
      linear-gradient(to left, var(--shade), transparent) right / 0.9rem 100% scroll;
    background-repeat: no-repeat;
  }
  @media (forced-colors: active) {
    .scroll {
      background: none;
      border-inline: 1px solid;
    }
  }
  table {
    border-collapse: collapse;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  caption {
    text-align: left;
    color: var(--sys-soft);
    padding-bottom: 0.3rem;
  }
  th,
  td {
    text-align: right;
    padding: 0.25rem 0 0.25rem 1.1rem;
    border-bottom: 1px solid var(--sys-hairline);
    white-space: nowrap;
  }
  th {
    font-weight: 500;
    color: var(--sys-soft);
  }
  th:first-child,
  td:first-child {
    padding-left: 0;
    text-align: left;
  }
`;

/** The head of an experiment: its title, and beside the text its model as a formula. */
export const head = css`
  :host {
    padding-bottom: 0.75rem;
  }
  h1 {
    line-height: 1.15;
    letter-spacing: -0.02em;
    font-weight: 650;
    text-wrap: balance;
  }
  h1:focus-visible {
    outline: none;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem 3.5rem;
    align-items: start;
  }
  @media (min-width: 900px) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 21rem;
    }
    .columns p {
      max-width: 46rem;
    }
  }
  .formula {
    color: var(--sys-ink);
    font-size: 1.4rem;
    margin-bottom: 0.3rem;
  }
  .model {
    color: var(--sys-soft);
    font-size: 0.9rem;
    line-height: 1.45;
  }
`;
