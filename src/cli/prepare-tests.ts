// Run before the tests: leaves a Chromium and a Vulkan driver that they can use, or says what to install.
import { ensureChromium } from './chromium';
import { ensureVulkan } from './vulkan';

try {
  console.log(`Chromium: ${ensureChromium(console.log)}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
console.log(
  ensureVulkan(console.log)
    ? 'Vulkan: a driver is there'
    : 'Vulkan: no driver, so the tests on wgpu are skipped (Debian: "apt-get install mesa-vulkan-drivers")',
);
