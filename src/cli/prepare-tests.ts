// Run before the tests: leaves a Chromium and a Vulkan driver that they can use, or says what to install.
import { ensureChromium } from './ensure-chromium';
import { command } from './command';
import { ensureVulkan } from './vulkan';

await command(
  'Run by npm test: looks for a Chromium and a Vulkan driver, and installs them where it can.',
  async () => {
    console.log(`Chromium: ${await ensureChromium(console.log)}`);
    console.log(
      (await ensureVulkan(console.log))
        ? 'Vulkan: a driver is there'
        : 'Vulkan: no driver, so the tests on wgpu are skipped (Debian: "apt-get install mesa-vulkan-drivers")',
    );
  },
);
