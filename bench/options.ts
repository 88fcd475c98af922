import { OptionError, readOptions } from '../src/cli/command';
import type { BenchOptions, MatmulShape, Suite } from './contract';
import { wordsOf } from './filter';
import { MAX_COMMAND } from './report/schema';

export const USAGE = `npm run bench -- [--filter TEXT] [--shape MxKxN]… [--peers] [--suite kernel|peer|train] [--ours]
                [--engine chromium|wgpu] [--gpu] [--budget SECONDS] [--json FILE]

  --filter   only cases whose name, variant and shape hold all words of TEXT; "a | b" is either
  --shape    a shape of matrix products to measure instead of the usual ones; may be repeated
  --peers    libraries as well: jax-js and TensorFlow.js
  --suite    only one suite; "peer" means --peers; "train" is steps per second of whole training, libraries beside ours
             ("--filter train" without, "--filter scaling" only how they follow the size of the problem)
  --ours     training by this project's programs alone
  --engine   Chromium's WebGPU (the default), or wgpu by way of Deno
  --gpu      in Chromium the system's graphics card instead of the software adapter
  --budget   seconds of sampling for each group of cases; 3 where nothing is said
  --json     where the report goes`;

/** What the command line asks for. */
export interface Wish {
  options: BenchOptions;
  engine: 'chromium' | 'wgpu';
  gpu: boolean;
  json: string | undefined;
}

/**
 * Reads the arguments of `npm run bench`.
 *
 * @throws OptionError with a sentence that says what was wrong and what is allowed
 */
export function parseOptions(args: readonly string[]): Wish {
  const values = readOptions(
    args,
    {
      filter: { type: 'string', default: '' },
      shape: { type: 'string', multiple: true, default: [] },
      peers: { type: 'boolean', default: false },
      suite: { type: 'string' },
      ours: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'chromium' },
      gpu: { type: 'boolean', default: false },
      budget: { type: 'string', default: '3' },
      json: { type: 'string' },
    },
    USAGE,
  );
  const { engine, suite } = values;
  if (engine !== 'chromium' && engine !== 'wgpu')
    throw new OptionError(`--engine is chromium or wgpu, not "${engine}"`);
  if (suite !== undefined && !isSuite(suite))
    throw new OptionError(`--suite is kernel, peer or train, not "${suite}"`);
  const budgetSeconds = Number(values.budget);
  if (!(budgetSeconds > 0 && budgetSeconds <= 600))
    throw new OptionError(`--budget is 0 to 600 seconds, not "${values.budget}"`);
  if (values.filter.trim() !== '' && wordsOf(values.filter).length === 0)
    throw new OptionError(
      `--filter is words, and a bar between two choices, not "${values.filter}"`,
    );
  if (values.gpu && engine === 'wgpu')
    throw new OptionError(
      '--gpu chooses among the adapters of --engine chromium; wgpu takes its own',
    );
  const command = commandOf(args);
  if (command.length > MAX_COMMAND) {
    throw new OptionError(
      `the report holds the command that makes it again, of ${MAX_COMMAND} characters at most; this one has ${command.length}`,
    );
  }
  return {
    options: {
      filter: values.filter,
      shapes: values.shape.map(parseShape),
      peers: values.peers || suite === 'peer',
      only: suite,
      ...(values.ours && { oursOnly: true }),
      budgetSeconds,
      command,
    },
    engine,
    gpu: values.gpu,
    json: values.json,
  };
}

/** The command as it was typed. */
function commandOf(args: readonly string[]): string {
  const quoted = args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg));
  return ['npm run bench --', ...quoted].join(' ');
}

const SUITES: readonly string[] = ['kernel', 'peer', 'train'] satisfies Suite[];

function isSuite(text: string): text is Suite {
  return SUITES.includes(text);
}

function parseShape(text: string): MatmulShape {
  const [, M, K, N] = (/^(\d+)x(\d+)x(\d+)$/.exec(text) ?? []).map(Number);
  if (!(M >= 1 && K >= 1 && N >= 1 && Math.max(M, K, N) <= 8192)) {
    throw new OptionError(
      `--shape is MxKxN, each from 1 to 8192, such as 512x512x512; not "${text}"`,
    );
  }
  return { M, K, N };
}
