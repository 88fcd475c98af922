import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, requireChromium } from './src/cli/chromium.ts';

export default defineConfig({
  test: {
    // What runs beside one another is of one group; its files are two at a time, or one where a browser takes turns.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          // Its "main" is CommonJS under a "type": "module"; inlined, its "module" entry is taken.
          server: { deps: { inline: ['wgsl_reflect'] } },
          testTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Known beforehand, so that no test is reloaded when a dependency is first met.
        optimizeDeps: {
          include: [
            '@codemirror/language',
            '@codemirror/lint',
            '@codemirror/state',
            '@codemirror/view',
            '@lezer/highlight',
            'axe-core',
            'codemirror',
            'diff',
            'fast-check',
            'jsep',
            'lit',
            'lit/decorators.js',
            'lit/directives/if-defined.js',
            'lit/directives/keyed.js',
            'simple-statistics',
            'uplot',
            'valibot',
            'wgsl_reflect',
          ],
        },
        test: {
          name: 'browser',
          include: ['test/gpu/**/*.test.ts', 'test/ui/**/*.test.ts'],
          testTimeout: 120_000,
          // Two cores: the software adapter uses them all, so files take turns.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: requireChromium(),
                args: chromiumFlags('swiftshader'),
              },
              // The page trains when it is asked to: what begins by itself has a test of its own.
              contextOptions: { reducedMotion: 'reduce' },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'wgpu',
          include: ['test/wgpu/**/*.test.ts'],
          hookTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
