import { constants } from 'node:os';

/** What a terminal, a closing window and a system that shuts down say. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const rest = new Set<() => void>();
let hooked = false;

/**
 * Has something done when this process ends, however it ends: a temporary folder removed, a child process killed.
 * A browser that Playwright started needs none of it: Playwright ends it.
 *
 * @param clean awaits nothing: the process is ending
 * @returns does it now, and only once
 */
export function atEnd(clean: () => void): () => void {
  if (!hooked) process.on('exit', () => [...rest].forEach((each) => each()));
  hooked = true;
  const once = () => {
    if (rest.delete(once)) clean();
  };
  rest.add(once);
  return once;
}

/**
 * Ends this process in good order on Ctrl-C, SIGTERM and SIGHUP, with the exit code that shells give: 130, 143, 129.
 *
 * @param first what to do instead the first time; the second time the process ends in any case
 */
export function endOnSignals(first?: (code: number) => void): void {
  let times = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const code = 128 + constants.signals[signal];
      times += 1;
      if (first && times === 1) first(code);
      else process.exit(code);
    });
  }
  // Whoever listened may be gone, such as the terminal that was closed: that is no reason to leave anything behind.
  for (const out of [process.stdout, process.stderr]) {
    out.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}
