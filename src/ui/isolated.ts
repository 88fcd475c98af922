import { html } from 'lit';

/** Formulas as they stand in sentences: 1 − S, with its value where it has one. */
const FORMULA = /(1 − S[₀-₉]*(?: = [\d.e−-]+\d)?)/;

/** A sentence whose formulas read from left to right, whatever the page does. */
export function isolated(text: string) {
  // Every second piece is what the expression's group has caught.
  return text
    .split(FORMULA)
    .map((piece, k) => (k % 2 ? html`<bdi dir="ltr">${piece}</bdi>` : piece));
}
