// matmul_double: C = A · B, loading the next tiles while the present ones are multiplied.
//
// WHY   In matmul_block_2d everyone waits twice a tile: until it is full, and until everyone
//       has read it. With two tiles of each matrix, one is filled while the other is read,
//       and one barrier a tile is enough: it says both that the new tile is full and that
//       nobody reads the old one any more. The loads of the next tile are under way while
//       this one is multiplied, so their delay is hidden. The tile of A is stored column by
//       column, so that four rows are four neighbours; one spare number at the end of each
//       column spreads neighbours in K over different banks of shared memory, which could
//       otherwise serve only one of them at a time. The block of C is four vectors.
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
//   workgroup  ACROSS, DOWN, 1          x walks blocks of 4 columns, y blocks of 4 rows
//   dispatch   fold(ceil(N / (ACROSS · 4)), ceil(M / (DOWN · 4)), I)
//   accepts    any I, M, K, N >= 1   edge tiles are padded with zeros
//
// COST
//   flops         2 · I · M · K · N
//   global reads  I · (M · K · ceil(N / (ACROSS · 4)) + K · N · ceil(M / (DOWN · 4)))  floats
//   shared bytes  8 · DEPTH · (DOWN · 4 + 1 + ACROSS · 4)
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
//   gpu       Faster than the blocks without vectors: half the barriers, and the next
//             tile is loaded while this one is multiplied. How much depends on how
//             long memory takes to answer.
//   software  Slower than matmul_vec4: tiles and barriers cost more than they save on
//             a CPU, whose caches share among invocations by themselves. Faster than
//             matmul_block_2d, with one barrier a tile instead of two and named
//             vectors for its sums.

override ACROSS: u32 = 8u;  // invocations along a row of C
override DOWN: u32 = 8u;    // invocations along a column of C
override DEPTH: u32 = 8u;   // how much of K is in a tile

struct Dims { I: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

// Two tiles of each matrix, one behind the other.
var<workgroup> a_tile: array<f32, 2 * DEPTH * (DOWN * 4 + 1)>;  // [2, DEPTH, DOWN * 4 + 1]
var<workgroup> b_tile: array<f32, 2 * DEPTH * ACROSS * 4>;      // [2, DEPTH, ACROSS * 4]

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
    (dims.N + ACROSS * 4u - 1u) / (ACROSS * 4u),
    (dims.M + DOWN * 4u - 1u) / (DOWN * 4u),
  );
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let rows = DOWN * 4u;
  let cols = ACROSS * 4u;

  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  load_tiles(group, lane, 0u, 0u);
  for (var k0 = 0u; k0 < dims.K; k0 += DEPTH) {
    let now = (k0 / DEPTH) % 2u;
    workgroupBarrier();  // the tiles `now` are full, and nobody reads the others any more
    if (k0 + DEPTH < dims.K) { load_tiles(group, lane, k0 + DEPTH, 1u - now); }

    for (var k = 0u; k < DEPTH; k++) {
      let x = (now * DEPTH + k) * (rows + 1u) + local.y * 4u;
      let y = (now * DEPTH + k) * cols + local.x * 4u;
      let v = vec4f(b_tile[y], b_tile[y + 1u], b_tile[y + 2u], b_tile[y + 3u]);
      s0 += a_tile[x] * v;
      s1 += a_tile[x + 1u] * v;
      s2 += a_tile[x + 2u] * v;
      s3 += a_tile[x + 3u] * v;
    }
  }

  // No early return above: every invocation must reach the barriers.
  let row = group.y * rows + local.y * 4u;
  let col = group.x * cols + local.x * 4u;
  write_row(group.z, row, col, s0);
  write_row(group.z, row + 1u, col, s1);
  write_row(group.z, row + 2u, col, s2);
  write_row(group.z, row + 3u, col, s3);
}

// All invocations together fill tile `which` of both matrices from k0 on, in memory order.
// Cells outside the matrices become 0, which adds nothing to a sum.
fn load_tiles(group: vec3u, lane: u32, k0: u32, which: u32) {
  let rows = DOWN * 4u;
  let cols = ACROSS * 4u;
  for (var e = lane; e < rows * DEPTH; e += ACROSS * DOWN) {
    let row = group.y * rows + e / DEPTH;
    let k = k0 + e % DEPTH;
    let inside = row < dims.M && k < dims.K;
    let at = select(0u, (group.z * dims.M + row) * dims.K + k, inside);
    a_tile[(which * DEPTH + e % DEPTH) * (rows + 1u) + e / DEPTH] = select(0.0, a[at], inside);
  }
  for (var e = lane; e < DEPTH * cols; e += ACROSS * DOWN) {
    let k = k0 + e / cols;
    let col = group.x * cols + e % cols;
    let inside = k < dims.K && col < dims.N;
    let at = select(0u, (group.z * dims.K + k) * dims.N + col, inside);
    b_tile[which * DEPTH * cols + e] = select(0.0, b[at], inside);
  }
}

// Four neighbours of a row of C, as far as they lie inside.
fn write_row(instance: u32, row: u32, col: u32, values: vec4f) {
  if (row >= dims.M || col >= dims.N) { return; }
  let start = (instance * dims.M + row) * dims.N + col;
  let inside = min(4u, dims.N - col);
  for (var j = 0u; j < inside; j++) { c[start + j] = values[j]; }
}
