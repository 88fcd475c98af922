// sigmoid_backward: d_x = d_out · out · (1 - out), element by element.
//
// WHY   The sigmoid's slope can be told from its output alone, so the input need not be kept.
//       Near 0 and near 1 it is almost nothing: a saturated gate hardly learns.
//
// MATH  d_x[e] = d_out[e] · out[e] · (1 - out[e])
//
// SHAPES
//   count  elements, of any shape
//
// BINDINGS  group 0
//   0  dims   uniform     Dims
//   1  out    read        [count]  what sigmoid wrote
//   2  d_out  read        [count]
//   3  d_x    read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         3 · count
//   global reads  2 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/activations.ts
//   tolerance   chain(3)
//   idempotent  yes
//
// LADDER  sigmoid_backward

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> out: array<f32>;
@group(0) @binding(2) var<storage, read> d_out: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  let y = out[element];
  d_x[element] = d_out[element] * y * (1.0 - y);
}
