// add_column: out = a + col, one vector added to every column of a matrix.
//
// WHY   The other axis: one number a row, such as a threshold of its own for each sample. All
//       invocations of a row read the same number at once, which hardware serves in one go.
//       The gradient is the sum over the columns: row_sum.
//
// MATH  out[r, c] = a[r, c] + col[r]
//
// SHAPES  row-major f32
//   R  rows
//   C  columns
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [R, C]
//   2  col  read        [R]
//   3  out   read_write  [R, C]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(R · C / WORKGROUP))
//   accepts    any R, C >= 1
//
// COST
//   flops         R · C
//   global reads  2 · R · C  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/add.ts
//   tolerance   chain(1)
//   idempotent  yes
//
// LADDER  add_column

override WORKGROUP: u32 = 256u;

struct Dims { R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> col: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.R * dims.C) { return; }
  out[element] = a[element] + col[element / dims.C];
}
