// transpose_naive: B = Aᵀ, one invocation an element.
//
// WHY   Nothing is computed, only moved: the plainest test of memory. Neighbouring
//       invocations write neighbours of B, but what they read lies a whole row of A apart,
//       so a GPU fetches a full line of memory for each single number it needs.
//
// MATH  B[i, c, r] = A[i, r, c]
//
// SHAPES  row-major f32, one matrix an instance
//   I  instances
//   R  rows of A, columns of B
//   C  columns of A, rows of B
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [I, R, C]
//   2  b     read_write  [I, C, R]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a cell of B, in memory order
//   dispatch   fold(ceil(I · R · C / WORKGROUP))
//   accepts    any I, R, C >= 1
//
// COST
//   flops         0
//   global reads  I · R · C  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/transpose.ts
//   tolerance   exact
//   idempotent  yes
//
// LADDER  transpose_naive -> transpose_tiled -> transpose_padded
//
// EXPECT  its time
//   gpu       A fraction of what the memory could do: each number that is read costs a
//             whole line of memory.
//   software  Mild: the cache holds the lines until their other numbers are asked for,
//             as long as the matrix is not much larger than the cache.

override WORKGROUP: u32 = 256u;

struct Dims { I: u32, R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let cell = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (cell >= dims.I * dims.R * dims.C) { return; }
  let r = cell % dims.R;
  let c = (cell / dims.R) % dims.C;
  let instance = cell / (dims.R * dims.C);
  b[cell] = a[(instance * dims.R + r) * dims.C + c];
}
