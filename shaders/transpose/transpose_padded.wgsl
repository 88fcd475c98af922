// transpose_padded: B = Aᵀ by way of a tile whose rows are one number longer.
//
// WHY   The tiled kernel reads its tile by columns, and they share a bank.
//       Shared memory has (on most GPUs) 32 banks, and number k lives in bank k mod 32. A
//       column of a 16- or 32-wide tile lies in one or two banks, so its readers queue. One
//       unused number at the end of each row shifts every row by a bank: the same column
//       now spreads over all banks. One line changes, nothing is computed differently.
//
// MATH  B[i, c, r] = A[i, r, c]
//
// SHAPES  row-major f32, one matrix an instance
//   I  instances (the z axis of the dispatch)
//   R  rows of A, columns of B
//   C  columns of A, rows of B
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [I, R, C]
//   2  b     read_write  [I, C, R]  overwritten, never read
//
// LAUNCH
//   workgroup  TILE, TILE, 1            x walks columns of A while reading, of B while writing
//   dispatch   fold(ceil(C / TILE), ceil(R / TILE), I)
//   accepts    any I, R, C >= 1
//
// COST
//   flops         0
//   global reads  I · R · C  floats
//   shared bytes  TILE · (TILE + 1) · 4
//
// CHECK
//   reference   src/reference/transpose.ts
//   tolerance   exact
//   idempotent  yes
//
// LADDER  transpose_naive -> transpose_tiled -> transpose_padded
//
// EXPECT  its time against the rung below
//   gpu       Somewhat faster than the tiled kernel where workgroup memory has banks;
//             about the same where the hardware spreads them by itself.
//   software  The same as the rung below: a CPU has no banks to conflict.

override TILE: u32 = 16u;

struct Dims { I: u32, R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;

var<workgroup> block_of_a: array<f32, TILE * (TILE + 1)>;

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
  let group = unfold(place, places, (dims.C + TILE - 1u) / TILE, (dims.R + TILE - 1u) / TILE);
  let there = group.z < dims.I;  // a folded launch may have some workgroups too many
  let start = group.z * dims.R * dims.C;

  // 1. Read the block, neighbours along a row of A.
  let row = group.y * TILE + local.y;
  let col = group.x * TILE + local.x;
  if (there && row < dims.R && col < dims.C) {
    block_of_a[local.y * (TILE + 1) + local.x] = a[start + row * dims.C + col];
  }
  workgroupBarrier();  // the whole block is there before it is read across

  // 2. Write it turned over, neighbours along a row of B.
  let out_row = group.x * TILE + local.y;
  let out_col = group.y * TILE + local.x;
  if (there && out_row < dims.C && out_col < dims.R) {
    b[start + out_row * dims.R + out_col] = block_of_a[local.x * (TILE + 1) + local.y];
  }
}
