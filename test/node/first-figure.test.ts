// An experiment opens on its first run, and what stands on top of the page has something to draw there.
import { expect, it } from 'vitest';
import { oneActive, presets, type FigureName, type Run } from '../../src/train/index';

/** What a figure cannot be drawn without; figures that are not named draw every run. */
const NEEDS: Partial<Record<FigureName, (run: Run) => boolean>> = {
  adversarial: ({ experiment }) => experiment.model === 'relu-output',
  dictionary: ({ dictionary }) => dictionary !== undefined,
  'double-descent': ({ experiment }) => experiment.dataset !== null && experiment.hidden === 2,
  'k-gons': ({ experiment }) => oneActive(experiment) && experiment.hidden === 2,
  phase: ({ experiment }) => experiment.grid !== null,
  probes: ({ experiment }) => experiment.features === 2 && experiment.hidden === 1,
  readings: ({ experiment }) => experiment.hidden === 2,
  space: ({ experiment }) => experiment.hidden === 3,
};

it.each([...presets.values()])('$name opens on a run with a figure', ({ runs, figures }) => {
  const draws = NEEDS[figures[0]] ?? (() => true);
  expect(draws(runs[0]), `${figures[0]} of ${runs[0].name}`).toBe(true);
});
