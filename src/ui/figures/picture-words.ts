import type { LiveRun } from '../live-run';
import { count } from '../format';
import { paletteOf } from '../colour';
import type { AntipodeLegend } from '../antipode-legend';
import type { Picture } from './picture';

/** What a figure says around its drawing on the page, for a file of it. */
export function wordsAround(
  host: Element & { renderRoot: HTMLElement | DocumentFragment },
  live: LiveRun | undefined,
  label: string,
): Pick<Picture, 'title' | 'palette' | 'legends' | 'keys' | 'caption'> {
  const palette = paletteOf(host);
  const legends = [...host.renderRoot.querySelectorAll<AntipodeLegend>('antipode-legend')];
  const caption = host.renderRoot.querySelector('figcaption');
  const step = live?.snapshot ? `, step ${count(live.snapshot.step)}` : '';
  return {
    title: `${live?.called ? `${live.called.title}: ` : ''}${label}${step}`,
    palette,
    legends: legends.map(({ label: name, from, to, map }) => ({
      ...{ label: name, from, to, ramp: palette[map] },
    })),
    keys: [],
    caption: caption ? seenText(caption).trim().replace(/\s+/g, ' ') : '',
  };
}

/** The text of an element as it is seen: shadow roots included, but no legends, controls or what is hidden. */
function seenText(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  if (node instanceof Element) {
    if (node.matches('style, [hidden], .hidden, antipode-legend, input, select')) return '';
    if (node instanceof HTMLSlotElement) return node.assignedNodes().map(seenText).join('');
  }
  const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
  return [...inside.childNodes].map(seenText).join('');
}
