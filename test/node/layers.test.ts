import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

/** Folders of src/ from the bottom up; those on one level do not know each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['reference', 'wgsl'],
  ['gpu'],
  ['kernels'],
  ['measure'],
  ['models'],
  ['train', 'lab'],
  ['ui', 'cli'],
];

/** What a layer may import from below it, where that is less than everything. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  reference: [],
  wgsl: [],
  gpu: [],
};

/**
 * The page's thread runs no kernels: of these layers it may import types only. The reader, which is loaded when it is
 * asked for, shows the catalogue and so may import it.
 */
const TYPES_ONLY_FOR_UI = ['gpu', 'kernels', 'models'];
const READER = 'src/ui/kernels/';

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+'(\.[^']*)'|import\('(\.[^']*)'\)/gm,
  );
  return Array.from(found, ([, type, from, lazily]) => ({
    from: file,
    to: normalize(join(dirname(file), from ?? lazily)),
    typeOnly: type !== undefined,
  }));
}

const layerOf = (path: string) => /^src\/(\w+)\//.exec(path)?.[1] ?? '';
const level = (layer: string) => LAYERS.findIndex((names) => names.includes(layer));

const imports = files('src').flatMap(importsOf);

it('finds imports to judge', () => {
  expect(imports.length).toBeGreaterThan(50);
});

it('every folder of src has its level', () => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((e) => e.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(LAYERS.flat().sort());
});

it('no arrow points up or sideways', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [a, b] = [layerOf(from), layerOf(to)];
    if (a === b || a === '') return false; // within a layer; src/main.ts may name any
    return b === '' || level(b) >= level(a) || (ONLY[a] !== undefined && !ONLY[a].includes(b));
  });
  expect(wrong).toEqual([]);
});

it('a layer is entered by its front door', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [a, b] = [layerOf(from), layerOf(to)];
    return a !== b && b !== '' && a !== '' && to !== `src/${b}/index`;
  });
  expect(wrong).toEqual([]);
});

it('the page takes only types from the layers that hold kernels', () => {
  const wrong = imports.filter(
    ({ from, to, typeOnly }) =>
      layerOf(from) === 'ui' &&
      TYPES_ONLY_FOR_UI.includes(layerOf(to)) &&
      !typeOnly &&
      !(from.startsWith(READER) && layerOf(to) === 'kernels'),
  );
  expect(wrong).toEqual([]);
});

it('the reader is loaded when it is asked for, and not before', () => {
  const entered = imports.filter(
    ({ from, to }) => to.startsWith(READER) && !from.startsWith(READER),
  );
  expect(entered.map(({ from, to, typeOnly }) => ({ from, to, typeOnly }))).toEqual([
    { from: 'src/ui/antipode-app.ts', to: `${READER}index`, typeOnly: false },
  ]);
  const app = readFileSync('src/ui/antipode-app.ts', 'utf8');
  expect(app).toContain("import('./kernels/index')");
});

it('GPU types appear in src/gpu, and where a model encodes, nowhere else', () => {
  const allowed = /^src\/(gpu\/|measure\/|kernels\/run\.ts|models\/)/;
  const wrong = files('src').filter(
    (file) =>
      !allowed.test(file) && /\bGPU[A-Z]\w+/.test(stripComments(readFileSync(file, 'utf8'))),
  );
  expect(wrong).toEqual([]);
});

it('nothing of src imports from bench or test, but the entry, when the bench is asked for', () => {
  const found = imports.filter(({ to }) => /^(bench|test)\//.test(to));
  expect(found).toEqual([{ from: 'src/main.ts', to: 'bench/ui/antipode-bench', typeOnly: false }]);
  expect(readFileSync('src/main.ts', 'utf8')).toContain(
    "await import('../bench/ui/antipode-bench')",
  );
});

it('dispatch sizes are computed in src/kernels/launch.ts only', () => {
  const wrong = files('src').filter(
    (file) =>
      file !== 'src/kernels/launch.ts' &&
      /dispatchWorkgroups\([^)]*(ceil|\/)/.test(readFileSync(file, 'utf8')),
  );
  expect(wrong).toEqual([]);
});

it('each folder’s entry file says its contract in at most four lines', () => {
  for (const layer of LAYERS.flat()) {
    const lines = readFileSync(`src/${layer}/index.ts`, 'utf8').split('\n');
    const comment = lines.findIndex((line) => !line.startsWith('//'));
    expect(comment, layer).toBeGreaterThan(0);
    expect(comment, layer).toBeLessThanOrEqual(4);
  }
});

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
