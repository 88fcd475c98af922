const KEY = 'antipode.keys';

/** Whether single keys control training: yes, unless this browser was told otherwise. */
export function keysWanted(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true; // storage may be forbidden
  }
}

export function rememberKeys(wanted: boolean): void {
  try {
    if (wanted) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  } catch {
    // Forbidden storage forgets the wish with the page; nothing else depends on it.
  }
}
