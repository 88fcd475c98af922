// matmul_split: C = A · B for products of few rows, K shared out among invocations.
//
// WHY   A product of one row has no block to keep in registers: each element of B serves one
//       multiplication, whatever one does, and reading B once is all the work. What can go
//       wrong is to leave the processor idle: with N / 16 invocations, each walking all of K,
//       there may be too few of them. So SLICES invocations share a column block, each
//       walking every SLICES-th k, and their sums meet in shared memory at the end, in a
//       fixed order: the result is the same on every run. Sixteen columns an invocation make
//       one read of A serve sixteen multiplications.
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
//   workgroup  ACROSS, SLICES, 1        x walks blocks of 16 columns, y slices of K
//   dispatch   fold(ceil(N / (ACROSS · 16)), M, I)
//   accepts    any I, M, K, N >= 1
//
// COST
//   flops         2 · I · M · K · N
//   global reads  I · M · K · ceil(N / 16) · 17  floats
//   shared bytes  ACROSS · SLICES · 64
//
// CHECK
//   reference   src/reference/matmul.ts
//   tolerance   dot(K)
//   idempotent  yes
//
// LADDER  matmul_naive -> matmul_coalesced -> matmul_split
//
// EXPECT  its time against rungs with square blocks
//   gpu       Far faster than the square-block rungs where rows are few: they would
//             leave most of the device idle.
//   software  The fastest for products of one or a few rows: sixteen columns share a
//             read of A, and no work is done for rows that are not there. For many
//             rows it reads B again and again.

override ACROSS: u32 = 8u;  // invocations along a row of C
override SLICES: u32 = 8u;  // invocations that share K

struct Dims { I: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

// The sums of each invocation, four vectors of four columns.
var<workgroup> partial: array<vec4f, ACROSS * SLICES * 4>;

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

@compute @workgroup_size(ACROSS, SLICES)
fn main(
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) places: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = unfold(place, places, (dims.N + ACROSS * 16u - 1u) / (ACROSS * 16u), dims.M);
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let col = (group.x * ACROSS + local.x) * 16u;
  // Columns beyond the edge are read as the last ones, and not written.
  let next = vec4u(0u, 1u, 2u, 3u);
  let last_col = vec4u(dims.N - 1u);
  let a_start = (group.z * dims.M + group.y) * dims.K;
  let b_start = group.z * dims.K * dims.N;
  let b0 = b_start + min(col + next, last_col);
  let b1 = b_start + min(col + 4u + next, last_col);
  let b2 = b_start + min(col + 8u + next, last_col);
  let b3 = b_start + min(col + 12u + next, last_col);

  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  let columns = select(0u, dims.K, col < dims.N);  // nothing to do beyond the edge
  for (var k = local.y; k < columns; k += SLICES) {
    let x = a[a_start + k];
    s0 += x * four_of_b(b0 + k * dims.N);
    s1 += x * four_of_b(b1 + k * dims.N);
    s2 += x * four_of_b(b2 + k * dims.N);
    s3 += x * four_of_b(b3 + k * dims.N);
  }
  partial[lane * 4u] = s0;
  partial[lane * 4u + 1u] = s1;
  partial[lane * 4u + 2u] = s2;
  partial[lane * 4u + 3u] = s3;
  workgroupBarrier();  // the sums of all slices are written

  if (local.y > 0u) { return; }
  for (var slice = 1u; slice < SLICES; slice++) {
    let other = (slice * ACROSS + local.x) * 4u;
    s0 += partial[other];
    s1 += partial[other + 1u];
    s2 += partial[other + 2u];
    s3 += partial[other + 3u];
  }
  write_row(group.z, group.y, col, s0);
  write_row(group.z, group.y, col + 4u, s1);
  write_row(group.z, group.y, col + 8u, s2);
  write_row(group.z, group.y, col + 12u, s3);
}

fn four_of_b(at: vec4u) -> vec4f { return vec4f(b[at.x], b[at.y], b[at.z], b[at.w]); }

// Four neighbours of a row of C, as far as they lie inside.
fn write_row(instance: u32, row: u32, col: u32, values: vec4f) {
  if (row >= dims.M || col >= dims.N) { return; }
  let start = (instance * dims.M + row) * dims.N + col;
  let inside = min(4u, dims.N - col);
  for (var j = 0u; j < inside; j++) { c[start + j] = values[j]; }
}
