import { css } from 'lit';

/** How a figure of bars is set. */
export const stripStyles = css`
  .plot:focus-visible {
    outline: 2px solid var(--sys-accent);
    outline-offset: 4px;
  }
  svg {
    display: block;
    width: 100%;
    font: 12.5px var(--sys-text);
    font-variant-numeric: tabular-nums;
  }
  .plot svg text {
    fill: var(--sys-ink);
  }
  .plot svg .soft {
    fill: var(--sys-soft);
  }
  .plot svg .name {
    font-family: var(--sys-mono);
    font-size: 12px;
  }
  .end {
    text-anchor: end;
  }
  .middle {
    text-anchor: middle;
  }
  .grid {
    stroke: var(--sys-hairline);
    shape-rendering: crispEdges;
  }
  .bar {
    stroke: var(--sys-ground);
    stroke-width: 0.75;
  }
  .stepwise {
    fill: var(--sys-edge);
  }
  .fused,
  .kept {
    fill: var(--sys-ink);
  }
  .read {
    fill: var(--sys-read);
  }
  .write {
    fill: var(--sys-write);
  }
  .scratch {
    fill: var(--sys-edge);
  }
  .free {
    fill: var(--sys-quiet);
    stroke: var(--sys-hairline);
  }
  .plot svg .on-kept,
  .plot svg .on-scratch {
    fill: var(--sys-ground);
  }
  .plot svg .on-free {
    fill: var(--sys-soft);
  }
  .dot {
    fill: none;
    stroke: var(--sys-soft);
  }
  .mark {
    stroke: var(--sys-ink);
    stroke-width: 2;
  }
  .now {
    stroke: var(--sys-accent);
    stroke-width: 2.5;
  }
  .at {
    margin: 0.4rem 0 0;
    min-height: 1.6em;
    max-width: none;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .keys {
    list-style: none;
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    margin: 0.5rem 0 0;
    padding: 0;
    font-size: 0.8125rem;
  }
  .keys li {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .keys svg {
    width: 14px;
    height: 10px;
  }
  figcaption {
    margin-top: 0.6rem;
  }
  details {
    margin-top: 0.6rem;
  }
  .scroll {
    margin-top: 0.75rem;
  }
  .scroll:focus-visible {
    outline: 2px solid var(--sys-accent);
    outline-offset: 2px;
  }
  td {
    text-align: left;
  }
  th {
    text-align: left;
  }
`;
