// Where a shader touches a binding: the lines that the numbers of a step point at.
import { expect, it } from 'vitest';
import { catalogue } from '../../src/kernels/index';
import { linesOf } from '../../src/ui/source-lines';

it('finds reads and writes, and neither in comments nor in declarations', () => {
  const source = `// c[i] = a[i]
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1)
var<storage, read_write> c: array<f32>;
fn main() {
  if (a[0] == 1.0) { return; }
  c[0] = a[1]; // a
  c[1] += 2.0;
  ca[0] = 1.0;
  let d = c[0] <= a[2];
}`;
  expect(linesOf(source, 'a')).toEqual({ writes: [], reads: [6, 7, 10] });
  expect(linesOf(source, 'c')).toEqual({ writes: [7, 8], reads: [10] });
});

it('finds a line for every array of every kernel', () => {
  const missing = [...catalogue.values()].flatMap(({ name, source, header }) =>
    header.bindings
      .filter(({ access }) => access !== 'uniform')
      .filter((binding) => {
        const { writes, reads } = linesOf(source, binding.name);
        return writes.length + reads.length === 0;
      })
      .map((binding) => `${name}: ${binding.name}`),
  );
  expect(missing).toEqual([]);
});
