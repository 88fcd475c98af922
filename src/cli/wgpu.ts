import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlineConfig } from 'vite';
import { built } from './built';
import { ROOT } from './paths';
import { atEnd } from './signals';

/** A module that is built and can be run, as often as wanted. */
export interface WgpuModule {
  /**
   * @param args as the module finds them in `Deno.args`
   * @param onOutput hears of standard output as it comes
   * @param signal ends it
   * @returns what the module wrote to standard output, and its exit code
   */
  run(
    args?: readonly string[],
    onOutput?: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<{ output: string; code: number }>;
  close(): void;
}

/**
 * Builds one of the project's modules for Deno, whose WebGPU is wgpu: Firefox's engine, a second compiler and a second
 * driver for the same shaders. Without a graphics card it needs a software Vulkan driver
 * (Debian: "apt-get install mesa-vulkan-drivers").
 *
 * @param entry from the project's root
 */
export async function buildForWgpu(entry: string): Promise<WgpuModule> {
  const config: InlineConfig = {
    build: {
      target: 'es2022',
      minify: false,
      lib: { entry: join(ROOT, entry), formats: ['es'], fileName: 'module' },
    },
  };
  const { folder, release } = await built(`wgpu ${entry}`, config, [dirname(entry)]);
  const module = pathToFileURL(join(folder, 'module.js')).href;
  return {
    run: (args = [], onOutput, signal) =>
      runDeno(['--no-config', module, ...args], onOutput, signal),
    close: release,
  };
}

/** Builds a module, runs it once, and cleans up. */
export async function runInWgpu(
  entry: string,
  args: readonly string[] = [],
  onOutput?: (text: string) => void,
): Promise<{ output: string; code: number }> {
  const module = await buildForWgpu(entry);
  try {
    return await module.run(args, onOutput);
  } finally {
    module.close();
  }
}

async function runDeno(
  args: readonly string[],
  onOutput: (text: string) => void = () => undefined,
  signal?: AbortSignal,
): Promise<{ output: string; code: number }> {
  signal?.throwIfAborted();
  const child = spawn(denoPath(), ['run', '--unstable-webgpu', '--no-lock', ...args], {
    env: { XDG_RUNTIME_DIR: tmpdir(), ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A shader that hangs takes Deno with it: only this ends it for certain.
  const end = atEnd(() => child.kill('SIGKILL'));
  signal?.addEventListener('abort', end);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    onOutput(text);
  });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => resolve(exit ?? 1));
    });
    return { output, code };
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}

/** Where Deno's own program is: what npm puts in its place starts it and would outlive a signal. */
function denoPath(): string {
  const { runInstall } = createRequire(import.meta.url)('deno/install_api.cjs') as {
    runInstall(): string;
  };
  return runInstall();
}
