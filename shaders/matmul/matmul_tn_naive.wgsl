// matmul_tn_naive: C = Aᵀ · B, one invocation computing one element of C.
//
// WHY   The gradient of a weight: for C = A · B, d_b = Aᵀ · d_c, summed over the samples
//       of the batch. The summed axis is now the long one (a batch of 1024) and the
//       result is small (n × m), so there are few invocations with much work each.
//       Reading A and B by columns needs no transposed copy.
//
// MATH  C[i, r, c] = sum over k of A[i, k, r] · B[i, k, c]
//
// SHAPES  row-major f32, one product an instance
//   I  instances, computed side by side
//   M  columns of A, rows of C
//   K  rows of A = rows of B (the summed axis)
//   N  columns of B, columns of C
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [I, K, M]
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
// LADDER  matmul_tn_naive -> matmul_tn_tiled -> matmul_tn_vec4
//
// EXPECT  its time
//   gpu       The yardstick: one invocation walks columns of both factors. Neighbours
//             read neighbours of B, so it is not the worst.
//   software  Closer to the rungs above than on a GPU, with no barrier to pay for.

override WORKGROUP: u32 = 64u;

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

  let col = cell % dims.N;
  let row = (cell / dims.N) % dims.M;
  let instance = cell / (dims.N * dims.M);

  let a_col = instance * dims.K * dims.M + row;  // A[i, 0, r]
  let b_col = instance * dims.K * dims.N + col;  // B[i, 0, c]
  var sum = 0.0;
  for (var k = 0u; k < dims.K; k++) {
    sum += a[a_col + k * dims.M] * b[b_col + k * dims.N];
  }
  c[cell] = sum;
}
