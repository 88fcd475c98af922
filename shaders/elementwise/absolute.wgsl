// absolute: y = |x|, element by element.
//
// WHY   A model can also be asked to compute: its output is to be the absolute value of an
//       input that may be negative. This kernel writes what the output is held against.
//       Nothing is learned here, so no gradient goes back through it.
//
// MATH  y[e] = |x[e]|
//
// SHAPES
//   count  elements, of any shape
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  x     read        [count]
//   2  y     read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         1 · count
//   global reads  1 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/absolute.ts
//   tolerance   exact
//   idempotent  yes
//
// LADDER  absolute

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  y[element] = abs(x[element]);
}
