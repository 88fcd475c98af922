import type { ProgramWish } from '../train/index';

const KEY = 'antipode.program';

/** Which program this browser was told to train with; automatic where it was told nothing. */
export function programWish(): ProgramWish {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'stepwise' || kept === 'fused' ? kept : 'auto';
  } catch {
    return 'auto'; // storage may be forbidden
  }
}

export function rememberProgram(wish: ProgramWish): void {
  try {
    if (wish === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, wish);
  } catch {
    // Forbidden storage forgets the wish with the page; the controller remembers it until then.
  }
}
