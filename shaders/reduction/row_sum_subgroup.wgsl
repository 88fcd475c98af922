// row_sum_subgroup: adds up each row, invocations of a subgroup passing numbers without memory.
//
// WHY   A tree in shared memory writes, waits and reads once a level. The invocations of a
//       subgroup run in step and can add up among themselves in one instruction, subgroupAdd,
//       registers to registers. What is left is one number a subgroup: those meet in shared
//       memory behind a single barrier, however large the workgroup. The device chooses the
//       order within a subgroup, but always the same one, so the result repeats exactly.
//       Needs subgroups; row_sum_items is the twin without.
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
//   workgroup  WORKGROUP, 1, 1          of any size
//   dispatch   fold(R)
//   accepts    any R, C >= 1
//
// COST
//   flops         R · C
//   global reads  R · C  floats
//   shared bytes  WORKGROUP · 4
//
// CHECK
//   reference   src/reference/row-sum.ts
//   tolerance   sum(C)
//   idempotent  yes
//
// LADDER  row_sum_serial -> row_sum_interleaved -> row_sum_sequential -> row_sum_items
//         -> row_sum_subgroup

enable subgroups;

override WORKGROUP: u32 = 64u;

struct Dims { R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;

// One sum a subgroup, at the place of its first invocation; zeros elsewhere, as workgroup memory begins.
var<workgroup> partial: array<f32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
  @builtin(subgroup_invocation_id) subgroup_lane: u32,
  @builtin(subgroup_size) width: u32,
) {
  // The last row of a folded launch may hold workgroups beyond R. They must still reach
  // the barrier, so they sum nothing instead of returning.
  let row = group.y * groups.x + group.x;
  let columns = select(0u, dims.C, row < dims.R);
  let start = row * dims.C;

  var sum = 0.0;
  for (var col = lane; col < columns; col += WORKGROUP) { sum += a[start + col]; }

  let together = subgroupAdd(sum);
  if (subgroupElect()) { partial[lane] = together; }
  workgroupBarrier();  // the sums of all subgroups are written

  // Every subgroup adds up all of them, which costs no more than one of them doing it alone.
  var rest = 0.0;
  for (var at = subgroup_lane; at < WORKGROUP; at += width) { rest += partial[at]; }
  let total = subgroupAdd(rest);
  if (lane == 0u && row < dims.R) { sums[row] = total; }
}
