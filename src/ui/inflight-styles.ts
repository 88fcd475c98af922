import { css } from 'lit';

/** How the strip of settings that change while it trains is set. */
export const inflightStyles = css`
  :host {
    font-size: 0.8125rem;
    line-height: 1.4;
    font-variant-numeric: tabular-nums;
    border-bottom: 1px solid var(--sys-hairline);
    margin-bottom: 1.25rem;
  }
  details {
    padding: 0.6rem 0 0.7rem;
  }
  summary {
    font-size: inherit;
  }
  .wide summary {
    display: none;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem 2rem;
  }
  .slider {
    flex: 1 1 11rem;
    min-width: 0;
  }
  .slider label {
    color: var(--sys-soft);
    display: flex;
    justify-content: space-between;
    gap: 0.75rem;
  }
  .slider output {
    color: var(--sys-ink);
    white-space: nowrap;
  }
  sub,
  sup {
    line-height: 0;
  }
  input {
    display: block;
    width: 100%;
    margin: 0;
    min-height: 1.5rem;
    accent-color: var(--sys-accent);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
  }
  button {
    font-size: inherit;
    padding: 0.3rem 0.6rem;
  }
  .refused {
    margin: 0.6rem 0 0;
    color: var(--sys-warning);
    overflow-wrap: anywhere;
  }
  .refused button {
    margin-left: 0.5rem;
  }
  @media (max-width: 760px) {
    .row {
      padding-top: 0.6rem;
    }
    .slider {
      flex-basis: 100%;
    }
    input {
      min-height: 2rem;
    }
  }
`;
