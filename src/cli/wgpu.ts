import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

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
  close(): Promise<void>;
}

/**
 * Builds one of the project's modules for Deno, whose WebGPU is wgpu: Firefox's engine, a second compiler and a second
 * driver for the same shaders. Without a graphics card it needs a software Vulkan driver
 * (Debian: "apt-get install mesa-vulkan-drivers").
 *
 * @param entry from the project's root
 */
export async function buildForWgpu(entry: string): Promise<WgpuModule> {
  const outDir = await mkdtemp(join(tmpdir(), 'antipode-'));
  const close = () => rm(outDir, { recursive: true, force: true });
  try {
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      build: {
        outDir,
        target: 'es2022',
        minify: false,
        lib: { entry: join(ROOT, entry), formats: ['es'], fileName: 'module' },
      },
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    run: (args = [], onOutput, signal) =>
      runDeno(['--no-config', join(outDir, 'module.js'), ...args], onOutput, signal),
    close,
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
    await module.close();
  }
}

async function runDeno(
  args: readonly string[],
  onOutput: (text: string) => void = () => undefined,
  signal?: AbortSignal,
): Promise<{ output: string; code: number }> {
  signal?.throwIfAborted();
  const deno = join(ROOT, 'node_modules/deno/bin.cjs');
  const child = spawn(process.execPath, [deno, 'run', '--unstable-webgpu', '--no-lock', ...args], {
    env: { XDG_RUNTIME_DIR: tmpdir(), ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // What is started here starts Deno and waits for it: only as a group can both be ended.
    detached: signal !== undefined,
  });
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
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
  }
}
