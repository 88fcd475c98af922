// Run before the tests: leaves a Chromium that they can use, or says what to install.
import { ensureChromium } from './chromium';

try {
  console.log(`Chromium: ${ensureChromium(console.log)}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
