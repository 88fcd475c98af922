import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';
import { built, type Built } from './built';
import { pageConfig } from './page-config';
import { ROOT } from './paths';

/** Pages of the project, built and served on this machine only. */
export interface ServedPages {
  url: string;
  close(): Promise<void>;
}

/** The port that `npm start` wants, and how many after it are tried where it is in use. */
const PORT = 4173;
const MORE_PORTS = 20;

/**
 * Builds one HTML file of the project, or takes the build that is kept, and serves it.
 *
 * @param entry from the project's root
 * @returns the address of the page, and how to end it all
 */
export async function serveEntry(entry: string): Promise<ServedPages> {
  const rollupOptions = { input: join(ROOT, entry) };
  const one = { ...pageConfig, build: { ...pageConfig.build, rollupOptions } };
  const { url, close } = await serve(await built(`page ${entry}`, one), '127.0.0.1', 0);
  return { url: `${url}${entry}`, close };
}

/** Builds every page, or takes the build that is kept, and serves it. */
export async function servePages(): Promise<ServedPages> {
  return serve(await built('all pages', pageConfig), 'localhost', PORT);
}

async function serve(
  { folder, release }: Built,
  host: string,
  wanted: number,
): Promise<ServedPages> {
  const answer = sirv(folder, { dev: true, etag: true });
  for (let port = wanted; ; port++) {
    const server = createServer(answer).listen(port, host);
    try {
      await once(server, 'listening');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || port === wanted + MORE_PORTS) throw error;
      continue;
    }
    return {
      url: `http://${host}:${(server.address() as AddressInfo).port}/`,
      async close() {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
        release();
      },
    };
  }
}
