// peak_copy: copies an array, as fast as the device can.
//
// WHY   Reading and writing at once is what elementwise kernels do; on many devices the two
//       share one path, and together are slower than either alone.
//
// MATH  out = a
//
// SHAPES
//   count  invocations
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [count · 4]
//   2  out   read_write  [count · 4]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any sizes >= 1
//
// COST
//   flops         0
//   global reads  4 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/peak.ts
//   tolerance   exact
//   idempotent  yes
//
// LADDER  peak_copy

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  out[element] = a[element];
}
