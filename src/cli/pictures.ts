// `npm run pictures`: draws the picture of each experiment for the list of experiments, light and dark, from the results
// that `npm run reproduce` has kept. Exit code 1 where an experiment has none.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { presets, type Preset } from '../train/index';
import { ensureChromium } from './ensure-chromium';
import { command, readOptions } from './command';
import { openFigureStage, type FigurePicture, type FigureStage } from './draw-figures';
import { ROOT, shownPath, typedPath } from './paths';
import { drawable } from './reproduce-figures';
import { newestKept } from './reproduce-store';
import { writeWhole } from './write-whole';

const FOLDER = join(ROOT, 'src/ui/pictures');
const KEPT = 'reproduce/runs';

const USAGE = `npm run pictures -- [--from FOLDER]

  --from     a folder of kept runs, the folder "runs" beside a report; of each run its newest result is drawn
             (default ${KEPT} of the project)`;

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
    const kept = newestKept(from, address);
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

/** @returns the exit code */
async function drawAll(from: string): Promise<number> {
  let code = 0;
  mkdirSync(FOLDER, { recursive: true });
  accessSync(FOLDER, constants.W_OK);
  await ensureChromium(console.error);
  const stage = await openFigureStage();
  try {
    for (const preset of presets.values()) {
      for (const theme of THEMES) {
        const picture = await pictureOf(stage, preset, from, theme);
        if (!picture) {
          console.error(`${preset.name}: no run in ${shownPath(from)} that could be drawn`);
          code = 1;
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
  return code;
}

await command(USAGE, async (args) => {
  const { from } = readOptions(args, { from: { type: 'string' } }, USAGE);
  return drawAll(from === undefined ? join(ROOT, KEPT) : typedPath(from));
});
