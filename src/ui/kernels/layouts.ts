import { WgslReflect, type TypeInfo } from 'wgsl_reflect';

/** How WGSL lays out a struct in memory, in bytes. */
export interface StructLayout {
  name: string;
  size: number;
  align: number;
  fields: readonly { name: string; type: string; offset: number; size: number; align: number }[];
}

/**
 * Types of all bindings by name, and layouts of all structs, as a WGSL parser reads them.
 * @throws Error where it cannot parse the text
 */
export function reflect(source: string): {
  types: Record<string, string>;
  structs: StructLayout[];
} {
  const { structs, uniforms, storage } = new WgslReflect(source);
  const types = [...uniforms, ...storage].map(({ name, type }) => [name, nameOf(type)]);
  return {
    types: Object.fromEntries(types),
    structs: structs.map(({ name, size, align, members }) => ({
      name,
      size,
      align,
      fields: members.map((member) => ({
        name: member.name,
        type: nameOf(member.type),
        offset: member.offset,
        size: member.size,
        align: member.align || alignOf(nameOf(member.type)),
      })),
    })),
  };
}

/** A runtime-sized array is told as one of 0 elements. */
function nameOf(type: TypeInfo): string {
  return type.getTypeName().replace(/, 0>$/, '>');
}

/** The parser knows the alignment of structs only; the others are those of WGSL's table. */
function alignOf(type: string): number {
  const [, rows] = /^(?:vec|mat\dx)(\d)/.exec(type) ?? [];
  const scalar = /h$|f16/.test(type) ? 2 : 4;
  return rows === undefined ? scalar : scalar * (rows === '2' ? 2 : 4);
}
