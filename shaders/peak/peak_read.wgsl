// peak_read: reads an array once, as fast as the device can.
//
// WHY   Most kernels of small models wait for memory, not for arithmetic. Each invocation reads
//       vectors of four numbers, neighbours reading neighbours, and writes one sum for the
//       READS vectors that it read: nearly all traffic is reading.
//
// MATH  out[i] = sum over j < READS of the four numbers of a[i + j · count]
//
// SHAPES
//   count  invocations
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [count · READS · 4]
//   2  out   read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any sizes >= 1
//
// COST
//   flops         4 · count · READS
//   global reads  4 · count · READS  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/peak.ts
//   tolerance   sum(4 · READS)
//   idempotent  yes
//
// LADDER  peak_read

override WORKGROUP: u32 = 64u;
override READS: u32 = 16u;  // vectors an invocation

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  var sum = vec4f();
  for (var j = 0u; j < READS; j++) { sum += a[element + j * dims.count]; }
  out[element] = (sum.x + sum.y) + (sum.z + sum.w);
}
