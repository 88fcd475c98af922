/** The look of a report: an article with hairlines, light or dark as the reader's system is, readable on a phone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fff; --ink: #1b1b19; --soft: #595955; --hairline: #dededa; --accent: #0b5cad; --warning: #9a3412;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131519; --ink: #e8e9eb; --soft: #a9afb9; --hairline: #353a43; --accent: #8cbcf5; --warning: #fdba8c;
  }
}
html {
  background: var(--ground); color: var(--ink); text-size-adjust: 100%;
  font: 1.0625rem/1.6 -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, system-ui, sans-serif;
}
body { margin: 0 auto; max-width: 47rem; padding: 2rem clamp(1rem, 4vw, 2.5rem) 5rem; }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.2rem); line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 0.75rem; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 0; text-wrap: balance; }
h3 { font-size: 1.0625rem; margin: 2rem 0 0.25rem; }
h4 { font-size: 0.9375rem; margin: 1.5rem 0 0.5rem; }
p { margin: 0 0 0.75rem; max-width: 41rem; }
a { color: var(--accent); }
section { border-top: 1px solid var(--hairline); margin-top: 3rem; padding-top: 1.5rem; }
.soft, figcaption, caption { color: var(--soft); font-size: 0.9375rem; }
.scroll { overflow-x: auto; margin: 0.75rem 0 1.25rem; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; font-variant-numeric: tabular-nums; line-height: 1.4; }
caption { text-align: left; padding-bottom: 0.4rem; }
th, td { text-align: left; vertical-align: baseline; padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--hairline); font-weight: 400; }
thead th { color: var(--soft); white-space: nowrap; }
tbody th { min-width: 11rem; }
td.number { white-space: nowrap; }
td.verdict { white-space: nowrap; font-weight: 600; padding-right: 0; }
.off, .not-run { color: var(--warning); }
figure { margin: 0 0 1.5rem; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); gap: 0.75rem; align-items: start; }
.plate { background: #fff; color: #595955; border-radius: 4px; font-size: 0.8125rem; overflow: hidden; }
.plate img { display: block; width: 100%; height: auto; }
.plate span { display: block; padding: 0.1rem 0.4rem 0.3rem; }
figcaption { margin-top: 0.5rem; max-width: 41rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.25rem; font-size: 0.9375rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
@media (prefers-color-scheme: dark) { .plate { padding: 0.5rem; } }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dt { margin-top: 0.4rem; } }
`;
