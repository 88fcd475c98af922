import { existsSync, readdirSync } from 'node:fs';
import { canInstall, install } from './apt';

/** Where Vulkan drivers announce themselves. */
const FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/** Whether wgpu has something to run on: Linux needs a Vulkan driver, other systems bring their own. */
export function hasVulkan(): boolean {
  if (process.platform !== 'linux') return true;
  return FOLDERS.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}

/** Installs Mesa's software driver where there is none and this is root on Debian or its like. */
export async function ensureVulkan(say: (line: string) => void): Promise<boolean> {
  if (hasVulkan()) return true;
  if (!canInstall()) return false;
  say('No Vulkan driver here yet: installing Mesa’s …');
  try {
    await install('mesa-vulkan-drivers');
  } catch {
    return false;
  }
  return hasVulkan();
}
