import { css } from 'lit';

/** How the page of a kernel is set. */
export const kernelStyles = css`
  h1 {
    font-family: var(--sys-mono);
    font-size: clamp(1.4rem, 1rem + 1.8vw, 2rem);
    font-weight: 600;
    letter-spacing: -0.02em;
    line-height: 1.2;
    margin: 0.25rem 0 0.6rem;
    overflow-wrap: anywhere;
  }
  h1:focus-visible {
    outline: none;
  }
  .crumbs {
    margin: 0;
    font-size: 0.9rem;
    color: var(--sys-soft);
  }
  .lead {
    font-size: 1.125rem;
  }
  section {
    margin: 3.25rem 0 0;
  }
  antipode-ladder + section {
    margin-top: 2.25rem;
  }
  h2 a {
    font-family: var(--sys-mono);
    font-size: 0.875em;
    overflow-wrap: anywhere;
  }
  .notice,
  .requires {
    padding-left: 1rem;
    border-left: 3px solid var(--sys-warning);
  }
  .requires {
    margin-top: 1rem;
    border-color: var(--sys-edge);
  }
  .neighbours {
    display: flex;
    justify-content: space-between;
    gap: 1.5rem;
    margin-top: 4rem;
    padding-top: 1.25rem;
    border-top: 1px solid var(--sys-hairline);
  }
  .neighbours a {
    font-family: var(--sys-mono);
    overflow-wrap: anywhere;
    min-width: 0;
  }
  .neighbours a span {
    display: block;
    font: 0.875rem var(--sys-text);
    color: var(--sys-soft);
  }
  .next {
    text-align: right;
    margin: 0;
  }
`;
