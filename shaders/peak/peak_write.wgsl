// peak_write: writes an array once, as fast as the device can.
//
// WHY   The counterpart of peak_read: every invocation writes one vector of four numbers, its
//       neighbours write the next ones, and nothing is read.
//
// MATH  out[4 · i + j] = i + j / 4
//
// SHAPES
//   count  invocations
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  out   read_write  [count · 4]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any sizes >= 1
//
// COST
//   flops         0
//   global reads  0  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/peak.ts
//   tolerance   exact below 2^22
//   idempotent  yes
//
// LADDER  peak_write

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> out: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  out[element] = f32(element) + vec4f(0.0, 0.25, 0.5, 0.75);
}
