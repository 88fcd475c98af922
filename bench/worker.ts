// The bench's worker: measures away from the page, so that drawing and sampling do not wait for each other.
import type { Command } from './protocol';
import { BenchServer } from './server';

const server = new BenchServer(
  async () => (await import('./run-bench')).runBench,
  (event) => postMessage(event),
);

addEventListener('message', ({ data }: MessageEvent<Command>) => server.handle(data));
