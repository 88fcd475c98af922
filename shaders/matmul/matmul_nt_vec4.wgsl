// matmul_nt_vec4: C = A · Bᵀ, each invocation computing eight rows of four columns as vectors.
//
// WHY   As in matmul_vec4: eight rows and four columns of C in registers, no shared memory.
//       The four columns of C are four rows of B here, each walked in memory order; eight
//       rows of A share what is read of them.
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
//   workgroup  ACROSS, DOWN, 1          x walks blocks of 4 columns, y blocks of 8 rows
//   dispatch   fold(ceil(N / (ACROSS · 4)), ceil(M / (DOWN · 8)), I)
//   accepts    any I, M, K, N >= 1   at the edges the last row or column is read again
//
// COST
//   flops         2 · I · M · K · N
//   global reads  I · (M · K · ceil(N / 4) + K · N · ceil(M / 8))  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/matmul.ts
//   tolerance   dot(K)
//   idempotent  yes
//
// LADDER  matmul_nt_naive -> matmul_nt_tiled -> matmul_nt_vec4
//
// EXPECT  its time against the rung below
//   gpu       Good where the cache is; nothing is shared between invocations.
//   software  The fastest rung: vectors and registers, and no barrier.

override ACROSS: u32 = 8u;  // invocations along a row of C
override DOWN: u32 = 8u;    // invocations along a column of C

struct Dims { I: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

// Which block this workgroup computes. They are launched along three axes where each fits, else in one
// long row that is folded; counted along x, then y, then z, both are the same.
fn unfold(place: vec3u, places: vec3u, across: u32, down: u32) -> vec3u {
  var own = place;
  // One round or none: a CPU skips a loop, where of an if it works out both sides, and divisions are dear.
  for (var folded = places.x != across || places.y != down; folded; folded = false) {
    let at = (place.z * places.y + place.y) * places.x + place.x;
    let row = at / across;
    own = vec3u(at % across, row % down, row / down);
  }
  return own;
}

@compute @workgroup_size(ACROSS, DOWN)
fn main(
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) places: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let group = unfold(
    place, places,
    (dims.N + ACROSS * 4u - 1u) / (ACROSS * 4u),
    (dims.M + DOWN * 8u - 1u) / (DOWN * 8u),
  );
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * ACROSS + local.x, group.y * DOWN + local.y, group.z);
  let row = global.y * 8u;
  let col = global.x * 4u;
  if (row >= dims.M || col >= dims.N) { return; }  // no barrier follows

  // Rows and columns beyond the edge are read as the last ones, and not written.
  let last_row = dims.M - 1u;
  let a_start = global.z * dims.M * dims.K;
  let a0 = a_start + row * dims.K;
  let a1 = a_start + min(row + 1u, last_row) * dims.K;
  let a2 = a_start + min(row + 2u, last_row) * dims.K;
  let a3 = a_start + min(row + 3u, last_row) * dims.K;
  let a4 = a_start + min(row + 4u, last_row) * dims.K;
  let a5 = a_start + min(row + 5u, last_row) * dims.K;
  let a6 = a_start + min(row + 6u, last_row) * dims.K;
  let a7 = a_start + min(row + 7u, last_row) * dims.K;
  let last_col = dims.N - 1u;
  let b_start = global.z * dims.K * dims.N;
  let b0 = b_start + col * dims.K;
  let b1 = b_start + min(col + 1u, last_col) * dims.K;
  let b2 = b_start + min(col + 2u, last_col) * dims.K;
  let b3 = b_start + min(col + 3u, last_col) * dims.K;

  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  var s4 = vec4f();
  var s5 = vec4f();
  var s6 = vec4f();
  var s7 = vec4f();
  for (var k = 0u; k < dims.K; k++) {
    let v = vec4f(b[b0 + k], b[b1 + k], b[b2 + k], b[b3 + k]);
    s0 += a[a0 + k] * v;
    s1 += a[a1 + k] * v;
    s2 += a[a2 + k] * v;
    s3 += a[a3 + k] * v;
    s4 += a[a4 + k] * v;
    s5 += a[a5 + k] * v;
    s6 += a[a6 + k] * v;
    s7 += a[a7 + k] * v;
  }

  write_row(global.z, row, col, s0);
  write_row(global.z, row + 1u, col, s1);
  write_row(global.z, row + 2u, col, s2);
  write_row(global.z, row + 3u, col, s3);
  write_row(global.z, row + 4u, col, s4);
  write_row(global.z, row + 5u, col, s5);
  write_row(global.z, row + 6u, col, s6);
  write_row(global.z, row + 7u, col, s7);
}

// Four neighbours of a row of C, as far as they lie inside.
fn write_row(instance: u32, row: u32, col: u32, values: vec4f) {
  if (row >= dims.M) { return; }
  let start = (instance * dims.M + row) * dims.N + col;
  let inside = min(4u, dims.N - col);
  for (var j = 0u; j < inside; j++) { c[start + j] = values[j]; }
}
