import { findRun, probabilities, type Experiment, type FigureName } from '../train/index';
import type { FigurePicture, FigureStage } from './draw-figures';
import type { KeptRun } from './reproduce-store';

/** Figures that need the past of a run, or are no pictures. */
const WITHOUT: ReadonlySet<FigureName> = new Set(['loss', 'energy', 'features']);

/** CSS pixels of a figure that stands alone, and of one of three in a row. */
const WIDE = 720;
const NARROW = 360;
/** Pixels of a picture for each CSS pixel. */
const SHARP = 1.5;

/** Pictures of one figure: of all instances, or of some, from the first to the last. */
export interface FigureRow {
  heading: string;
  caption: string;
  pictures: { webp: Buffer; width: number; height: number; alt: string; below: string }[];
}

/** Figures of a preset that can be drawn from what is kept of a run. */
export function drawable(address: string): FigureName[] {
  return findRun(address)!.preset.figures.filter((name) => !WITHOUT.has(name));
}

/** The figures of a run, as its report shows them. */
export async function figuresOf(stage: FigureStage, run: KeptRun): Promise<FigureRow[]> {
  const { experiment, kept, address } = run;
  await stage.show(experiment, kept);
  const rows: FigureRow[] = [];
  for (const figure of drawable(address)) {
    const some = stage.inside.has(figure) ? sample(experiment.instances) : [0];
    const drawn: { picture: FigurePicture; instance: number }[] = [];
    for (const instance of some) {
      const width = some.length > 1 ? NARROW : WIDE;
      const wish = { figure, selected: instance, theme: 'light', width, picture: false } as const;
      const picture = await stage.draw(wish, SHARP);
      if (!picture) break;
      drawn.push({ picture, instance });
    }
    if (drawn.length === 0) continue;
    const { heading, caption } = drawn[0].picture;
    rows.push({
      heading,
      // With three instances side by side, the words of one of them hold of all.
      caption:
        some.length > 1
          ? caption.replace(/^Instance \d+: (.)/, (_, c: string) => c.toUpperCase())
          : caption,
      pictures: drawn.map(({ picture: { webp, width, height, label }, instance }) => {
        const below = stage.inside.has(figure) ? instanceInWords(experiment, instance) : '';
        return { webp, width, height, alt: below ? `${label}; ${below}` : label, below };
      }),
    });
  }
  return rows;
}

/** The first, the middle and the last instance. */
export function sample(instances: number): number[] {
  return [...new Set([0, Math.floor((instances - 1) / 2), instances - 1])];
}

function instanceInWords(experiment: Experiment, instance: number): string {
  const density = Number(probabilities(experiment)[instance].toPrecision(3));
  return `instance ${instance}, 1 − S = ${density}`;
}
