import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses, so that the built page works under any path of a static host.
  base: './',
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 600,
  },
  worker: { format: 'es' },
  preview: { port: 4173 },
});
