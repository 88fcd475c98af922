import { html, type TemplateResult } from 'lit';
import type { Site } from '../../lab/index';

/** Lines shown before and behind the one that a step is at. */
const AROUND = 2;

/** The line of the shader that a step is at, with its neighbours; what is accessed is underlined. */
export function sourceLines(source: string, file: string, site: Site): TemplateResult {
  const lines = source.split('\n');
  const first = Math.max(0, Math.min(site.line - 1 - AROUND, lines.length - 2 * AROUND - 1));
  const shown = lines.slice(first, first + 2 * AROUND + 1);
  return html`<pre
    class="source"
    tabindex="0"
    role="region"
    aria-label="Line ${site.line} of ${file}"
  ><code>${shown.map((line, k) => {
    const number = first + k + 1;
    const current = number === site.line;
    return html`<span class="line ${current ? 'current' : ''}"
      ><span class="number">${number}</span>${current ? marked(line, site) : commented(line)}</span
    >`;
  })}</code></pre>`;
}

function marked(line: string, { from, to, kind }: Site): TemplateResult {
  return html`${line.slice(0, from)}<mark class=${kind}>${line.slice(from, to)}</mark
    >${commented(line.slice(to))}`;
}

function commented(text: string): TemplateResult {
  const at = text.indexOf('//');
  return at < 0
    ? html`${text}`
    : html`${text.slice(0, at)}<span class="comment">${text.slice(at)}</span>`;
}
