// bias_relu_backward: the gradient goes through the ReLU only where it was open.
//
// WHY   Adding a bias changes no gradient, so the whole backward step is the ReLU's: a
//       mask. The output itself says where the ReLU was open (out > 0), so the
//       pre-activation need not be kept. At exactly 0 the derivative is taken as 0,
//       which is PyTorch's choice too.
//
// MATH  d_pre[e] = d_out[e] if out[e] > 0 else 0
//
// SHAPES
//   count  elements: instances · samples · features
//
// BINDINGS  group 0
//   0  dims   uniform     Dims
//   1  out    read        [count]  what bias_relu wrote
//   2  d_out  read        [count]
//   3  d_pre  read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         count
//   global reads  2 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/bias-relu.ts
//   tolerance   exact
//   idempotent  yes
//
// LADDER  bias_relu_backward

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> out: array<f32>;
@group(0) @binding(2) var<storage, read> d_out: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_pre: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  d_pre[element] = select(0.0, d_out[element], out[element] > 0.0);
}
