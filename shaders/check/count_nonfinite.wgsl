// count_nonfinite: how many numbers are NaN or infinite. Zero means training is sound.
//
// WHY   WGSL lets a compiler assume that NaN and infinity never occur, and real compilers
//       do: x != x was false for a true NaN on both engines this was tried on. Bits do
//       not lie: a number whose exponent bits are all ones is not finite. Counting with
//       an integer atomic gives the same count in any order.
//
// MATH  found[0] = found[0] + number of e with exponent(values[e]) = 255
//
// SHAPES
//   count  numbers, of any shape
//
// BINDINGS  group 0
//   0  dims    uniform     Dims
//   1  values  read        [count]
//   2  found   read_write  [1]  added to: clear it first
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a number
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         0
//   global reads  count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/nonfinite.ts
//   tolerance   exact
//   idempotent  no
//
// LADDER  count_nonfinite

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> values: array<u32>;  // the bits of f32 numbers
@group(0) @binding(2) var<storage, read_write> found: array<atomic<u32>>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  if ((values[element] & 0x7f800000u) == 0x7f800000u) { atomicAdd(&found[0], 1u); }
}
