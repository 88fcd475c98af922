import { css } from 'lit';

/** How the loss chart and the list of its values are set. */
export const lossChartStyles = css`
  .plot {
    min-width: 0;
    height: 22rem;
    position: relative;
    touch-action: pan-y;
  }
  .plot:focus-visible {
    outline: 2px solid var(--sys-accent);
    outline-offset: 2px;
  }
  .uplot {
    font-family: var(--sys-text);
    position: absolute;
  }
  .u-hz .u-cursor-x {
    border-color: var(--sys-edge);
    border-right-style: solid;
  }
  .values {
    list-style: none;
    margin: 0.75rem 0 1rem;
    padding: 0;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr));
    gap: 0.1rem 1.25rem;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .values li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    border-bottom: 1px solid var(--sys-hairline);
    padding: 0.15rem 0;
  }
  .values .selected {
    font-weight: 650;
  }
  .key {
    flex: none;
    width: 1rem;
    height: 3px;
    border-radius: 2px;
    background: var(--antipode-key);
  }
  .value {
    margin-left: auto;
  }
  .at {
    margin: 0.75rem 0 0;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  .scroll {
    margin-top: 0.75rem;
  }
  @media (max-width: 640px) {
    .plot {
      height: 17rem;
    }
    .values {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;
