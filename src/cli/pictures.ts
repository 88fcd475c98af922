// `npm run pictures`: draws the picture of each experiment for the list of experiments, light and dark, from the results
// that `npm run reproduce` has kept. Exit code 1 where an experiment has none.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { presets, type Preset } from '../train/index';
import { ensureChromium } from './chromium';
import { openFigureStage, type FigurePicture, type FigureStage } from './draw-figures';
import { drawable } from './reproduce-figures';
import { readKept } from './reproduce-store';
import { writeWhole } from './write-whole';

const FOLDER = fileURLToPath(new URL('../ui/pictures', import.meta.url));
const THEMES = ['light', 'dark'] as const;
/** Bytes of a picture at most: the list loads all of them. */
const MOST = 25_000;

/** The picture that the experiment names, or the first figure of its first run that can be drawn; null where there is none. */
async function pictureOf(
  stage: FigureStage,
  { name, runs, picture: wanted }: Preset,
  from: string,
  theme: (typeof THEMES)[number],
): Promise<FigurePicture | null> {
  const first = runs.filter((run) => run.name === wanted?.run);
  for (const run of [...first, ...runs]) {
    const address = `${name}/${run.name}`;
    const kept = readKept(from, address);
    if (!kept) continue;
    await stage.show(kept.experiment, kept.kept);
    const figures = drawable(address);
    const chosen = figures.filter((figure) => figure === wanted?.figure);
    for (const figure of [...chosen, ...figures]) {
      // Of figures about one instance, that of the sparsest shows most.
      const sparsest = stage.inside.has(figure) ? kept.experiment.instances - 1 : 0;
      const selected = run.selected ?? sparsest;
      const wish = { figure, selected, theme, width: 0, picture: true };
      const picture = await stage.draw(wish, 1, MOST);
      if (picture) return picture;
    }
  }
  return null;
}

async function drawAll(from: string): Promise<void> {
  ensureChromium(console.error);
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openFigureStage();
  try {
    for (const preset of presets.values()) {
      for (const theme of THEMES) {
        const picture = await pictureOf(stage, preset, from, theme);
        if (!picture) {
          console.error(`${preset.name}: no run in ${from} that could be drawn`);
          process.exitCode = 1;
          break;
        }
        const file = `${preset.name}-${theme}.webp`;
        await writeWhole(join(FOLDER, file), picture.webp);
        console.log(`${file}: ${picture.figure}, ${picture.webp.length} bytes`);
      }
    }
  } finally {
    await stage.close();
  }
}

try {
  const { values } = parseArgs({
    options: { from: { type: 'string', default: 'reproduce/runs' } },
  });
  await drawAll(values.from);
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  const wrong = code?.startsWith('ERR_PARSE_ARGS') ?? false;
  console.error(
    wrong
      ? `${message.split('.')[0]}. Usage: npm run pictures -- [--from FOLDER with kept runs]`
      : message.split('\n')[0],
  );
  process.exitCode = wrong ? 2 : 1;
}
