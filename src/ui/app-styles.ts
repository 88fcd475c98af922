import { css } from 'lit';

/** How the page as a whole is set: its head, its sections, and what keeps to the top of the window. */
export const appStyles = css`
  header,
  main,
  footer {
    padding: 0 var(--sys-gutter);
  }
  .wide {
    max-width: var(--sys-wide);
    margin-inline: auto;
  }
  [hidden] {
    display: none !important;
  }
  .skip:not(:focus) {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .skip:focus {
    position: absolute;
    z-index: 3;
    inset: 0.5rem auto auto 0.5rem;
    padding: 0.5rem 0.9rem;
    background: var(--sys-ground);
  }
  main:focus {
    outline: none;
  }
  .masthead {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 2rem;
    align-items: center;
    padding: 0.9rem 0;
  }
  .wordmark {
    color: inherit;
    text-decoration: none;
    font-weight: 600;
    letter-spacing: 0.01em;
  }
  antipode-theme {
    margin-left: auto;
  }
  @media (max-width: 640px) {
    .masthead {
      padding: 0.6rem 0 0.4rem;
    }
    antipode-nav {
      order: 1;
      width: 100%;
    }
  }
  antipode-transport {
    margin: 0 calc(-1 * var(--sys-gutter));
  }
  /* A low window, as at 400 % zoom, has no room for what does not scroll. */
  @media (min-height: 480px) {
    antipode-transport {
      position: sticky;
      top: 0;
      z-index: 2;
    }
  }
  section {
    margin: 0 auto 5rem;
  }
  section.first {
    margin-top: 1.1rem;
  }
  .pair {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2.5rem 4rem;
  }
  @media (min-width: 900px) {
    .pair {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  details.settings > summary {
    margin-bottom: 1rem;
    color: inherit;
  }
  details.settings h2 {
    display: inline;
  }
  footer .wide {
    border-top: 1px solid var(--sys-hairline);
    padding: 2rem 0 4rem;
    font-size: 0.9rem;
    color: var(--sys-soft);
  }
`;
