// l1_backward: adds the slope of an L1 penalty, rate · Σ|a|, to a gradient.
//
// WHY   A penalty on absolute values pulls every number towards 0 with the same force, however small it
//       already is. That is why it ends at exactly 0 where a squared penalty, whose pull fades with the
//       number, ends near it: an L1 penalty makes things sparse. At 0 itself the slope is any number from
//       -rate to rate; 0 is taken, so that what is 0 stays there.
//
// MATH  d_all[e] = d[e] + rate · sign(a[e])
//
// SHAPES
//   count  elements, of any shape
//
// BINDINGS  group 0
//   0  dims   uniform     Dims
//   1  a      read        [count]  what is penalised
//   2  d      read        [count]  how the loss without the penalty changes with a
//   3  d_all  read_write  [count]  how all of it does; overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         2 · count
//   global reads  2 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/l1.ts
//   tolerance   chain(2)
//   idempotent  yes
//
// LADDER  l1_backward

override WORKGROUP: u32 = 256u;

struct Dims { count: u32, rate: f32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> d: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_all: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  d_all[element] = d[element] + dims.rate * sign(a[element]);
}
