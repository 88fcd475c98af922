// sigmoid: out = 1 / (1 + exp(-x)), element by element.
//
// WHY   Squashes any number into (0, 1): gates of recurrent networks, probabilities of a yes.
//       For very negative x the exponential overflows to infinity in f32, which WGSL does not
//       promise to divide by. Taking exp(-|x|), which never exceeds 1, avoids it: for x < 0 the
//       same value is e / (1 + e).
//
// MATH  out[e] = 1 / (1 + exp(-x[e]))
//
// SHAPES
//   count  elements, of any shape
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  x     read        [count]
//   2  out   read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         4 · count
//   global reads  1 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/activations.ts
//   tolerance   sigmoid
//   idempotent  yes
//
// LADDER  sigmoid

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  let v = x[element];
  let e = exp(-abs(v));  // at most 1
  out[element] = select(e, 1.0, v >= 0.0) / (1.0 + e);
}
