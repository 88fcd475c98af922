// matmul_naive: C = A · B, one invocation computing one element of C.
//
// WHY   The plainest product there is: each invocation walks one row of A and one
//       column of B and adds up the products. Nothing is shared, so every element
//       of A is read N times and every element of B is read M times. It is the rung
//       that all others are measured against. Cells are handed out column by column, as
//       one would write C(r, c) on paper; the next rung shows what that costs.
//
// MATH  C[i, r, c] = sum over k of A[i, r, k] · B[i, k, c]
//
// SHAPES  row-major f32, one product an instance
//   I  instances, computed side by side
//   M  rows of A, rows of C
//   K  columns of A = rows of B (the summed axis)
//   N  columns of B, columns of C
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [I, M, K]
//   2  b     read        [I, K, N]
//   3  c     read_write  [I, M, N]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a cell of C, column by column
//   dispatch   fold(ceil(I · M · N / WORKGROUP))
//   accepts    any I, M, K, N >= 1      spare invocations of the last workgroup skip
//
// COST
//   flops         2 · I · M · K · N
//   global reads  2 · I · M · K · N  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/matmul.ts
//   tolerance   dot(K)
//   idempotent  yes
//
// LADDER  matmul_naive -> matmul_coalesced -> matmul_tiled -> matmul_block_1d
//         -> matmul_block_2d -> matmul_vec4 -> matmul_double -> matmul_outer
//         -> matmul_subgroup -> matmul_f16
//
// EXPECT  its time
//   gpu       The yardstick: every other rung should beat it on large matrices.
//             Neighbouring invocations read far apart, so each fetched line of memory
//             serves one number.
//   software  Not as bad as on a GPU: a few invocations run side by side as lanes of a
//             CPU, and a large cache keeps the lines that they come back to.

override WORKGROUP: u32 = 256u;

struct Dims { I: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  // More than 65 535 workgroups do not fit on one axis, so the launch folds them
  // over x and y; this unfolds them.
  let cell = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (cell >= dims.I * dims.M * dims.N) { return; }

  let row = cell % dims.M;  // neighbours take the next row
  let col = (cell / dims.M) % dims.N;
  let instance = cell / (dims.M * dims.N);

  let a_row = (instance * dims.M + row) * dims.K;  // A[i, r, 0]
  let b_col = instance * dims.K * dims.N + col;  // B[i, 0, c]
  var sum = 0.0;
  for (var k = 0u; k < dims.K; k++) {
    sum += a[a_row + k] * b[b_col + k * dims.N];
  }
  c[(instance * dims.M + row) * dims.N + col] = sum;
}
