// row_sum_sequential: adds up each row, the tree folding one half onto the other.
//
// WHY   The same tree, drawn differently: in each round the first half of the invocations
//       adds what the second half holds. Those that work are neighbours, so whole groups of
//       32 fall idle together and cost nothing, and they read neighbours in shared memory,
//       each from its own bank.
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
//   workgroup  WORKGROUP, 1, 1          a power of two, for the tree
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
//
// EXPECT  its time against the rung below
//   gpu       Somewhat faster than the interleaved tree: whole groups of lanes fall idle
//             together, and neighbours read different banks.
//   software  About the same as the rung below. A CPU has no banks, and its lanes do not
//             run 32 in step: what this rung mends is not broken there.

override WORKGROUP: u32 = 64u;

struct Dims { R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;

var<workgroup> partial: array<f32, WORKGROUP>;  // one sum an invocation

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  // The last row of a folded launch may hold workgroups beyond R. They must still reach
  // the barriers, so they sum nothing instead of returning.
  let row = group.y * groups.x + group.x;
  let columns = select(0u, dims.C, row < dims.R);
  let start = row * dims.C;

  var sum = 0.0;
  for (var col = lane; col < columns; col += WORKGROUP) { sum += a[start + col]; }
  partial[lane] = sum;

  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();  // the sums of the round before are written
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  // Invocation 0 wrote partial[0] itself in the last round: it needs no barrier to read it.
  if (lane == 0u && row < dims.R) { sums[row] = partial[0]; }
}
