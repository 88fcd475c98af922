// matmul_nt_naive: C = A · Bᵀ, one invocation computing one element of C.
//
// WHY   A backward pass multiplies by transposes: for C = A · B the gradient of A is
//       d_a = d_c · Bᵀ, and a tied decoder is h · Wᵀ. Transposing B first would cost a
//       pass over memory; reading it by rows instead of by columns costs nothing.
//       Row r of A and row c of B are both walked in memory order.
//
// MATH  C[i, r, c] = sum over k of A[i, r, k] · B[i, c, k]
//
// SHAPES  row-major f32, one product an instance
//   I  instances, computed side by side
//   M  rows of A, rows of C
//   K  columns of A = columns of B (the summed axis)
//   N  rows of B, columns of C
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [I, M, K]
//   2  b     read        [I, N, K]
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
// LADDER  matmul_nt_naive -> matmul_nt_tiled -> matmul_nt_vec4
//
// EXPECT  its time
//   gpu       The yardstick. Neighbours walk different rows of B, each far from the
//             next, so lines of memory are fetched for single numbers.
//   software  Closer to the rungs above than on a GPU: each lane walks along a row,
//             which a CPU's cache likes.

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
  let b_row = (instance * dims.N + col) * dims.K;  // B[i, c, 0]
  var sum = 0.0;
  for (var k = 0u; k < dims.K; k++) {
    sum += a[a_row + k] * b[b_row + k];
  }
  c[cell] = sum;
}
