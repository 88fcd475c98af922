import { AntipodeGeometry } from './antipode-geometry';

// What of a figure can stand in a file: its canvases, its legends, and such sentences of its caption as ask for no hand.

/** Elements that are left as they are, with all their words. */
const WHOLE = new Set(['CANVAS', 'ANTIPODE-GEOMETRY', 'ANTIPODE-LEGEND']);

/** Columns of plots that fill a picture of 16 : 9 best. */
const PICTURE_COLUMNS = (plots: number) => Math.ceil(Math.sqrt((plots * 16) / 9));

/** Milliseconds between two looks at what is drawn. */
const LOOK = 60;
/** Looks in a row at which nothing may have changed. */
const STILL = 3;
/** Looks after which a figure that has drawn nothing has nothing to draw. */
const PATIENCE = 25;

const childrenOf = (element: Element) => [...(element.shadowRoot ?? element).children];

/** All canvases within an element and its shadow roots, but for those of legends. */
export function canvasesIn(element: Element): HTMLCanvasElement[] {
  if (element instanceof HTMLCanvasElement) return [element];
  if (element.tagName === 'ANTIPODE-LEGEND') return [];
  return childrenOf(element).flatMap(canvasesIn);
}

/** Waits until nothing changes on the canvases any more. Resolves with whether there is anything on them. */
export async function settled(element: Element): Promise<boolean> {
  let before = '';
  let still = 0;
  for (let look = 0; look < PATIENCE || still > 0; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    await new Promise(requestAnimationFrame);
    const drawn = canvasesIn(element).filter(isDrawn);
    const now = drawn.map((canvas) => canvas.toDataURL()).join();
    still = drawn.length > 0 && now === before ? still + 1 : 0;
    before = now;
    if (still >= STILL) return true;
  }
  return false;
}

function isDrawn(canvas: HTMLCanvasElement): boolean {
  if (canvas.width === 0 || canvas.height === 0) return false;
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  return data?.some((value, k) => k % 4 === 3 && value > 0) ?? false;
}

/**
 * Hides what is neither a canvas nor a legend; plots are no buttons any more.
 *
 * @param bare without legends and words, plots in as many columns as suit a wide picture
 * @returns whether anything is left of the element
 */
export function leaveCanvases(element: Element, bare: boolean): boolean {
  if (bare && element.classList.contains('grid')) {
    const columns = PICTURE_COLUMNS(element.children.length);
    (element as HTMLElement).style.setProperty('grid-template-columns', `repeat(${columns}, 1fr)`);
  }
  if (element instanceof AntipodeGeometry) {
    element.selected = false;
    element.alone = !bare; // with its number, and nothing to be pressed
  }
  if (bare ? element instanceof HTMLCanvasElement : WHOLE.has(element.tagName)) return true;
  if (bare && element.tagName === 'ANTIPODE-LEGEND') return false;
  const left = childrenOf(element).map((child) => {
    if (child.tagName === 'STYLE') return false;
    const some = leaveCanvases(child, bare);
    if (!some) (child as HTMLElement).style.setProperty('display', 'none');
    return some;
  });
  return left.some(Boolean);
}

/** Sentences that begin so ask the reader to do something. */
const ASKS = /^(Press|Drag|Point|Choose|Select|Close|Move|Turn|Use|Use the)\b/;

/** The caption of a figure without its number and without what only a live figure can do. */
export function captionOf(element: Element): string {
  const text = element.shadowRoot?.querySelector('figcaption')?.textContent ?? '';
  return stillCaption(text);
}

/** The sentences of a caption that hold of a picture, too. */
export function stillCaption(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^Figure \d+\. /, '')
    .split(/(?<=[.!?]) (?=[\p{Lu}‖])/u)
    .filter((sentence) => !ASKS.test(sentence))
    .join(' ');
}
