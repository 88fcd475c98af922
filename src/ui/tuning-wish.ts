const KEY = 'antipode.tuning';

/** Whether kernels are to be chosen by measuring: yes, unless this browser was told otherwise. */
export function tuningWanted(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true; // storage may be forbidden
  }
}

export function rememberTuning(wanted: boolean): void {
  try {
    if (wanted) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  } catch {
    // Forbidden storage forgets the wish with the page; nothing else depends on it.
  }
}
