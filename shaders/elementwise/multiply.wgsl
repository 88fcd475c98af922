// multiply: out = a · b, element by element.
//
// WHY   Gates, masks and the chain rule of a product. Like every elementwise kernel it does
//       one operation for each twelve bytes that it moves, so memory, not arithmetic, sets
//       its speed: the reason why real programs fuse such steps into their neighbours.
//
// MATH  out[e] = a[e] · b[e]
//
// SHAPES
//   count  elements, of any shape
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [count]
//   2  b     read        [count]
//   3  out   read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         1 · count
//   global reads  2 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/multiply.ts
//   tolerance   chain(1)
//   idempotent  yes
//
// LADDER  multiply

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  out[element] = a[element] * b[element];
}
