import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses, so that the built page works under any path of a static host.
  base: './',
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 600,
    // An object, which the input of a single entry (src/cli/headless-page.ts) replaces and does not join.
    rollupOptions: {
      input: { index: 'index.html', bench: 'bench/index.html', peers: 'bench/peers.html' },
    },
  },
  worker: { format: 'es' },
  preview: { port: 4173 },
});
