// matmul_f16: C = A · B, with A and B stored in half precision and sums in single.
//
// WHY   A number of sixteen bits is half the traffic of one of thirty-two, and twice as many
//       fit into every cache. Weights and activations of a neural network survive it: f16 has
//       eleven significant bits. A sum of a thousand products would not, so each product is
//       made and added in f32: storage is half, arithmetic is not. The block is the one of
//       matmul_outer, so that only the type differs. Needs shader-f16.
//
// MATH  C[i, r, c] = sum over k of A[i, r, k] · B[i, k, c]
//
// SHAPES  row-major, a and b f16, c f32, one product an instance
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
//   workgroup  ACROSS, DOWN, 1          x walks blocks of 8 columns, y blocks of 16 rows
//   dispatch   fold(ceil(N / (ACROSS · 8)), ceil(M / (DOWN · 16)), I)
//   accepts    any I, M, K, N >= 1   at the edges the last row or column is read again
//
// COST
//   flops         2 · I · M · K · N
//   global reads  I · K · ceil(M / 16) · ceil(N / 8) · 24  halves
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
//   gpu       Up to twice as fast where memory is the limit, and no slower elsewhere;
//             the arithmetic is the same.
//   software  About as fast as with f32: half the traffic, but the CPU has to convert
//             each number that it reads, and its caches were large enough before.

enable f16;

override ACROSS: u32 = 8u;  // invocations along a row of C
override DOWN: u32 = 8u;    // invocations along a column of C

struct Dims { I: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f16>;
@group(0) @binding(2) var<storage, read> b: array<f16>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

alias Strip = array<vec4f, 8>;  // four rows of C, eight columns each: two vectors a row

// Adds the outer product of four numbers of a column of A and eight of a row of B.
fn add_outer(sums: ptr<function, Strip>, x: vec4f, left: vec4f, right: vec4f) {
  (*sums)[0] += x.x * left;
  (*sums)[1] += x.x * right;
  (*sums)[2] += x.y * left;
  (*sums)[3] += x.y * right;
  (*sums)[4] += x.z * left;
  (*sums)[5] += x.z * right;
  (*sums)[6] += x.w * left;
  (*sums)[7] += x.w * right;
}

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
    (dims.N + ACROSS * 8u - 1u) / (ACROSS * 8u),
    (dims.M + DOWN * 16u - 1u) / (DOWN * 16u),
  );
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * ACROSS + local.x, group.y * DOWN + local.y, group.z);
  let row = global.y * 16u;
  let col = global.x * 8u;
  if (row >= dims.M || col >= dims.N) { return; }  // no barrier follows

  // Where the rows of A and the columns of B begin. Those beyond the edge are read as the
  // last ones, and not written.
  let next = vec4u(0u, 1u, 2u, 3u);
  let last_row = vec4u(dims.M - 1u);
  let a_start = vec4u(global.z * dims.M * dims.K);
  let a0 = a_start + min(row + next, last_row) * dims.K;
  let a1 = a_start + min(row + 4u + next, last_row) * dims.K;
  let a2 = a_start + min(row + 8u + next, last_row) * dims.K;
  let a3 = a_start + min(row + 12u + next, last_row) * dims.K;
  let last_col = vec4u(dims.N - 1u);
  let b_start = vec4u(global.z * dims.K * dims.N);
  let b0 = b_start + min(col + next, last_col);
  let b1 = b_start + min(col + 4u + next, last_col);

  var s0 = Strip();
  var s1 = Strip();
  var s2 = Strip();
  var s3 = Strip();
  for (var k = 0u; k < dims.K; k++) {
    let left = four_of_b(b0 + k * dims.N);
    let right = four_of_b(b1 + k * dims.N);
    add_outer(&s0, four_of_a(a0 + k), left, right);
    add_outer(&s1, four_of_a(a1 + k), left, right);
    add_outer(&s2, four_of_a(a2 + k), left, right);
    add_outer(&s3, four_of_a(a3 + k), left, right);
  }

  write_strip(global.z, row, col, &s0);
  write_strip(global.z, row + 4u, col, &s1);
  write_strip(global.z, row + 8u, col, &s2);
  write_strip(global.z, row + 12u, col, &s3);
}

fn four_of_a(at: vec4u) -> vec4f { return vec4f(vec4h(a[at.x], a[at.y], a[at.z], a[at.w])); }

fn four_of_b(at: vec4u) -> vec4f { return vec4f(vec4h(b[at.x], b[at.y], b[at.z], b[at.w])); }

// Four rows of eight columns of C, as far as they lie inside. Written out: an array that is indexed by
// a variable anywhere cannot live in registers.
fn write_strip(instance: u32, row: u32, col: u32, sums: ptr<function, Strip>) {
  write_row(instance, row, col, (*sums)[0]);
  write_row(instance, row, col + 4u, (*sums)[1]);
  write_row(instance, row + 1u, col, (*sums)[2]);
  write_row(instance, row + 1u, col + 4u, (*sums)[3]);
  write_row(instance, row + 2u, col, (*sums)[4]);
  write_row(instance, row + 2u, col + 4u, (*sums)[5]);
  write_row(instance, row + 3u, col, (*sums)[6]);
  write_row(instance, row + 3u, col + 4u, (*sums)[7]);
}

// Four neighbours of a row of C, as far as they lie inside.
fn write_row(instance: u32, row: u32, col: u32, values: vec4f) {
  if (row >= dims.M || col >= dims.N) { return; }
  let start = (instance * dims.M + row) * dims.N + col;
  let inside = min(4u, dims.N - col);
  for (var j = 0u; j < inside; j++) { c[start + j] = values[j]; }
}
