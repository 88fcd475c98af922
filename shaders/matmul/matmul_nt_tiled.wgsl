// matmul_nt_tiled: C = A · Bᵀ, each workgroup computing one TILE × TILE block of C.
//
// WHY   As in matmul_tiled, a workgroup copies a block of each matrix into shared
//       memory once and TILE invocations reuse it. New here is how B's block is read:
//       its rows are the columns of C, so local.x walks k while loading, to read
//       neighbours in memory, and walks c while multiplying.
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
//   workgroup  TILE, TILE, 1            x walks columns of C, y walks rows
//   dispatch   fold(ceil(N / TILE), ceil(M / TILE), I)
//   accepts    any I, M, K, N >= 1   edge tiles are padded with zeros
//
// COST
//   flops         2 · I · M · K · N
//   global reads  I · (M · K · ceil(N / TILE) + K · N · ceil(M / TILE))  floats
//   shared bytes  2 · TILE · TILE · 4
//
// CHECK
//   reference   src/reference/matmul.ts
//   tolerance   dot(K)
//   idempotent  yes
//
// LADDER  matmul_nt_naive -> matmul_nt_tiled -> matmul_nt_vec4
//
// EXPECT  its time against the rung below
//   gpu       Faster on large matrices: each tile is read along its rows once, and
//             shared.
//   software  Slower than the naive kernel, and that is expected: a barrier stops and
//             resumes each invocation in turn, and workgroup memory is no nearer than
//             the cache.

override TILE: u32 = 16u;

struct Dims { I: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

var<workgroup> a_tile: array<f32, TILE * TILE>;  // [TILE, TILE] block of A
var<workgroup> b_tile: array<f32, TILE * TILE>;  // [TILE, TILE] block of B, rows as in B

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

@compute @workgroup_size(TILE, TILE)
fn main(
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) places: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let group = unfold(place, places, (dims.N + TILE - 1u) / TILE, (dims.M + TILE - 1u) / TILE);
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * TILE + local.x, group.y * TILE + local.y, group.z);
  let row = global.y;
  let col = global.x;
  let a_start = global.z * dims.M * dims.K;
  let b_start = global.z * dims.K * dims.N;
  let slot = local.y * TILE + local.x;  // this invocation's cell in both tiles

  var sum = 0.0;
  for (var k0 = 0u; k0 < dims.K; k0 += TILE) {
    // 1. Every invocation loads one cell of each tile. Cells outside the matrix
    //    become 0, which adds nothing to the sum.
    let k_load = k0 + local.x;
    let b_row = col - local.x + local.y;  // first column of this block of C, plus local.y
    a_tile[slot] = 0.0;
    b_tile[slot] = 0.0;
    if (row < dims.M && k_load < dims.K) { a_tile[slot] = a[a_start + row * dims.K + k_load]; }
    if (b_row < dims.N && k_load < dims.K) { b_tile[slot] = b[b_start + b_row * dims.K + k_load]; }
    workgroupBarrier();  // both tiles are full before anyone reads them

    // 2. The K-slice of the dot product that these two tiles hold.
    for (var k = 0u; k < TILE; k++) {
      sum += a_tile[local.y * TILE + k] * b_tile[local.x * TILE + k];
    }
    workgroupBarrier();  // everyone is done reading before the next load
  }

  // 3. No invocation returns alone above: a barrier must be reached by the whole workgroup,
  //    so invocations outside C do the work and only skip the write.
  if (row < dims.M && col < dims.N) {
    c[global.z * dims.M * dims.N + row * dims.N + col] = sum;
  }
}
