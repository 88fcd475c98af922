// matmul_block_1d: C = A · B, each invocation computing a strip of ROWS elements.
//
// WHY   In the tiled kernel every multiplication still reads two numbers from shared memory,
//       and that is now what limits it. Here an invocation computes ROWS elements of one
//       column of C, and keeps their sums in registers. It reads an element of B once and
//       uses it ROWS times, so shared-memory reads fall from 2 to 1 + 1 / ROWS for each
//       multiplication, and there are ROWS independent sums to work on at once.
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
//   workgroup  COLS, GROUPS, 1          x walks columns of C, y walks strips of ROWS rows
//   dispatch   fold(ceil(N / COLS), ceil(M / (GROUPS · ROWS)), I)
//   accepts    any I, M, K, N >= 1   edge blocks are padded with zeros
//
// COST
//   flops         2 · I · M · K · N
//   global reads  I · ceil(N / COLS) · ceil(M / (GROUPS · ROWS)) · ceil(K / DEPTH) · DEPTH · (GROUPS · ROWS + COLS)  floats, edge blocks whole
//   shared bytes  4 · DEPTH · (GROUPS · ROWS + COLS)
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
//   gpu       Faster than the tiled kernel: each number fetched from workgroup memory
//             serves several multiplications from a register.
//   software  Faster than the tiled kernel, as there are fewer barriers for each
//             multiplication, but the barriers that remain may still leave it behind the
//             kernels that have none.

override COLS: u32 = 32u;    // columns of C in a workgroup
override GROUPS: u32 = 4u;   // strips of rows in a workgroup
override DEPTH: u32 = 16u;   // how much of K is in shared memory at a time
const ROWS = 8u;             // rows of C in an invocation: sizes an array, so it is no override

struct Dims { I: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

var<workgroup> a_tile: array<f32, GROUPS * ROWS * DEPTH>;  // [GROUPS * ROWS, DEPTH] block of A
var<workgroup> b_tile: array<f32, DEPTH * COLS>;           // [DEPTH, COLS] block of B

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

@compute @workgroup_size(COLS, GROUPS)
fn main(
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) places: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = unfold(
    place, places,
    (dims.N + COLS - 1u) / COLS,
    (dims.M + GROUPS * ROWS - 1u) / (GROUPS * ROWS),
  );
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let first_row = group.y * GROUPS * ROWS;
  let first_col = group.x * COLS;
  let a_start = group.z * dims.M * dims.K;
  let b_start = group.z * dims.K * dims.N;

  var sums = array<f32, ROWS>();
  for (var k0 = 0u; k0 < dims.K; k0 += DEPTH) {
    // 1. All invocations together load both blocks, in memory order. Cells outside the
    //    matrices become 0, which adds nothing to a sum.
    for (var e = lane; e < GROUPS * ROWS * DEPTH; e += COLS * GROUPS) {
      let row = first_row + e / DEPTH;
      let k = k0 + e % DEPTH;
      let inside = row < dims.M && k < dims.K;
      a_tile[e] = select(0.0, a[select(0u, a_start + row * dims.K + k, inside)], inside);
    }
    for (var e = lane; e < DEPTH * COLS; e += COLS * GROUPS) {
      let k = k0 + e / COLS;
      let col = first_col + e % COLS;
      let inside = k < dims.K && col < dims.N;
      b_tile[e] = select(0.0, b[select(0u, b_start + k * dims.N + col, inside)], inside);
    }
    workgroupBarrier();  // both blocks are full before anyone reads them

    // 2. One element of B, read once, meets ROWS elements of A.
    for (var k = 0u; k < DEPTH; k++) {
      let b_value = b_tile[k * COLS + local.x];
      for (var r = 0u; r < ROWS; r++) {
        sums[r] += a_tile[(local.y * ROWS + r) * DEPTH + k] * b_value;
      }
    }
    workgroupBarrier();  // everyone is done reading before the next load
  }

  // 3. No early return above: every invocation must reach the barriers.
  let col = first_col + local.x;
  for (var r = 0u; r < ROWS; r++) {
    let row = first_row + local.y * ROWS + r;
    if (row < dims.M && col < dims.N) {
      c[group.z * dims.M * dims.N + row * dims.N + col] = sums[r];
    }
  }
}
