import type { KernelDefinition, KernelEntry } from './case';
import { activations } from './entries/activations';
import { elementwise } from './entries/elementwise';
import { geometry } from './entries/geometry';
import { loss } from './entries/loss';
import { matmul } from './entries/matmul';
import { optimizer } from './entries/optimizer';
import { peak } from './entries/peak';
import { random } from './entries/random';
import { reduction } from './entries/reduction';
import { train } from './entries/train';
import { trainSparse } from './entries/train-sparse';
import { transpose } from './entries/transpose';
import { parseHeader } from './header';

const SOURCES = import.meta.glob<string>('../../shaders/**/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/**
 * Every kernel of the project, by name. A kernel is one file under `shaders/`, one reference function, and
 * one definition in `entries/`; page, tests and bench have it with no further code.
 */
export const catalogue: ReadonlyMap<string, KernelEntry> = new Map(
  [
    ...matmul,
    ...transpose,
    ...elementwise,
    ...activations,
    ...loss,
    ...reduction,
    ...geometry,
    ...optimizer,
    ...random,
    ...train,
    ...trainSparse,
    ...peak,
  ]
    .map(describe)
    .map((entry) => [entry.name, entry]),
);

/** Paths of all shader files from the project's root; a test holds the catalogue against it. */
export const shaderFiles: readonly string[] = Object.keys(SOURCES).map(fromRoot);

/**
 * A kernel of the catalogue.
 * @throws RangeError when there is none of that name
 */
export function kernelEntry(name: string): KernelEntry {
  const entry = catalogue.get(name);
  if (!entry) throw new RangeError(`the catalogue has no kernel "${name}"`);
  return entry;
}

function describe(definition: KernelDefinition): KernelEntry {
  const source = SOURCES[`../../${definition.file}`];
  if (source === undefined) throw new RangeError(`there is no shader ${definition.file}`);
  const header = parseHeader(source);
  return { ...definition, name: header.name, source, header };
}

function fromRoot(path: string): string {
  return path.replace('../../', '');
}
