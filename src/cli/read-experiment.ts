import { parseExpressionAt, type Expression, type Property } from 'acorn';
import { readFileSync } from 'node:fs';
import { findRun, presets } from '../train/index';
import { OptionError } from './command';
import { typedPath } from './paths';

/** An experiment as it was written, not checked yet. */
export interface WrittenExperiment {
  input: unknown;
  /** Numbers as they were written, by their keys: JavaScript reads `1e400` as infinite. */
  written: Map<string, string>;
}

/**
 * Reads the experiment that `--experiment` names: a preset, a run of one, or a file.
 *
 * @throws OptionError saying why the file cannot be an experiment
 */
export function readExperiment(name: string): WrittenExperiment {
  const place = findRun(name);
  if (place) return { input: place.run.experiment, written: new Map() };
  const text = textOf(name, bytesOf(name));
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new OptionError(`--experiment: ${name} is not JSON (${(error as Error).message}).`);
  }
  const written = new Map<string, string>();
  note(expressionOf(text, name), text, [], name, written);
  return { input, written };
}

/** JSON is an expression of JavaScript, whose parser tells what stands where; JSON's own does not. */
function expressionOf(text: string, name: string): Expression {
  try {
    return parseExpressionAt(text, 0, { ecmaVersion: 2022 });
  } catch (error) {
    // Of what is JSON, this alone is refused.
    if (!(error instanceof SyntaxError)) throw error;
    throw new OptionError(`--experiment: ${name} has the key "__proto__" twice.`);
  }
}

function bytesOf(name: string): Buffer {
  try {
    return readFileSync(typedPath(name));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = {
      ENOENT: `there is no file "${name}", and no preset of that name (${[...presets.keys()].join(', ')}).`,
      EISDIR: `${name} is a folder; name a file in it.`,
    }[code ?? ''];
    throw new OptionError(`--experiment: ${why ?? `${name} cannot be read (${message}).`}`);
  }
}

/** A mark of the order of bytes may stand before the text. */
function textOf(name: string, bytes: Buffer): string {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Without the mark, each letter of JSON's own has a 0 beside it.
  if (marked || first === 0 || second === 0) {
    throw new OptionError(`--experiment: ${name} is UTF-16 text; save it as UTF-8.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new OptionError(`--experiment: ${name} is not UTF-8 text; save it as UTF-8.`);
  }
}

/** Notes the numbers of a value, and refuses keys that stand twice: one of them would be dropped in silence. */
function note(
  value: Expression,
  text: string,
  path: readonly string[],
  file: string,
  written: Map<string, string>,
): void {
  if (value.type === 'ArrayExpression') {
    value.elements.forEach((element, at) =>
      note(element as Expression, text, [...path, String(at)], file, written),
    );
  } else if (value.type === 'ObjectExpression') {
    const seen = new Set<string>();
    for (const { key, value: inner } of value.properties as Property[]) {
      const name = String((key as { value?: unknown }).value);
      const place = [...path, name];
      if (seen.has(name)) {
        throw new OptionError(`--experiment: ${file} has the key "${place.join('.')}" twice.`);
      }
      seen.add(name);
      note(inner, text, place, file, written);
    }
  } else {
    const literal = text.slice(value.start, value.end);
    if (/^-?\d/.test(literal)) written.set(path.join('.'), literal);
  }
}
