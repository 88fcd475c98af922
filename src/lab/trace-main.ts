import type { Declarations } from './wgsl-arrays';
import { closing, functionsOf, type Token } from '../wgsl/index';

/** Text to be put in at an offset of the source, known once all places are numbered. */
export interface Edit {
  at: number;
  text: () => string;
}

/** A shader that cannot be traced. Says why. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}

/** Where the entry point stands: places of its brackets, and the extents of its workgroup. */
export interface Main {
  open: number;
  params: number;
  body: number;
  workgroup: string[];
}

/**
 * The compute entry point called `main`.
 * @throws TraceError where there is none
 */
export function findMain(tokens: readonly Token[]): Main {
  const main = functionsOf(tokens).find(({ name }) => name === 'main');
  if (!main) throw new TraceError('The shader has no function called main.');
  // Attributes stand before `fn`, in any order.
  const size = tokens.findLastIndex(
    (token, i) => i < main.start && token.text === 'workgroup_size',
  );
  if (size < 0) throw new TraceError('The function main has no @workgroup_size.');
  const workgroup = [''];
  let depth = 0;
  for (const { kind, text } of tokens.slice(size + 2, closing(tokens, size + 1))) {
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    if (text === ',' && depth === 0) workgroup.push('');
    else
      workgroup[workgroup.length - 1] += ` ${kind === 'number' ? text.replace(/[ui]$/, '') : text}`;
  }
  const { open, params, body } = main;
  return { open, params, body, workgroup: workgroup.map((part) => part.trim()).filter(Boolean) };
}

/** Gives `main` the builtins it lacks and lets it begin with finding its region of the trace. */
export function beginMain(
  tokens: readonly Token[],
  { open, params, body }: Main,
  { builtins }: Declarations,
): Edit[] {
  const head = tokens.slice(open + 1, params).map(({ text }) => text);
  const missing: string[] = [];
  const name = (builtin: string, type: string): string => {
    const own = new RegExp(`@ builtin \\( ${builtin} (?:, )?\\) (\\S+)`).exec(head.join(' '));
    if (own) return own[1];
    for (const [struct, members] of Object.entries(builtins)) {
      const at = head.indexOf(struct);
      if (at >= 2 && members[builtin]) return `${head[at - 2]}.${members[builtin]}`;
    }
    missing.push(`@builtin(${builtin}) antipode_${builtin}: ${type}`);
    return `antipode_${builtin}`;
  };
  const args = [
    name('workgroup_id', 'vec3u'),
    name('num_workgroups', 'vec3u'),
    name('local_invocation_index', 'u32'),
  ].join(', ');
  return [
    // Before the first parameter: behind the last a comment may stand.
    {
      at: tokens[open].at + 1,
      text: () => (missing.length > 0 ? `${missing.join(', ')}${head.length > 0 ? ', ' : ''}` : ''),
    },
    { at: tokens[body].at + 1, text: () => ` antipode_begin(${args});` },
  ];
}
