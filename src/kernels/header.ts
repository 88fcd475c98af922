import type { Binding, BindingAccess, ElementType } from '../gpu/index';

/** A binding as the header describes it. Storage bindings have a shape, uniforms a struct. */
export interface HeaderBinding extends Binding {
  /** Extents as expressions of the size symbols; empty for a uniform. */
  shape: readonly string[];
  /** Struct name of a uniform; empty for a storage binding. */
  struct: string;
  note: string;
}

/** One field of a uniform struct. */
export interface UniformField {
  name: string;
  type: ElementType;
}

/** What a shader can `enable`, as the device calls it. */
const FEATURES = { f16: 'shader-f16', subgroups: 'subgroups' } as const;
export type DeviceFeature = (typeof FEATURES)[keyof typeof FEATURES];

/** The lesson that a kernel file begins with, parsed. */
export interface KernelHeader {
  name: string;
  summary: string;
  why: string;
  math: string;
  /** Size symbols and their meaning, in the order of the header. */
  sizes: Readonly<Record<string, string>>;
  bindings: readonly HeaderBinding[];
  /** Workgroup extents, as expressions. */
  workgroup: readonly string[];
  /** Extents of the dispatch before it is folded, as expressions: what stands in `fold(…)`. */
  dispatch: readonly string[];
  accepts: string;
  /** What stands behind each line of LAUNCH; '' where nothing does. */
  launchNotes: Readonly<Record<'workgroup' | 'dispatch' | 'accepts', string>>;
  cost: Readonly<Record<'flops' | 'global reads' | 'shared bytes', string>>;
  check: Readonly<Record<'reference' | 'tolerance' | 'idempotent', string>>;
  ladder: readonly string[];
  /** What to expect of its time against the rung below, on each kind of adapter; '' where nothing is said. */
  expect: Readonly<Record<'gpu' | 'software', string>>;
  /** `override` constants with their defaults. */
  constants: Readonly<Record<string, number>>;
  /** Module-scope `const` sizes, which no pipeline can change. */
  fixed: Readonly<Record<string, number>>;
  /** Fields of each uniform struct, in order. */
  structs: Readonly<Record<string, readonly UniformField[]>>;
  /** Features of the device that the shader enables. */
  requires: readonly DeviceFeature[];
  /** Element type of each storage binding. */
  elements: Readonly<Record<string, ElementType>>;
}

/** A kernel file whose header does not follow the form. Says which file and which part. */
export class HeaderError extends Error {
  override readonly name = 'HeaderError';
}

const SECTIONS = [
  'WHY',
  'MATH',
  'SHAPES',
  'BINDINGS',
  'LAUNCH',
  'COST',
  'CHECK',
  'LADDER',
  'EXPECT',
] as const;
type Section = (typeof SECTIONS)[number];

/**
 * Parses the comment that a kernel file begins with, and the few declarations that it speaks of.
 *
 * @throws HeaderError
 */
export function parseHeader(source: string): KernelHeader {
  const lines = source.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const comment = lines.slice(0, end).map((line) => line.slice(2).replace(/^ /, ''));
  const [first = ''] = comment;
  const title = /^(\w+): (.+)$/.exec(first);
  if (!title)
    throw new HeaderError(`the first line must be "// name: what it does", not "${first}"`);
  const [, name, firstSummary] = title;
  const fail = (what: string): never => {
    throw new HeaderError(`${name}: ${what}`);
  };

  const sections = splitSections(comment);
  const text = (section: Section) => {
    const found = sections.get(section);
    return found ?? fail(`the header has no ${section}`);
  };
  const rows = (section: Section) =>
    text(section)
      .slice(1)
      .map(columns)
      .filter((r) => r.length > 0);
  const fields = (section: Section) =>
    Object.fromEntries(rows(section).map(([key, text = '']) => [key, text]));
  const notes = (section: Section) =>
    Object.fromEntries(rows(section).map(([key, , note = '']) => [key, note]));
  const field = (section: Section, key: string) =>
    fields(section)[key] ?? fail(`${section} has no line "${key}"`);

  const structs = parseStructs(source);
  return {
    name,
    summary: [firstSummary, ...(sections.get('') ?? [])].join(' ').trim(),
    why: paragraph(text('WHY')),
    math: text('MATH').map(dedent).join('\n').trim(),
    sizes: Object.fromEntries(rows('SHAPES').map(([symbol, meaning = '']) => [symbol, meaning])),
    bindings: rows('BINDINGS').map((row) => parseBinding(row, fail)),
    workgroup: splitList(field('LAUNCH', 'workgroup')),
    dispatch: parseDispatch(field('LAUNCH', 'dispatch'), fail),
    accepts: field('LAUNCH', 'accepts'),
    launchNotes: { workgroup: '', dispatch: '', accepts: '', ...notes('LAUNCH') },
    cost: {
      flops: field('COST', 'flops'),
      'global reads': field('COST', 'global reads'),
      'shared bytes': field('COST', 'shared bytes'),
    },
    check: {
      reference: field('CHECK', 'reference'),
      tolerance: field('CHECK', 'tolerance'),
      idempotent: field('CHECK', 'idempotent'),
    },
    ladder: paragraph(text('LADDER')).split(/\s*->\s*/),
    expect: parseExpect(sections.get('EXPECT') ?? []),
    constants: parseSizes('override', source),
    fixed: parseSizes('const', source),
    structs,
    requires: parseRequires(source),
    elements: parseElements(source),
  };
}

/** Lines of each section, the section's own word removed from its first line. */
function splitSections(comment: readonly string[]): Map<Section | '', string[]> {
  const sections = new Map<Section | '', string[]>();
  let current: Section | '' = '';
  for (const line of comment.slice(1)) {
    const found = SECTIONS.find((section) => new RegExp(`^${section}\\b`).test(line));
    if (found) current = found;
    const rest = found ? line.replace(found, ' '.repeat(found.length)) : line;
    sections.set(current, [...(sections.get(current) ?? []), rest]);
  }
  return sections;
}

/** Columns are separated by two spaces or more. */
function columns(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s{2,}/);
}

function paragraph(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

function dedent(line: string): string {
  return line.replace(/^ {6}/, '');
}

/** Splits at commas that stand in no parenthesis. */
function splitList(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

/** `fold(x, y, z)`. Every launch says so: any axis may have more workgroups than a device allows along one. */
function parseDispatch(text: string, fail: (what: string) => never): string[] {
  const [, inside] = /^fold\((.+)\)$/.exec(text) ?? [];
  return inside ? splitList(inside) : fail(`LAUNCH must fold its dispatch, fold(${text})`);
}

/** Two paragraphs below the section's first line, each begun by its word: `gpu  text` and `software  text`. */
function parseExpect(lines: readonly string[]): KernelHeader['expect'] {
  const found = { gpu: '', software: '' };
  let current: keyof typeof found | null = null;
  for (const line of lines.slice(1)) {
    const [, word, text] = /^\s+(?:(gpu|software)\s{2,})?(.*)$/.exec(line) ?? [];
    if (word === 'gpu' || word === 'software') current = word;
    if (current && text) found[current] = `${found[current]} ${text}`.trim();
  }
  return found;
}

function parseBinding(row: string[], fail: (what: string) => never): HeaderBinding {
  const [index, name, access, shape, note = ''] = row;
  if (!/^\d+$/.test(index) || !isAccess(access) || shape === undefined) {
    return fail(
      `BINDINGS has a line that is not "index  name  access  shape": "${row.join('  ')}"`,
    );
  }
  const list = /^\[(.+)\]$/.exec(shape);
  return {
    index: Number(index),
    name,
    access,
    shape: list ? splitList(list[1]) : [],
    struct: list ? '' : shape,
    note,
  };
}

function isAccess(text: string | undefined): text is BindingAccess {
  return text === 'uniform' || text === 'read' || text === 'read_write';
}

/** `override NAME: u32 = 16u;` or `const NAME = 8u;` at module scope. A test holds these against a WGSL parser. */
function parseSizes(keyword: 'override' | 'const', source: string): Record<string, number> {
  const found = source.matchAll(new RegExp(`^${keyword} (\\w+)(?:: u32)? = (\\d+)u;`, 'gm'));
  return Object.fromEntries(Array.from(found, ([, name, value]) => [name, Number(value)]));
}

/** Structs of scalars. A test holds these against a real WGSL parser. */
function parseStructs(source: string): Record<string, UniformField[]> {
  const code = source.replace(/\/\/.*$/gm, '');
  const structs: Record<string, UniformField[]> = {};
  for (const [, name, body] of code.matchAll(/struct (\w+) \{([^}]*)\}/g)) {
    structs[name] = Array.from(body.matchAll(/(\w+): (u32|f32)/g), ([, field, type]) => ({
      name: field,
      type: type as ElementType,
    }));
  }
  return structs;
}

/** `enable f16;` and the like. */
function parseRequires(source: string): DeviceFeature[] {
  const found = source.matchAll(/^enable (f16|subgroups);/gm);
  return Array.from(found, ([, extension]) => FEATURES[extension as keyof typeof FEATURES]);
}

/** Element types of the storage bindings, vectors as the numbers they hold. A test holds these against a real WGSL parser. */
function parseElements(source: string): Record<string, ElementType> {
  const found = source.matchAll(/var<storage[^>]*> (\w+): array<(?:atomic<)?(u32|f32|f16|vec4f)/g);
  return Object.fromEntries(
    Array.from(found, ([, name, type]) => [name, (type === 'vec4f' ? 'f32' : type) as ElementType]),
  );
}
