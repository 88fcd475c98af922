import type { UniformField } from './header';

/**
 * Packs values into the bytes of a uniform struct of scalars: four bytes a field in order, the whole
 * rounded up to 16 as WGSL lays out a struct in uniform memory.
 *
 * @throws RangeError when a field is missing, unknown, or a u32 is no whole number
 */
export function packUniform(
  fields: readonly UniformField[],
  values: Readonly<Record<string, number>>,
): ArrayBuffer {
  const names = fields.map(({ name }) => name);
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new RangeError(`the struct has no field ${unknown.join(', ')}`);
  const bytes = new ArrayBuffer(Math.ceil(fields.length / 4) * 16);
  const view = new DataView(bytes);
  fields.forEach(({ name, type }, slot) => writeScalar(view, slot * 4, name, type, values[name]));
  return bytes;
}

function writeScalar(
  view: DataView,
  offset: number,
  name: string,
  type: UniformField['type'],
  value: number | undefined,
): void {
  if (value === undefined) throw new RangeError(`the field ${name} has no value`);
  if (type === 'f32') {
    view.setFloat32(offset, value, true);
    return;
  }
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new RangeError(
      `the field ${name} must be a whole number from 0 to 2^32 - 1, not ${value}`,
    );
  }
  view.setUint32(offset, value, true);
}
