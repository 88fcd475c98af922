import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WgslReflect } from 'wgsl_reflect';
import { catalogue, evaluate, shaderFiles, workgroups } from '../../src/kernels/index';
import { LAST_WORDS } from '../../src/reference/index';

/** What every WebGPU device grants. */
const CORE = { invocations: 256, sharedBytes: 16384, storageBuffers: 8 };

it('the catalogue has every shader file, and each file is named as its kernel', () => {
  expect([...catalogue.values()].map(({ file }) => file).sort()).toEqual([...shaderFiles].sort());
  for (const { name, file } of catalogue.values())
    expect(file.endsWith(`/${name}.wgsl`)).toBe(true);
});

describe.each([...catalogue.values()])('$name', ({ name, source, header }) => {
  const reflected = new WgslReflect(source);
  const symbols = { ...header.constants, ...header.fixed };
  const code = source.replace(/\/\/.*$/gm, '');

  it('has the bindings that its header says', () => {
    const groups = reflected.getBindGroups();
    expect(groups.length).toBe(1);
    const actual = groups[0].map((variable) => ({
      index: variable.binding,
      name: variable.name,
      access: variable.access === '' ? 'uniform' : (variable.access ?? 'uniform'),
      struct: variable.isStruct ? variable.type.name : '',
    }));
    const stated = header.bindings.map(({ index, name: binding, access, struct }) => ({
      index,
      name: binding,
      access,
      struct,
    }));
    expect(actual.map((a) => ({ ...a, access: reflectedAccess(code, a.name) }))).toEqual(stated);
    expect(header.bindings.filter(({ access }) => access !== 'uniform').length).toBeLessThanOrEqual(
      CORE.storageBuffers,
    );
  });

  it('has uniform structs laid out as the packing assumes: four bytes a field, in order', () => {
    for (const { struct, access } of header.bindings) {
      if (access !== 'uniform') continue;
      const actual = reflected.structs.find((s) => s.name === struct)!;
      expect(
        actual.members.map((m) => ({ name: m.name, type: m.type.name, offset: m.offset })),
      ).toEqual(header.structs[struct].map((field, slot) => ({ ...field, offset: 4 * slot })));
    }
  });

  it('has the override constants and element types that were parsed', () => {
    const overrides = reflected.overrides.map((o) => o.name);
    expect(Object.keys(header.constants).sort()).toEqual(overrides.sort());
    for (const { name: binding, access } of header.bindings) {
      if (access === 'uniform') continue;
      const variable = reflected.storage.find((s) => s.name === binding)!;
      const known: Record<string, string> = { atomic: 'u32', vec4f: 'f32' };
      const element = variable.format?.name ?? '';
      expect(known[element] ?? element).toBe(header.elements[binding]);
    }
  });

  it('has the workgroup that its header says, within the core limits', () => {
    const declared = /@workgroup_size\(([^)]*)\)/
      .exec(code)![1]
      .split(',')
      .map((s) => s.trim());
    while (declared.length < 3) declared.push('1');
    expect(declared).toEqual([...header.workgroup]);
    const extents = header.workgroup.map((e) => evaluate(e, symbols));
    expect(extents.reduce((a, b) => a * b, 1)).toBeLessThanOrEqual(CORE.invocations);
    expect(evaluate(header.cost['shared bytes'], symbols)).toBeLessThanOrEqual(CORE.sharedBytes);
  });

  it('says what it costs, what checks it and where it stands', () => {
    for (const sizes of [Object.fromEntries(Object.keys(header.sizes).map((s) => [s, 7]))]) {
      expect(evaluate(header.cost.flops, { ...symbols, ...sizes })).toBeGreaterThanOrEqual(0);
      const reads = header.cost['global reads'];
      expect(evaluate(reads, { ...symbols, ...sizes })).toBeGreaterThanOrEqual(0);
      expect(workgroups(header, sizes).every((w) => w >= 1)).toBe(true);
    }
    expect(existsSync(header.check.reference), header.check.reference).toBe(true);
    expect(header.ladder).toContain(name);
    for (const rung of header.ladder) expect(catalogue.has(rung), rung).toBe(true);
    expect(header.why.length).toBeGreaterThan(100);
  });

  it('finds its place in a folded launch, whatever the axes', () => {
    // The header's parser asks for fold(…); where an invocation stands must follow from both of these.
    expect(code).toContain('@builtin(num_workgroups)');
    expect(code).toContain('@builtin(workgroup_id)');
    expect(code).not.toContain('global_invocation_id');
  });

  it('initialises every variable of a function: a loop does not zero it again', () => {
    expect(code.match(/^\s+var \w+ *: *[^=;]+;/gm) ?? []).toEqual([]);
  });
});

/** wgsl_reflect reports no access for uniforms; the declaration says it. */
function reflectedAccess(code: string, binding: string): string {
  const [, space] = new RegExp(`var<([^>]*)> ${binding}:`).exec(code)!;
  return space === 'uniform' ? 'uniform' : space.split(',')[1].trim();
}

/** The text of a function in every kernel that has it. */
function bodies(name: string): Record<string, string> {
  const found = [...catalogue.values()].flatMap(({ name: kernel, source }) => {
    const body = new RegExp(`(?://.*\\n)*fn ${name}\\([\\s\\S]*?\\n\\}`).exec(source);
    return body ? [[kernel, body[0]]] : [];
  });
  return Object.fromEntries(found) as Record<string, string>;
}

it.each([
  ['pcg4d', 'the very hash that pcg4d.wgsl tests'],
  ['draw_features', 'the very features that sparse_features.wgsl tests'],
  ['unfold', 'the very blocks that matmul_tiled.wgsl tests'],
])('every shader that has %s has %s', (name) => {
  const texts = bodies(name);
  const tested = { pcg4d: 'pcg4d', unfold: 'matmul_tiled' }[name] ?? 'sparse_features';
  expect(Object.keys(texts).length).toBeGreaterThan(5);
  for (const [kernel, text] of Object.entries(texts)) expect(text, kernel).toBe(texts[tested]);
});

it('the sampler in each shader finds what it needs, and counts sets from the same number', () => {
  for (const kernel of Object.keys(bodies('draw_features'))) {
    const { header, source } = catalogue.get(kernel)!;
    const { structs, constants } = header;
    const fields = structs.Dims.map(({ name }) => name);
    expect(fields, kernel).toEqual(
      expect.arrayContaining(['n', 'key_0', 'key_1', 'key_2', 'key_3']),
    );
    const sets = `0x${LAST_WORDS.sets.toString(16)}u`;
    expect(source, kernel).toMatch(new RegExp(`^const FIRST_SET(: u32)? = ${sets};`, 'm'));
    expect(source, kernel).toMatch(/^const LEVEL(: f32)? = 1.0 \/ 16777216.0;/m);
    expect(constants, kernel).toMatchObject({ SIGNED: 0, SET: 1, ANTI: 0 });
  }
});
