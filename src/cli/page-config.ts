import type { UserConfig } from 'vite';

/** What the page is built with everywhere. */
export const pageConfig: UserConfig = {
  // Relative addresses, so that the built page works under any path of a static host.
  base: './',
  build: { target: 'es2022', chunkSizeWarningLimit: 600 },
  worker: { format: 'es' },
};
