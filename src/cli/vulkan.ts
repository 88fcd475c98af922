import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/** Where Vulkan drivers announce themselves. */
const FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/** Whether wgpu has something to run on: Linux needs a Vulkan driver, other systems bring their own. */
export function hasVulkan(): boolean {
  if (process.platform !== 'linux') return true;
  return FOLDERS.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}

/** Installs Mesa's software driver where there is none and this is root on Debian or its like. */
export function ensureVulkan(say: (line: string) => void): boolean {
  if (hasVulkan()) return true;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  say('No Vulkan driver here yet: installing Mesa’s …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    apt('update', '-q');
    apt('install', '-q', '-y', '--no-install-recommends', 'mesa-vulkan-drivers');
  } catch {
    return false;
  }
  return hasVulkan();
}
