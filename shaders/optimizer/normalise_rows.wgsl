// normalise_rows: gives each row of a matrix the length 1, in place.
//
// WHY   A sparse autoencoder is punished for large activations f. It could evade the penalty by making f
//       small and its dictionary's entries long, and nothing would have become sparse. So after each step
//       every entry is put back to length 1: what is left to choose is its direction. A row of zeros has no
//       direction, and stays.
//       One invocation a row: rows are as short as a hidden vector, and rows are many.
//
// MATH  a[r, c] = a[r, c] / sqrt(sum over k of a[r, k]²)
//
// SHAPES  row-major f32
//   R  rows
//   C  columns
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read_write  [R, C]  updated in place
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a row
//   dispatch   fold(ceil(R / WORKGROUP))
//   accepts    any R >= 1, 1 <= C <= 32000   some drivers end loops of more rounds
//
// COST
//   flops         3 · R · C
//   global reads  2 · R · C  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/normalise-rows.ts
//   tolerance   half of dot(C), a square root and a division
//   idempotent  no
//
// LADDER  normalise_rows

override WORKGROUP: u32 = 64u;

struct Dims { R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> a: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (row >= dims.R) { return; }
  let start = row * dims.C;
  var squares = 0.0;
  for (var c = 0u; c < dims.C; c++) {
    let value = a[start + c];
    squares += value * value;
  }
  let length = select(1.0, sqrt(squares), squares > 0.0);
  for (var c = 0u; c < dims.C; c++) { a[start + c] = a[start + c] / length; }
}
