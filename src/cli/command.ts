import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ExperimentError } from '../train/index';
import { endOnSignals } from './signals';

/** Something is wrong with the command line: one sentence. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** What a command does with its arguments. */
export type Work = (args: readonly string[]) => Promise<number | void>;

/**
 * Runs a command: says how it is used where `--help` is asked for, ends it in good order on signals, and tells what goes
 * wrong in a sentence. The exit code is what the work returns, else 0; 1 where it fails; `wrong` where what was asked for
 * cannot be.
 *
 * @param onSignal what a signal does the first time, instead of ending the process
 */
export async function command(
  usage: string,
  work: Work,
  { wrong = 2, onSignal }: { wrong?: number; onSignal?: (code: number) => void } = {},
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    console.log(usage);
    return;
  }
  endOnSignals(onSignal);
  try {
    process.exitCode = (await work(args)) ?? 0;
  } catch (error) {
    console.error(sentenceOf(error));
    process.exitCode = isWrong(error) ? wrong : 1;
  }
}

function isWrong(error: unknown): boolean {
  return error instanceof ExperimentError || error instanceof OptionError;
}

/** What went wrong, without what the browser's driver puts around it and without where in the program. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isWrong(error)) return error.message;
  return error.message.replace(/^page\.evaluate: (Error: )?/, '').split('\n    at ')[0];
}

/**
 * Reads options as `parseArgs` does.
 *
 * @throws OptionError with the usage, where there is an option that is not known
 */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
  usage: string,
) {
  try {
    return parseArgs({ args: joinNegatives(args), options }).values;
  } catch (error) {
    throw new OptionError(`${(error as Error).message.split('.')[0]}. Usage:\n${usage}`);
  }
}

/** `--steps -4` becomes `--steps=-4`: a negative number is a value (a wrong one), not an option. */
function joinNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    if (/^-\d/.test(arg) && joined.at(-1)?.startsWith('--')) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

/** The one of these words that was given. */
export function oneOf<T extends string>(key: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === given);
  if (!found) throw new ExperimentError(key, `was given ${given}`, allowed.join(' or '));
  return found;
}
