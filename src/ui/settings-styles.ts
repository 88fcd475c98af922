import { css } from 'lit';

/** How the settings form is set. */
export const settingsStyles = css`
  .groups {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr));
    gap: 2rem 3rem;
    margin: 1.5rem 0 1.75rem;
  }
  fieldset {
    border: 0;
    border-top: 1px solid var(--sys-hairline);
    margin: 0;
    padding: 0.9rem 0 0;
    min-width: 0;
    display: grid;
    gap: 1rem;
    align-content: start;
  }
  legend {
    float: left;
    font-weight: 600;
    padding: 0;
  }
  legend + * {
    clear: both;
  }
  .field {
    display: grid;
    gap: 0.25rem;
  }
  label {
    font-size: 0.9rem;
  }
  input,
  select {
    font: inherit;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
    color: var(--sys-ink);
    background: var(--sys-ground);
    border: 1px solid var(--sys-edge);
    border-radius: 4px;
    padding: 0.35rem 0.5rem;
    width: 100%;
    max-width: 16rem;
    box-sizing: border-box;
  }
  .wrong input {
    border-color: var(--sys-warning);
    box-shadow: inset 0 0 0 1px var(--sys-warning);
  }
  .hint,
  .error {
    margin: 0;
    font-size: 0.8125rem;
    line-height: 1.4;
    color: var(--sys-soft);
  }
  .error {
    color: var(--sys-warning);
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.6rem;
  }
`;
