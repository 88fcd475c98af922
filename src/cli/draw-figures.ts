import type { Experiment, FigureName, Kept } from '../train/index';
import { openHeadless, serveEntry } from './headless-page';

/** A figure as a picture. */
export interface FigurePicture {
  figure: FigureName;
  heading: string;
  label: string;
  caption: string;
  webp: Buffer;
  /** CSS pixels. */
  width: number;
  height: number;
}

/** What the page of figures is asked for. */
interface Wish {
  figure: FigureName;
  selected: number;
  theme: 'light' | 'dark';
  width: number;
  picture: boolean;
}

/** A headless page that draws the figures of runs as the real page does, without a GPU. */
export interface FigureStage {
  /** Figures about one instance. */
  inside: ReadonlySet<FigureName>;
  show(experiment: Experiment, kept: Kept): Promise<void>;
  /**
   * @param pixels of the picture for each CSS pixel
   * @param most bytes: it gets coarser until it fits
   * @returns null where there is nothing to draw
   */
  draw(wish: Wish, pixels: number, most?: number): Promise<FigurePicture | null>;
  close(): Promise<void>;
}

/** Pixels of the screen for each CSS pixel: pictures are made from twice as many. */
const RATIO = 2;
const QUALITIES = [80, 65, 50, 35];
/** Wide enough for any figure; so high that no plot is out of sight, where it would not be drawn. */
const VIEWPORT = { width: 800, height: 2400 };

export async function openFigureStage(): Promise<FigureStage> {
  const server = await serveEntry('src/ui/report-figures.html');
  const headless = await openHeadless(server.url, 'none');
  const session = await headless.page.context().newCDPSession(headless.page);
  await session.send('Emulation.setDeviceMetricsOverride', {
    ...VIEWPORT,
    deviceScaleFactor: RATIO,
    mobile: false,
  });
  await headless.page.waitForFunction(() => 'drawFigure' in window);
  return {
    inside: new Set(await headless.page.evaluate(() => window.insideFigures)),
    async show(experiment, kept) {
      await headless.page.evaluate(([e, k]) => window.showRun(e, k), [experiment, kept] as const);
    },
    async draw(wish, pixels, most = Infinity) {
      const drawn = await headless.page.evaluate((w) => window.drawFigure(w), wish);
      if (!drawn) return null;
      const { x, y, width, height, ...words } = drawn;
      const clip = { x, y, width, height, scale: pixels / RATIO };
      for (const quality of QUALITIES) {
        const { data } = await session.send('Page.captureScreenshot', {
          ...{ format: 'webp', quality, clip, captureBeyondViewport: true },
        });
        const webp = Buffer.from(data, 'base64');
        if (webp.length <= most) return { ...words, figure: wish.figure, webp, width, height };
      }
      throw new Error(`The picture of ${wish.figure} does not fit into ${most} bytes.`);
    },
    async close() {
      await headless.close();
      await server.close();
    },
  };
}
