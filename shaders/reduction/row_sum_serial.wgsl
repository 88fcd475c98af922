// row_sum_serial: adds up each row, one invocation a row.
//
// WHY   The loop that one would write on a CPU. With few long rows a GPU stands almost idle:
//       two rows keep two of its thousands of lanes busy. And each addition has to wait for
//       the one before. The rungs above share a row among many invocations.
//
// MATH  sums[r] = sum over c of a[r, c]
//
// SHAPES  row-major f32
//   R  rows
//   C  columns (the summed axis)
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [R, C]
//   2  sums  read_write  [R]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a row
//   dispatch   fold(ceil(R / WORKGROUP))
//   accepts    any R, C >= 1
//
// COST
//   flops         R · C
//   global reads  R · C  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/row-sum.ts
//   tolerance   sum(C)
//   idempotent  yes
//
// LADDER  row_sum_serial -> row_sum_interleaved -> row_sum_sequential -> row_sum_items
//         -> row_sum_subgroup
//
// EXPECT  its time
//   gpu       Poor where rows are few and long: most of the device has nothing to do.
//             With thousands of short rows it is hard to beat.
//   software  Often the fastest rung: a CPU is good at long loops, has few lanes to keep
//             busy, and there is no barrier here.

override WORKGROUP: u32 = 64u;

struct Dims { R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (row >= dims.R) { return; }
  var sum = 0.0;
  for (var col = 0u; col < dims.C; col++) { sum += a[row * dims.C + col]; }
  sums[row] = sum;
}
