// The page that draws figures for files: it is given what is left of a run, shows one figure at a time as the real page
// does, and says where it stands, so that its caller can take a picture of it.
import { html, render } from 'lit';
import {
  keptDictionaries,
  lastMoment,
  type Experiment,
  type FigureName,
  type Kept,
} from '../train/index';
import { FIGURES, HEADINGS, INSIDE } from './figures/index';
import { captionOf, leaveCanvases, settled } from './figure-pruning';
import { LiveRun } from './live-run';
import type { RunController } from './run-controller';
import './tokens.css';

/** A figure that is drawn and waits for its picture, in CSS pixels of the page. */
export interface DrawnFigure {
  x: number;
  y: number;
  width: number;
  height: number;
  heading: string;
  /** What it shows, as a phrase. */
  label: string;
  /** Its caption, as far as a picture can keep it. */
  caption: string;
}

export interface FigureWish {
  figure: FigureName;
  /** The instance that figures about one show. */
  selected: number;
  theme: 'light' | 'dark';
  /** CSS pixels. */
  width: number;
  /** Without words and legends, fitted into 640 × 360. */
  picture: boolean;
}

declare global {
  interface Window {
    /** What the figures that follow are about. */
    showRun(experiment: Experiment, kept: Kept): void;
    /** Figures about one instance. */
    insideFigures: FigureName[];
    /** Null where the run has nothing that this figure could draw. */
    drawFigure(wish: FigureWish): Promise<DrawnFigure | null>;
  }
}

const PICTURE = { width: 640, height: 360 };
/** CSS pixels that a picture is tried at: a wide figure is drawn wide and made smaller. */
const WIDTHS = [360, 480, 640, 780];

const frame = document.getElementById('frame')!;
const stage = document.getElementById('stage')!;
const live = new LiveRun();

window.insideFigures = [...INSIDE];

window.showRun = (given, kept) => {
  const experiment = { ...given, replicas: 1 };
  const moment = lastMoment(kept, experiment);
  live.begin(experiment);
  live.receive({
    ...moment,
    lossSteps: new Uint32Array([1]),
    stepsPerSecond: 0,
  });
  live.dictionaries = kept.dictionaries ? keptDictionaries(kept.dictionaries) : null;
};

window.drawFigure = async ({ figure, selected, theme, width, picture }) => {
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new Event('antipode-theme'));
  frame.className = picture ? 'picture' : '';
  frame.style.setProperty('width', `${picture ? PICTURE.width : width}px`);
  stage.style.setProperty('transform', 'none');
  setWidth(picture ? PICTURE.width : width);
  // All that views ask of the controller is the run that they show.
  const run = { live, experiment: live.experiment } as RunController;
  render(html``, stage);
  render(FIGURES[figure](run, selected), stage);
  const element = stage.firstElementChild;
  if (!element || !(await settled(stage))) return null;
  const label = element.shadowRoot?.querySelector('figure')?.getAttribute('aria-label') ?? figure;
  const caption = captionOf(element);
  leaveCanvases(element, picture);
  if (picture) await fit(element);
  else await settled(stage);
  const { x, y, width: w, height: h } = (picture ? frame : stage).getBoundingClientRect();
  const place = { x: x + scrollX, y: y + scrollY, width: w, height: h };
  return { ...place, heading: HEADINGS[figure], label, caption };
};

function setWidth(width: number): void {
  stage.style.setProperty('width', `${width - 16}px`);
}

/** The width at which the figure fills most of the picture, and there the largest scale. */
async function fit(element: Element): Promise<void> {
  let best = { area: 0, scale: 0, width: 0 };
  for (const width of WIDTHS) {
    setWidth(width);
    await settled(element);
    const height = stage.scrollHeight;
    const scale = Math.min(1, PICTURE.width / width, PICTURE.height / height);
    const area = width * height * scale ** 2;
    const better = area > 1.02 * best.area || (area > 0.98 * best.area && scale > best.scale);
    if (better) best = { area, scale, width };
  }
  setWidth(best.width);
  await settled(element);
  const left = (PICTURE.width - best.width * best.scale) / 2;
  const top = (PICTURE.height - stage.scrollHeight * best.scale) / 2;
  stage.style.setProperty('transform', `translate(${left}px, ${top}px) scale(${best.scale})`);
}

// Canvases are drawn when the page is in sight and again when fonts are there.
await document.fonts.ready;
