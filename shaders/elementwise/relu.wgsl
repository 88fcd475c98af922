// relu: h = max(0, pre), element by element.
//
// WHY   A ReLU at the hidden layer makes its axes special: no rotation of the hidden space
//       leaves a ReLU as it was. So features settle along single neurons, where they can be
//       seen one by one, which the paper calls a privileged basis.
//       The gradient needs no kernel of its own: like bias_relu_backward it passes where the
//       output is above 0, and that kernel is called with h as its out.
//
// MATH  h[e] = max(0, pre[e])
//
// SHAPES
//   count  elements, of any shape
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  pre   read        [count]
//   2  h     read_write  [count]  overwritten, never read
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
//   reference   src/reference/bias-relu.ts
//   tolerance   exact
//   idempotent  yes
//
// LADDER  relu

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> pre: array<f32>;
@group(0) @binding(2) var<storage, read_write> h: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  h[element] = max(0.0, pre[element]);
}
