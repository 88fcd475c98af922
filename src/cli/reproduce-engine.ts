import type { Progress } from '../train/index';
import { findChromium } from './chromium';
import { ensureChromium } from './ensure-chromium';
import { openHeadless, serveEntry } from './headless-page';
import type { Reproduced } from './reproduce-core';
import type { ReproduceOptions } from './reproduce-options';
import { hasVulkan } from './vulkan';
import { buildForWgpu } from './wgpu';

/** Something that trains runs: a browser or Deno, with the adapter that it has. */
export interface TrainingEngine {
  name: 'wgpu' | 'chromium-hardware' | 'chromium-software';
  /** Why this one, in a sentence. */
  why: string;
  /**
   * Trains one run in a process of its own, so that a device that is lost takes nothing else with it.
   *
   * @param signal ends it
   */
  train(
    address: string,
    size: ReproduceOptions['size'],
    report: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Reproduced>;
  close(): void | Promise<void>;
}

/** Takes the engine that was asked for, else the fastest there is. */
export async function openEngine(
  { engine, adapter }: Pick<ReproduceOptions, 'engine' | 'adapter'>,
  say: (line: string) => void,
): Promise<TrainingEngine> {
  if (engine === 'wgpu') return openWgpu('it was asked for');
  // Without being asked for, a browser is not worth a download where wgpu does.
  if (engine === null && !findChromium() && hasVulkan()) return openWgpu('there is no Chromium');
  await ensureChromium(say);
  if (adapter === 'software') return openChromium('software', 'it was asked for');
  const hardware = await openChromium('hardware', 'Chromium has a graphics card');
  if (await hardware.hasHardware()) return hardware;
  await hardware.close();
  if (adapter === 'hardware') {
    throw new Error('This Chromium has no graphics card to train on; try --adapter software.');
  }
  if (engine === 'chromium') {
    return openChromium('software', 'Chromium was asked for, and has no graphics card');
  }
  return hasVulkan()
    ? openWgpu('Chromium has no graphics card, and on a software adapter wgpu is faster')
    : openChromium('software', 'there is no graphics card, and no Vulkan driver for wgpu');
}

/** What the module that Deno runs says in a line. */
interface Line {
  progress?: Progress;
  result?: Reproduced;
  failed?: string;
}

async function openWgpu(why: string): Promise<TrainingEngine> {
  const module = await buildForWgpu('src/cli/reproduce-wgpu.ts');
  return {
    name: 'wgpu',
    why,
    async train(address, size, report, signal) {
      let rest = '';
      let last: Line = {};
      const hear = (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (!line.startsWith('{')) continue;
          last = JSON.parse(line) as Line;
          if (last.progress) report(last.progress);
        }
      };
      const { code } = await module.run([size, address], hear, signal);
      if (last.result) return last.result;
      throw new Error(last.failed ?? `wgpu ended with exit code ${code}.`);
    },
    close: () => module.close(),
  };
}

async function openChromium(adapter: 'hardware' | 'software', why: string) {
  const server = await serveEntry('src/cli/headless.html');
  const mode = adapter === 'hardware' ? 'hardware' : 'swiftshader';
  const engine: TrainingEngine & { hasHardware(): Promise<boolean> } = {
    name: `chromium-${adapter}`,
    why,
    async train(address, size, report, signal) {
      const { page, close } = await openHeadless(server.url, mode);
      const end = () => void close();
      signal.addEventListener('abort', end);
      try {
        signal.throwIfAborted();
        const gone = new Promise<never>((_, reject) =>
          page.on('crash', () => reject(new Error('The page crashed.'))),
        );
        await page.exposeFunction('report', report);
        const trained = page.evaluate(([a, s]) => window.reproduce(a, s), [address, size] as const);
        return await Promise.race([trained, gone]);
      } finally {
        signal.removeEventListener('abort', end);
        await close();
      }
    },
    async hasHardware() {
      const { page, close } = await openHeadless(server.url, mode);
      try {
        const adapter = await page.evaluate(() => window.adapter());
        return adapter !== null && !adapter.fallback;
      } finally {
        await close();
      }
    },
    close: () => server.close(),
  };
  return engine;
}
