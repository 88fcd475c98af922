import { OPENING, type Experiment } from '../train/index';
import { editedMarker } from './edited-marker';
import type { Route } from './routes';

/**
 * Whether training begins without being asked: only the start page's own experiment, only where motion is welcome, and
 * not after an edited kernel took the page down.
 */
export async function startsByItself({ view }: Route, experiment: Experiment): Promise<boolean> {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  return (
    view === 'experiment' && experiment === OPENING && !calm && (await editedMarker.left()) === null
  );
}
