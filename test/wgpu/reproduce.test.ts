// Every experiment at a small size, those of its runs that have one, trained on wgpu in one process: what must come out does.
import { describe, expect, it } from 'vitest';
import type { Reproduced } from '../../src/cli/reproduce-core';
import { allAddresses } from '../../src/cli/reproduce-options';
import { hasVulkan } from '../../src/cli/vulkan';
import { runInWgpu } from '../../src/cli/wgpu';
import { findRun, sized } from '../../src/train/index';

/** Claims that do not hold at this size, and why. They must be judged all the same. */
const OFF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'correlated/collapse': {
    'collapsed sets at 1 − S = 0.3':
      'two collapsed sets have a loss of 0.0218, three of 0.0227: 32 replicas of 10 000 steps say the same',
  },
  'privileged-basis/hidden-relu': {
    'features that they share at 1 − S = 0.03': 'nine; ten are a matter of more steps and replicas',
    'features represented at 1 − S = 0.03': 'nine, of the same models',
  },
  'adversarial/trained-under-attack': {
    'D of each of them':
      'one of the three keeps the rest of a pair, 0.76; so it does with more steps and samples',
  },
  'double-descent/twelve-sizes': {
    'D of each of five samples: a regular pentagon':
      'samples of 100 features share some of the ten that are on, and lie nearer together where they do: 0.32 to 0.45',
  },
};

interface Line {
  address: string;
  result?: Reproduced;
  failed?: string;
}

/** Runs that the tests have time for. */
const addresses = allAddresses().filter((address) => findRun(address)!.run.ci !== null);

const here = hasVulkan();
const output = here
  ? await runInWgpu('src/cli/reproduce-wgpu.ts', ['ci', ...addresses])
  : { output: '', code: 0 };
const lines = output.output
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line) as Line)
  .filter(({ result, failed }) => result ?? failed);

describe.skipIf(!here)('at the size of the tests', () => {
  it.for(addresses)('%s comes out', (address) => {
    const { result, failed } = lines.find((line) => line.address === address) ?? {};
    expect(failed, address).toBeUndefined();
    const { claims, ...run } = findRun(address)!.run;
    const seed = `${sized(findRun(address)!, 'ci').seed}, ${run.title}`;
    const rows = result!.rows.map(({ quantity, expected, got, tolerance, verdict }) => ({
      ...{ quantity, expected, got, tolerance, verdict },
    }));
    expect(rows.map(({ quantity }) => quantity)).toEqual(claims.map(({ quantity }) => quantity));
    const known = OFF[address] ?? {};
    const wrong = rows.filter(({ quantity, verdict }) => verdict !== 'holds' && !known[quantity]);
    expect(wrong, `seed ${seed}, program ${result!.program}`).toEqual([]);
  });

  it('every claim that is known to be off is judged', () => {
    for (const [address, claims] of Object.entries(OFF)) {
      const { rows } = lines.find((line) => line.address === address)!.result!;
      for (const quantity of Object.keys(claims)) {
        const row = rows.find((candidate) => candidate.quantity === quantity);
        expect(row?.verdict, `${address}: ${quantity}`).toMatch(/^(holds|off)$/);
        expect(row?.got, `${address}: ${quantity}`).not.toBe('');
      }
    }
  });

  it('keeps the weights of every instance, for figures', () => {
    for (const { address, result } of lines) {
      const { instances, features: n, hidden: m } = sized(findRun(address)!, 'ci');
      expect(result!.kept.w.length, address).toBe(instances * n * m);
      expect(result!.kept.b.length, address).toBe(instances * n);
      expect(
        result!.kept.loss.every((loss) => loss !== null),
        address,
      ).toBe(true);
    }
  });
});
