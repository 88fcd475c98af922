import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs one of the project's modules in Deno, whose WebGPU is wgpu: Firefox's engine, a second compiler and a second
 * driver for the same shaders. Without a graphics card it needs a software Vulkan driver
 * (Debian: "apt-get install mesa-vulkan-drivers").
 *
 * @param entry from the project's root
 * @param args as the module finds them in `Deno.args`
 * @param onOutput hears of standard output as it comes
 * @returns what the module wrote to standard output, and its exit code
 */
export async function runInWgpu(
  entry: string,
  args: readonly string[] = [],
  onOutput: (text: string) => void = () => undefined,
): Promise<{ output: string; code: number }> {
  const outDir = await mkdtemp(join(tmpdir(), 'antipode-'));
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
    const deno = join(ROOT, 'node_modules/deno/bin.cjs');
    const child = spawn(
      process.execPath,
      [
        deno,
        'run',
        '--unstable-webgpu',
        '--no-lock',
        '--no-config',
        join(outDir, 'module.js'),
        ...args,
      ],
      {
        env: { XDG_RUNTIME_DIR: tmpdir(), ...process.env, NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput(text);
    });
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => resolve(exit ?? 1));
    });
    return { output, code };
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
