// peak_workgroup: reads workgroup memory, as fast as the device can.
//
// WHY   A tile pays where shared memory is faster than the caches behind storage buffers. Each
//       workgroup fills a small array once and then reads it ROUNDS times over, neighbours
//       reading neighbours, so that banks never get in each other's way.
//
// MATH  out[i] = sum over j < ROUNDS of tile[(i + j) mod WORKGROUP], where tile[t] = (t mod 8, 1, 2, 3)
//
// SHAPES
//   count  invocations
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  out   read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any sizes >= 1
//
// COST
//   flops         4 · count · ROUNDS
//   global reads  0  floats
//   shared bytes  WORKGROUP · 16
//
// CHECK
//   reference   src/reference/peak.ts
//   tolerance   exact below 2^24
//   idempotent  yes
//
// LADDER  peak_workgroup

override WORKGROUP: u32 = 64u;
override ROUNDS: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;

var<workgroup> tile: array<vec4f, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  tile[lane] = vec4f(f32(lane % 8u), 1.0, 2.0, 3.0);
  workgroupBarrier();  // the tile is full before anyone reads it

  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  var sum = vec4f();
  var at = lane;
  for (var round = 0u; round < ROUNDS; round++) {
    sum += tile[at];
    at = select(at + 1u, 0u, at + 1u == WORKGROUP);
  }
  out[element] = (sum.x + sum.y) + (sum.z + sum.w);
}
