import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Listener } from '../../src/cli/reproduce-all';
import type { Reproduced } from '../../src/cli/reproduce-core';
import { findRun, judge, sized } from '../../src/train/index';

// Runs as if they were trained, for what is done with them.

export const temporary = () => mkdtempSync(join(tmpdir(), 'antipode-test-'));

/** What an engine gives back. */
export function reproduced(address: string): Reproduced {
  const place = findRun(address)!;
  const experiment = sized(place, 'page');
  return {
    rows: judge(place, experiment, null).map((row) => ({
      ...row,
      got: 1,
      verdict: 'holds' as const,
    })),
    seconds: 2,
    adapter: { vendor: 'v', architecture: 'a', device: '', description: 'd <&>', fallback: true },
    browser: 'Test/1',
    program: 'small',
    kept: { w: [], wDecode: null, b: [], loss: [] },
    diverged: '',
    lost: 0,
  };
}

export const silent: Listener = { begins: () => {}, progress: () => {}, finished: () => {} };
export const forever = new AbortController().signal;

/** An engine that trains nothing, and remembers what it was asked for. */
export function engine(train = (address: string) => Promise.resolve(reproduced(address))) {
  const asked: string[] = [];
  return {
    asked,
    name: 'wgpu' as const,
    why: 'it is a test',
    train: (address: string) => (asked.push(address), train(address)),
  };
}

export const addresses = ['introduction/ten-densities', 'perturb/pentagon', 'dynamics/octahedron'];
export const page = { addresses, size: 'page', fresh: false } as const;
