// Layer 6: the command line. Finds or installs a Chromium, and runs in it, headless, the same worker that the
// page runs. Knows Node and Playwright; imports the layers below, never the page.
export * from './chromium';
