// `npm start`: builds every page where the text has changed, serves them on this machine only, and says where.
import { command, readOptions } from './command';
import { servePages } from './serve';

const USAGE = `npm start

  builds the page, unless the same text was built before, serves it on this machine, and prints the address`;

await command(USAGE, async (args) => {
  readOptions(args, {}, USAGE);
  console.log('Building the page where it has changed …');
  const { url } = await servePages();
  console.log(
    `\nAntipode is ready; Ctrl-C ends it. Open this address in a browser with WebGPU:\n\n  ${url}\n`,
  );
});
