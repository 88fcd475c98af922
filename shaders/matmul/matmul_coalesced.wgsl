// matmul_coalesced: C = A · B, neighbouring invocations taking neighbouring columns.
//
// WHY   The naive kernel hands out cells down the columns of C, so neighbours read rows of
//       A that lie far apart. Here they are handed out along the rows: neighbours read the
//       same element of A, and neighbouring elements of B, which a GPU fetches together as
//       one line of memory (it coalesces them). Two lines differ; on a GPU that is worth
//       several times the speed. For a toy model with two hidden dimensions, where tiles
//       would stand almost empty, this rung is the fastest.
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
//   workgroup  WORKGROUP, 1, 1          one invocation a cell of C, in memory order
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
// EXPECT  its time against the rung below
//   gpu       Several times the naive kernel where the matrices are large, for two
//             changed lines: neighbours now share each line of memory.
//   software  A smaller gain, and on small matrices none: there is no hardware that
//             joins the reads of 32 neighbours, only a cache that likes neighbours too.

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

  let row = cell / dims.N;           // i * M + r: the row of A, counted over all instances
  let col = cell % dims.N;
  let instance = row / dims.M;

  let a_row = row * dims.K;          // A[i, r, 0]
  let b_col = instance * dims.K * dims.N + col;  // B[i, 0, c]
  var sum = 0.0;
  for (var k = 0u; k < dims.K; k++) {
    sum += a[a_row + k] * b[b_col + k * dims.N];
  }
  c[cell] = sum;
}
