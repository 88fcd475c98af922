// clip_by_norm: shortens a gradient to a greatest length, in place.
//
// WHY   One rare batch can make a gradient hundreds of times longer than the rest, and one such
//       step undoes thousands. Clipping keeps the direction and bounds the length. Each
//       invocation adds up the P parts of square_sums itself: P is small, all read the same
//       numbers at the same time, and a launch of its own for a single sum would cost more.
//
// MATH  norm = sqrt(sum over p of parts[p])
//       gradient[e] ← gradient[e] · min(1, max_norm / norm)
//
// SHAPES
//   count  elements of the gradient, of any shape
//   P      parts of the sum of squares, from square_sums
//
// BINDINGS  group 0
//   0  dims      uniform     Dims
//   1  parts     read        [P]
//   2  gradient  read_write  [count]  scaled in place
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count, P >= 1, max_norm > 0
//
// COST
//   flops         count · (P + 3)
//   global reads  count · (P + 1)  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/clip.ts
//   tolerance   chain(P / 2 + 11)
//   idempotent  no
//
// LADDER  clip_by_norm

override WORKGROUP: u32 = 256u;

struct Dims { count: u32, P: u32, max_norm: f32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> parts: array<f32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  var squares = 0.0;
  for (var p = 0u; p < dims.P; p++) { squares += parts[p]; }
  let norm = sqrt(squares);
  // The comparison comes first: a norm of 0 never divides.
  if (norm > dims.max_norm) { gradient[element] *= dims.max_norm / norm; }
}
