// Computes the optimal model of each cell of a phase diagram, and tells of them as they come.
import { cellSettings, optimalFate } from './phase-map';
import type { PhaseCommand, PhaseEvent } from './phase-protocol';

/** Milliseconds between two messages. */
const INTERVAL = 100;

addEventListener('message', ({ data }: MessageEvent<PhaseCommand>) => {
  const { experiment } = data;
  const settings = cellSettings(experiment);
  const feature = experiment.grid?.feature ?? 0;
  let part: PhaseEvent = { from: 0, fates: [], losses: [] };
  let told = performance.now();
  settings.forEach((setting, cell) => {
    const { fate, loss } = optimalFate(setting, feature);
    part.fates.push(fate);
    part.losses.push(loss);
    if (performance.now() - told < INTERVAL && cell < settings.length - 1) return;
    postMessage(part);
    part = { from: cell + 1, fates: [], losses: [] };
    told = performance.now();
  });
});
