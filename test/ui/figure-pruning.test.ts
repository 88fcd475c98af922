// What of a figure goes into a file: its canvases and legends, and the sentences of its caption that hold of a picture.
import { describe, expect, it } from 'vitest';
import '../../src/ui/antipode-geometries';
import '../../src/ui/antipode-gram';
import '../../src/ui/figures/antipode-space';
import type { AntipodeGeometry } from '../../src/ui/antipode-geometry';
import {
  canvasesIn,
  captionOf,
  leaveCanvases,
  settled,
  stillCaption,
} from '../../src/ui/figure-pruning';
import { experimentOf, find, liveOf, show } from './page';

const experiment = experimentOf({ instances: 3 });
const w = Float32Array.from({ length: 3 * 5 * 2 }, (_, k) => Math.cos(k));

/** Elements within an element and its shadow roots that take room, other than those in `whole`. */
function shown(element: Element, whole: readonly string[]): string[] {
  if (whole.includes(element.tagName)) return [element.tagName];
  const children = [...(element.shadowRoot ?? element).children];
  const inner = children.flatMap((child) => shown(child, whole));
  const { display } = getComputedStyle(element);
  if (display === 'none' || element.tagName === 'STYLE') return [];
  return children.length > 0 ? inner : [element.tagName];
}

describe('a figure for a file', () => {
  it('keeps plots with their words, and legends; nothing is selected, and nothing can be pressed', async () => {
    const figure = document.createElement('antipode-geometries');
    await show(Object.assign(figure, { experiment, live: liveOf(experiment, { w }) }));
    expect(await settled(figure)).toBe(true);
    expect(canvasesIn(figure)).toHaveLength(3);
    expect(leaveCanvases(figure, false)).toBe(true);
    const plots = ['ANTIPODE-GEOMETRY', 'ANTIPODE-GEOMETRY', 'ANTIPODE-GEOMETRY'];
    expect(shown(figure, ['ANTIPODE-GEOMETRY', 'ANTIPODE-LEGEND'])).toEqual([
      ...plots,
      'ANTIPODE-LEGEND',
    ]);
    const plot = find<AntipodeGeometry>(figure, 'antipode-geometry');
    await plot.updateComplete;
    expect(plot.shadowRoot!.querySelector('button')).toBeNull();
    expect(plot.shadowRoot!.textContent).toContain('1 − S = 1.0');
  });

  it('as a picture is canvases alone', async () => {
    const figure = document.createElement('antipode-gram');
    await show(Object.assign(figure, { experiment, live: liveOf(experiment, { w }) }));
    expect(await settled(figure)).toBe(true);
    leaveCanvases(figure, true);
    expect(shown(figure, [])).toEqual(['CANVAS']);
  });

  it('is none where it draws nothing: two hidden dimensions are no space', async () => {
    const figure = document.createElement('antipode-space');
    await show(Object.assign(figure, { experiment, live: liveOf(experiment, { w }) }));
    expect(await settled(figure)).toBe(false);
  });

  it('has a caption without its number, and without what a picture cannot do', async () => {
    const figure = document.createElement('antipode-geometries');
    await show(Object.assign(figure, { experiment, live: liveOf(experiment, { w }) }));
    const caption = captionOf(figure);
    expect(caption).toMatch(/^Each arrow is a column Wi of W/);
    expect(caption).not.toContain('Press');
    expect(stillCaption('Figure 12. One\n thing.  Drag to turn it. ‖W‖ is its length.')).toBe(
      'One thing. ‖W‖ is its length.',
    );
  });
});
