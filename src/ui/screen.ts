// What a canvas must be drawn anew for, although its numbers are the same: another theme, another number of pixels.

/** Pixels of the screen a CSS pixel; more than 3 nobody sees. */
export function pixelRatio(): number {
  return Math.min(3, devicePixelRatio || 1);
}

/**
 * Calls back when a window comes to a screen of another resolution, or the page is zoomed.
 *
 * @returns the way to stop
 */
export function watchPixelRatio(changed: () => void): () => void {
  let query: MediaQueryList | undefined;
  const listen = () => {
    // Such a query tells that it no longer holds, not what holds instead: each ratio needs one of its own.
    query?.removeEventListener('change', again);
    // A zoom of 110 % is no exact number in either of the two.
    const [least, most] = [devicePixelRatio - 0.001, devicePixelRatio + 0.001];
    query = matchMedia(`(min-resolution: ${least}dppx) and (max-resolution: ${most}dppx)`);
    query.addEventListener('change', again);
  };
  const again = () => {
    listen();
    changed();
  };
  listen();
  return () => query?.removeEventListener('change', again);
}

/**
 * Calls back when the theme changes, by the page's own switch or by the system's wish, and when the pixel ratio does.
 *
 * @returns the way to stop
 */
export function watchScreen(changed: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', changed);
  document.addEventListener('antipode-theme', changed);
  const stop = watchPixelRatio(changed);
  return () => {
    scheme.removeEventListener('change', changed);
    document.removeEventListener('antipode-theme', changed);
    stop();
  };
}
