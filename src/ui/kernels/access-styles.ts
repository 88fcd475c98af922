import { css } from 'lit';

/** How `<antipode-access>` is set: controls and source across, arrays left, invocations and memory right. */
export const accessStyles = css`
  :host {
    container-type: inline-size;
  }
  .race {
    margin: 0 0 1rem;
    padding-left: 1rem;
    border-left: 3px solid var(--sys-warning);
  }
  .race p {
    margin-bottom: 0.6rem;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    align-items: center;
    position: sticky;
    top: var(--antipode-sticky-top, 0);
    z-index: 1;
    padding: 0.5rem 0;
    background: var(--sys-ground);
  }
  .bar button {
    font-size: 0.875rem;
    padding: 0.4rem 0.6rem;
  }
  .bar input[type='range'] {
    flex: 1 1 12rem;
    min-width: 8rem;
    accent-color: var(--sys-accent);
  }
  .place {
    font-size: 0.875rem;
    color: var(--sys-soft);
    font-variant-numeric: tabular-nums;
    min-width: 7.5rem;
    text-align: right;
  }
  fieldset {
    border: 0;
    margin: 0 0 0.75rem;
    padding: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.2rem;
    font-size: 0.9rem;
  }
  legend {
    float: left;
    margin-right: 1.2rem;
    color: var(--sys-soft);
  }
  fieldset input {
    accent-color: var(--sys-accent);
  }
  .sentence {
    margin: 0 0 0.6rem;
    min-height: 4.8em;
    max-width: none;
    font-variant-numeric: tabular-nums;
  }
  .sentence.barrier {
    border-left: 3px solid var(--sys-edge);
    padding-left: 0.75rem;
  }
  pre.source {
    margin: 0 0 1.25rem;
    padding: 0.5rem 0;
    border-block: 1px solid var(--sys-hairline);
    font-size: 0.8125rem;
    line-height: 1.5;
    overflow-x: auto;
  }
  /* All lines as wide as the longest, so that their numbers stay in sight together. */
  .source code {
    display: block;
    width: max-content;
    min-width: 100%;
  }
  .source .line {
    display: block;
    min-height: 1.5em;
  }
  .source .line.current {
    background: var(--sys-quiet);
  }
  .source .number {
    display: inline-block;
    width: 2.8rem;
    padding-right: 0.9rem;
    box-sizing: border-box;
    text-align: right;
    color: var(--sys-soft);
    background: var(--sys-ground);
    position: sticky;
    left: 0;
    user-select: none;
  }
  .source .current .number {
    background: var(--sys-quiet);
  }
  .source .comment {
    color: var(--sys-soft);
  }
  .source mark {
    background: none;
    color: inherit;
    font-weight: 600;
    text-decoration: underline 2px var(--sys-edge);
    text-underline-offset: 0.25em;
  }
  .source mark.read,
  .source mark.atomic {
    text-decoration-color: var(--sys-read);
  }
  .source mark.write {
    text-decoration-color: var(--sys-write);
  }
  @media (forced-colors: active) {
    .source .line.current {
      outline: 1px solid Highlight;
    }
    .source mark {
      forced-color-adjust: none;
      color: HighlightText;
      background: Highlight;
    }
  }
  .stage {
    display: grid;
    gap: 1.25rem 2rem;
  }
  .side .small {
    margin-left: 22px;
  }
  figcaption {
    margin-top: 1rem;
  }
  @container (min-width: 60rem) {
    .sentence {
      min-height: 1.6em;
    }
    .stage {
      grid-template-columns: minmax(0, 1fr) 24rem;
    }
  }
  .arrays,
  .side {
    min-width: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 1rem 1.5rem;
    align-items: flex-start;
    margin-bottom: 1rem;
  }
  .product {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    justify-items: start;
    align-items: end;
    gap: 0.75rem 0.5rem;
    margin-bottom: 1rem;
  }
  .product > :nth-child(1) {
    grid-area: 2 / 1;
  }
  .product > :nth-child(2) {
    grid-area: 1 / 2;
  }
  .product > :nth-child(3) {
    grid-area: 2 / 2;
  }
  .space {
    font-size: 0.9rem;
    font-weight: 600;
    margin: 0 0 0.4rem;
  }
  .side antipode-cells {
    margin-bottom: 0.9rem;
  }
  .small {
    font-size: 0.875rem;
    line-height: 1.45;
    margin: 0.4rem 0 1rem;
    font-variant-numeric: tabular-nums;
  }
  .pointed {
    min-height: 1.5em;
    color: var(--sys-soft);
  }
  .legend {
    list-style: none;
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.1rem;
    margin: 0 0 1rem;
    padding: 0;
    font-size: 0.8125rem;
    color: var(--sys-soft);
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .key {
    width: 0.85rem;
    height: 0.85rem;
    flex: none;
    box-sizing: border-box;
  }
  .key.read,
  .key.write,
  .key.wait {
    position: relative;
    color: var(--sys-ground);
    background: var(--sys-read);
  }
  .key.write {
    background: var(--sys-write);
  }
  .key.wait {
    background: var(--sys-edge);
  }
  .key.read::after,
  .key.write::after,
  .key.wait::after {
    content: '•';
    position: absolute;
    top: 0;
    right: 1px;
    font-size: 0.7rem;
    line-height: 0.6rem;
  }
  .key.write::after {
    content: '×';
  }
  .key.wait::after {
    content: '‖';
  }
  .key.past {
    border: 1px solid var(--sys-hairline);
    background: linear-gradient(90deg, transparent, var(--sys-read));
    opacity: 0.6;
  }
  .key.corner {
    border: 1px solid var(--sys-hairline);
    background: linear-gradient(45deg, transparent 70%, var(--sys-write) 71%);
  }
  .key.frame {
    border: 2px solid var(--sys-ink);
  }
  .scroll {
    margin: 0.5rem 0 1rem;
    max-height: 24rem;
  }
`;
