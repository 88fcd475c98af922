// tanh_forward: out = tanh(x), element by element.
//
// WHY   Squashes any number into (-1, 1), and keeps zero at zero: the state of a recurrent
//       network. WGSL promises its tanh to 1e-5 only, a hundred times coarser than an addition,
//       and some drivers return NaN where exp overflows inside. Beyond |x| = 10 the result is 1
//       to the last bit of f32, so clamping there loses nothing and avoids it.
//
// MATH  out[e] = tanh(x[e])
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
//   flops         1 · count
//   global reads  1 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/activations.ts
//   tolerance   tanh
//   idempotent  yes
//
// LADDER  tanh_forward

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
  out[element] = tanh(clamp(x[element], -10.0, 10.0));
}
