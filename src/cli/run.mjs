// How every command starts: `node src/cli/run.mjs src/cli/train.ts …`. Plain JavaScript, because it is what makes the
// rest run as TypeScript. Not by tsx's own command, which kills what does not answer to Ctrl-C within 60 ms.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [script, ...args] = process.argv.slice(2);

// Vite and tsx take a path for the start of a URL: what comes after a # or a ? is lost to them.
if (/[#?%]/.test(root)) await runBehindLink();
else await runHere();

async function runHere() {
  process.argv.splice(1, 2, resolve(root, script));
  await import('tsx');
  await import(pathToFileURL(resolve(root, script)).href);
}

/** Runs the same through a link to the project that has a plain name, and ends as that ends. */
async function runBehindLink() {
  const folder = mkdtempSync(join(/[#?%]/.test(tmpdir()) ? '/tmp' : tmpdir(), 'antipode-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const link = join(folder, 'project');
  symlinkSync(root, link, 'junction');
  const keep = ['--preserve-symlinks', '--preserve-symlinks-main'];
  const child = spawn(process.execPath, [...keep, join(link, 'src/cli/run.mjs'), script, ...args], {
    stdio: 'inherit',
  });
  // A terminal tells both of Ctrl-C; whoever kills this one alone means both.
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'])
    process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((done) => child.on('close', (...how) => done(how)));
  process.exitCode = code ?? 128 + constants.signals[signal];
}
