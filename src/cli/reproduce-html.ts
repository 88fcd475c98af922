import { findRun, presets, type Preset, type ReportRow, type Run } from '../train/index';
import { duration } from './progress';
import type { FigureRow } from './reproduce-figures';
import type { Report } from './reproduce-report';
import { scaleInWords } from './reproduce-scale';
import { STYLE } from './reproduce-style';
import { tally } from './reproduce-tell';

/** Signs and words of the verdicts: none is told by colour alone. */
const VERDICTS: Readonly<Record<ReportRow['verdict'], string>> = {
  holds: '✓ holds',
  off: '✗ off',
  'not-run': '– not run',
};

/** How the engines are called. */
const ENGINES: Readonly<Record<Report['engine'], string>> = {
  wgpu: 'wgpu, by way of Deno',
  'chromium-hardware': 'Chromium, on a graphics card',
  'chromium-software': 'Chromium, on its software adapter',
};

/** A text as it may stand in HTML, in an attribute, too. */
export function escaped(text: string): string {
  const names: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return text.replace(/[&<>"']/g, (sign) => `&${names[sign]};`);
}

/**
 * A report as one page that needs nothing else: no scripts, no network.
 *
 * @param figures of each run, by its address
 */
export function pageOf(report: Report, figures: ReadonlyMap<string, readonly FigureRow[]>): string {
  const of = (name: string) =>
    report.results.filter((row) => row.experiment.startsWith(`${name}/`));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Antipode: what came out</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>What came out of every experiment</h1>
${head(report)}
${summary(of)}
${[...presets.values()].map((preset) => section(preset, report, of(preset.name), figures)).join('\n')}
</main>
</body>
</html>
`;
}

function head({
  adapter,
  browser,
  date,
  engine,
  results,
  runs,
  seconds,
  size,
  why,
}: Report): string {
  const ran = runs.filter((run) => run.seconds !== null).length;
  const card = adapter
    ? [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(' ')
    : 'none';
  const facts: [string, string][] = [
    ['date', date.slice(0, 16).replace('T', ' ') + ' UTC'],
    ['engine', `${ENGINES[engine]}: ${why}`],
    ['adapter', `${card}${adapter?.fallback ? ' (software)' : ''}`],
    ['runs in', browser],
    ['size', size],
    ['trained', `${ran} of ${runs.length} runs, ${duration(seconds)}`],
  ];
  return `<p><strong>${tally(results)}.</strong> A claim is a number or a fact that must come out, by the paper, by arithmetic or by earlier runs, and how far it may be off.</p>
<dl>${facts.map(([name, fact]) => `<dt>${name}</dt><dd>${escaped(fact)}</dd>`).join('')}</dl>`;
}

function summary(of: (name: string) => ReportRow[]): string {
  const rows = [...presets.values()].map(({ name, title }) => {
    const count = (verdict: ReportRow['verdict']) =>
      of(name).filter((row) => row.verdict === verdict).length;
    const cell = (verdict: ReportRow['verdict']) =>
      `<td class="number ${count(verdict) > 0 ? verdict : ''}">${count(verdict) || '–'}</td>`;
    return `<tr><th scope="row"><a href="#${escaped(name)}">${escaped(title)}</a></th>${cell('holds')}${cell('off')}${cell('not-run')}</tr>`;
  });
  return table('Claims of each experiment', ['experiment', '✓ hold', '✗ off', '– not run'], rows);
}

function table(caption: string, columns: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(caption)}"><table>
<caption>${escaped(caption)}</caption>
<thead><tr>${columns.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`;
}

function section(
  { name, title, section: where, look, runs }: Preset,
  report: Report,
  rows: readonly ReportRow[],
  figures: ReadonlyMap<string, readonly FigureRow[]>,
): string {
  return `<section id="${escaped(name)}" aria-labelledby="${escaped(name)}-title">
<h2 id="${escaped(name)}-title">${escaped(title)}</h2>
<p class="soft">${escaped(where)}</p>
<p><strong>What one should see.</strong> ${escaped(look)}</p>
${runs.map((run) => runPart(`${name}/${run.name}`, run, report, rows, figures)).join('\n')}
</section>`;
}

function runPart(
  address: string,
  { title }: Run,
  report: Report,
  rows: readonly ReportRow[],
  figures: ReadonlyMap<string, readonly FigureRow[]>,
): string {
  const own = rows.filter((row) => row.experiment === address);
  const told = report.runs.find((run) => run.address === address)!;
  const how =
    told.seconds === null
      ? `<p class="not-run">– Not run: ${escaped(told.reason)}.</p>`
      : `<p class="soft">${escaped(`${scaleInWords(findRun(address)!, report.size)} ${duration(told.seconds)}, program ${told.program}.`)}</p>${told.reason && `<p class="off">✗ ${escaped(told.reason)}</p>`}`;
  return `<h3>${escaped(title)}</h3>
${how}
${own.length > 0 ? claims(own) : '<p class="soft">No claims: there is nothing to see but the figure.</p>'}
${(figures.get(address) ?? []).map(figure).join('\n')}`;
}

function claims(rows: readonly ReportRow[]): string {
  const cell = (value: number | string) =>
    `<td class="number">${escaped(shown(value)) || '–'}</td>`;
  return table(
    `Known answers: ${tally(rows)}`,
    ['what', 'known', 'here', 'tolerance', 'verdict'],
    rows.map(
      ({ quantity, expected, got, tolerance, verdict }) =>
        `<tr><th scope="row">${escaped(quantity)}</th>${cell(expected)}${cell(got)}${cell(tolerance)}<td class="verdict ${verdict}">${VERDICTS[verdict]}</td></tr>`,
    ),
  );
}

/** Four digits, which is more than most are known to. */
function shown(value: number | string): string {
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

function figure({ heading, caption, pictures }: FigureRow): string {
  const plates = pictures.map(
    ({ webp, width, height, alt, below }) =>
      `<div class="plate"><img src="data:image/webp;base64,${webp.toString('base64')}" alt="${escaped(alt)}" width="${Math.round(width)}" height="${Math.round(height)}">${below ? `<span>${escaped(below)}</span>` : ''}</div>`,
  );
  return `<h4>${escaped(heading)}</h4>
<figure><div class="row">${plates.join('')}</div>${caption ? `<figcaption>${escaped(caption)}</figcaption>` : ''}</figure>`;
}
