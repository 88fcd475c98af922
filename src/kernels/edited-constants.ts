import type { KernelHeader } from './header';
import type { Sizes } from './launch';
import { constValue, scan } from '../wgsl/index';

/** What becomes of a kernel's `override` constants in an edited text. */
export interface EditedConstants {
  /** Those that the text still lets a pipeline choose. */
  open: Sizes;
  /** Values of those that it makes a `const`: the launch goes by them. */
  fixed: Sizes;
}

/**
 * Which of the constants that a kernel is launched with an edited text leaves open, and which it fixes. One that it
 * does not declare is neither.
 *
 * @param given values for the pipeline
 * @throws RangeError where the value of a `const` cannot be worked out
 */
export function editedConstants(
  code: string,
  { constants, fixed: own }: Pick<KernelHeader, 'constants' | 'fixed'>,
  given: Sizes,
): EditedConstants {
  const declared = moduleConstants(code);
  const open: Record<string, number> = {};
  const fixed: Record<string, number> = {};
  const known: Record<string, number> = { ...own, ...constants, ...given };
  for (const [name, { keyword, expression }] of declared) {
    if (keyword === 'override') {
      if (name in given) open[name] = given[name];
      continue;
    }
    const value = constValue(expression, known);
    if (value !== null) known[name] = value;
    if (!(name in constants)) continue;
    if (value === null) {
      throw new RangeError(
        `${name} is a const in this text, and what "${expression}" is cannot be worked out here. Write a number, or "override ${name}: u32 = ${constants[name]}u;" as in the original.`,
      );
    }
    fixed[name] = value;
  }
  return { open, fixed };
}

/** `const` and `override` declarations at module scope, by name. */
function moduleConstants(code: string) {
  const declared = new Map<string, { keyword: string; expression: string }>();
  const tokens = scan(code);
  let depth = 0;
  tokens.forEach(({ text }, i) => {
    if (text === '{') depth++;
    if (text === '}') depth--;
    if (depth > 0 || (text !== 'const' && text !== 'override')) return;
    const end = tokens.findIndex((token, k) => k > i && token.text === ';');
    const words = tokens.slice(i + 1, end < 0 ? tokens.length : end).map((token) => token.text);
    const equals = words.indexOf('=');
    const expression = equals < 0 ? '' : words.slice(equals + 1).join(' ');
    declared.set(words[0] ?? '', { keyword: text, expression });
  });
  return declared;
}
