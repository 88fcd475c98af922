import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { presets } from '../train/index';
import { oneOf, OptionError, readOptions } from './command';
import { ROOT, typedPath } from './paths';

const OUT = 'reproduce/report.json';

/** In the folder of the project, wherever the command is typed. */
export const DEFAULT_OUT = join(ROOT, OUT);

export const USAGE = `npm run reproduce -- [--size paper|software|page]
    [--size paper|software|page]    the paper's sizes; those for machines without a GPU; the page's (default software)
    [--engine wgpu|chromium]        default: Chromium's where it has a graphics card, else wgpu where there is Vulkan
    [--adapter auto|hardware|software]
                                    of Chromium (default auto: the graphics card, else software)
    [--only NAME[/RUN],…]           these experiments, or runs of them
    [--out FILE.json]               the report; a page of the same name stands beside it (default ${OUT} of the project)
    [--fresh]                       trains again what an earlier start has left in the folder "runs" beside the report`;

/** What the command line asks for, checked. */
export interface ReproduceOptions {
  size: 'paper' | 'software' | 'page';
  /** Null: whichever is best here. */
  engine: 'wgpu' | 'chromium' | null;
  adapter: 'auto' | 'hardware' | 'software';
  /** Addresses of runs, in the order of the paper. */
  addresses: readonly string[];
  out: string;
  fresh: boolean;
}

/** Every run of every experiment, in the order of the paper. */
export function allAddresses(): string[] {
  return [...presets.values()].flatMap(({ name, runs }) =>
    runs.map((run) => `${name}/${run.name}`),
  );
}

/**
 * Reads and checks the command line.
 *
 * @throws OptionError or ExperimentError: one sentence that names what was given and what is allowed
 */
export function reproduceOptions(args: readonly string[]): ReproduceOptions {
  const values = readOptions(
    args,
    {
      size: { type: 'string', default: 'software' },
      engine: { type: 'string' },
      adapter: { type: 'string' },
      only: { type: 'string' },
      out: { type: 'string' },
      fresh: { type: 'boolean', default: false },
    },
    USAGE,
  );
  const { fresh } = values;
  const out = values.out === undefined ? DEFAULT_OUT : typedPath(values.out);
  const size = oneOf('--size', values.size, ['paper', 'software', 'page'] as const);
  const named =
    values.engine === undefined
      ? null
      : oneOf('--engine', values.engine, ['wgpu', 'chromium'] as const);
  const adapter = oneOf('--adapter', values.adapter ?? 'auto', ['auto', 'hardware', 'software']);
  if (values.adapter !== undefined && named === 'wgpu') {
    throw new OptionError(
      '--adapter chooses among those of --engine chromium; wgpu takes its own.',
    );
  }
  const engine = named ?? (values.adapter === undefined ? null : 'chromium');
  if (!out.endsWith('.json')) {
    throw new OptionError(`--out: was given ${values.out}, allowed is a name that ends in .json.`);
  }
  if (out !== DEFAULT_OUT && !existsSync(dirname(out))) {
    throw new OptionError(`--out: there is no folder ${dirname(out)}.`);
  }
  return { size, engine, adapter, addresses: chosen(values.only), out, fresh };
}

function chosen(only: string | undefined): string[] {
  const all = allAddresses();
  if (only === undefined) return all;
  const wanted = only.split(',').map((name) => name.trim());
  for (const name of wanted) {
    if (presets.has(name) || all.includes(name)) continue;
    const runs = presets.get(name.split('/')[0])?.runs.map((run) => run.name);
    const known = runs ? `its runs are ${runs.join(', ')}` : [...presets.keys()].join(', ');
    throw new OptionError(`--only: there is no experiment "${name}" (${known}).`);
  }
  return all.filter(
    (address) => wanted.includes(address) || wanted.includes(address.split('/')[0]),
  );
}
