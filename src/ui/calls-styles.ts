import { css } from 'lit';

/** How the list of a step's calls is set. */
export const callsStyles = css`
  ol {
    list-style: none;
    margin: 1.25rem 0 0;
    padding: 0;
    border-top: 1px solid var(--sys-hairline);
  }
  li {
    border-bottom: 1px solid var(--sys-hairline);
  }
  summary {
    width: auto;
    display: grid;
    grid-template-columns: 2rem minmax(0, 18rem) minmax(0, 1fr) auto;
    gap: 0 1rem;
    align-items: baseline;
    padding: 0.55rem 0;
    list-style: none;
    color: inherit;
    font-size: 0.9375rem;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary:hover .kernel {
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  summary:focus-visible {
    outline: 2px solid var(--sys-accent);
    outline-offset: -2px;
  }
  .place,
  .groups {
    color: var(--sys-soft);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .kernel {
    color: var(--sys-accent);
    font-family: var(--sys-mono);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  .groups {
    white-space: nowrap;
  }
  .link {
    border: 0;
    padding: 0;
    font-size: inherit;
    line-height: inherit;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .body {
    padding: 0 0 1rem 3rem;
  }
  .arrays {
    list-style: none;
    padding: 0;
    margin: 0;
    border: 0;
    font-size: 0.875rem;
    display: grid;
    gap: 0.1rem;
  }
  .arrays li {
    border: 0;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  @media (max-width: 700px) {
    summary {
      grid-template-columns: 1.6rem minmax(0, 1fr) auto;
      gap: 0 0.5rem;
    }
    .does {
      grid-column: 2 / -1;
      order: 1;
    }
    .body,
    .written {
      padding-left: 0;
    }
  }
  h3 {
    margin: 1.5rem 0 0;
  }
  .written {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 12rem), 1fr));
    gap: 0.2rem 1.5rem;
    padding: 0 0 0.7rem 3rem;
  }
  h3 + ol {
    margin-top: 0.5rem;
  }
`;
