// matmul_block_2d: C = A · B, each invocation computing a ROWS × COLS block.
//
// WHY   The strip of the rung below reuses an element of B for ROWS multiplications, but
//       reads an element of A for each. A block of ROWS × COLS sums in registers reuses both:
//       ROWS + COLS reads serve ROWS · COLS multiplications. With 4 × 4 that is half a read
//       each, where the strip needed a little more than one. The price is registers: too
//       large a block, and fewer invocations fit on the processor at once.
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
//   workgroup  ACROSS, DOWN, 1          x walks blocks of COLS columns, y blocks of ROWS rows
//   dispatch   fold(ceil(N / (ACROSS · COLS)), ceil(M / (DOWN · ROWS)), I)
//   accepts    any I, M, K, N >= 1   edge blocks are padded with zeros
//
// COST
//   flops         2 · I · M · K · N
//   global reads  I · ceil(N / (ACROSS · COLS)) · ceil(M / (DOWN · ROWS)) · ceil(K / DEPTH) · DEPTH · (DOWN · ROWS + ACROSS · COLS)  floats, edge blocks whole
//   shared bytes  4 · DEPTH · (DOWN · ROWS + ACROSS · COLS)
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
//   gpu       The best so far for large matrices: a block of ROWS × COLS products an
//             invocation, from ROWS + COLS reads.
//   software  Registers help a CPU as they help a GPU, but the barriers are still there;
//             whether it beats the strip of the rung below depends on how the compiler
//             keeps the block.

override ACROSS: u32 = 8u;   // invocations along a row of C
override DOWN: u32 = 8u;     // invocations along a column of C
override DEPTH: u32 = 16u;   // how much of K is in shared memory at a time
const ROWS = 4u;             // rows and columns of C in an invocation: they size an array,
const COLS = 4u;             // so they are no overrides

struct Dims { I: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

var<workgroup> a_tile: array<f32, DOWN * ROWS * DEPTH>;    // [DOWN * ROWS, DEPTH] block of A
var<workgroup> b_tile: array<f32, DEPTH * ACROSS * COLS>;  // [DEPTH, ACROSS * COLS] block of B

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
  @builtin(local_invocation_index) lane: u32,
) {
  let group = unfold(
    place, places,
    (dims.N + ACROSS * COLS - 1u) / (ACROSS * COLS),
    (dims.M + DOWN * ROWS - 1u) / (DOWN * ROWS),
  );
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let first_row = group.y * DOWN * ROWS;
  let first_col = group.x * ACROSS * COLS;
  let a_start = group.z * dims.M * dims.K;
  let b_start = group.z * dims.K * dims.N;

  var sums = array<f32, ROWS * COLS>();
  for (var k0 = 0u; k0 < dims.K; k0 += DEPTH) {
    // 1. All invocations together load both blocks, in memory order. Cells outside the
    //    matrices become 0, which adds nothing to a sum.
    for (var e = lane; e < DOWN * ROWS * DEPTH; e += ACROSS * DOWN) {
      let row = first_row + e / DEPTH;
      let k = k0 + e % DEPTH;
      let inside = row < dims.M && k < dims.K;
      a_tile[e] = select(0.0, a[select(0u, a_start + row * dims.K + k, inside)], inside);
    }
    for (var e = lane; e < DEPTH * ACROSS * COLS; e += ACROSS * DOWN) {
      let k = k0 + e / (ACROSS * COLS);
      let col = first_col + e % (ACROSS * COLS);
      let inside = k < dims.K && col < dims.N;
      b_tile[e] = select(0.0, b[select(0u, b_start + k * dims.N + col, inside)], inside);
    }
    workgroupBarrier();  // both blocks are full before anyone reads them

    // 2. ROWS elements of A and COLS of B go to registers and meet each other.
    for (var k = 0u; k < DEPTH; k++) {
      var b_values = array<f32, COLS>();
      for (var j = 0u; j < COLS; j++) {
        b_values[j] = b_tile[k * ACROSS * COLS + local.x * COLS + j];
      }
      for (var r = 0u; r < ROWS; r++) {
        let a_value = a_tile[(local.y * ROWS + r) * DEPTH + k];
        for (var j = 0u; j < COLS; j++) { sums[r * COLS + j] += a_value * b_values[j]; }
      }
    }
    workgroupBarrier();  // everyone is done reading before the next load
  }

  // 3. No early return above: every invocation must reach the barriers.
  for (var r = 0u; r < ROWS; r++) {
    for (var j = 0u; j < COLS; j++) {
      let row = first_row + local.y * ROWS + r;
      let col = first_col + local.x * COLS + j;
      if (row < dims.M && col < dims.N) {
        c[group.z * dims.M * dims.N + row * dims.N + col] = sums[r * COLS + j];
      }
    }
  }
}
