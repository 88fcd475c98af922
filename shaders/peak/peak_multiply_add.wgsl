// peak_multiply_add: multiplies and adds in registers as fast as the device can.
//
// WHY   A kernel is fast or slow only compared with what its device can do. This one measures the
//       first limit: sixteen sums that do not wait for one another, kept in four vectors, each
//       multiplied and added ROUNDS times, and no memory in between. The sum x ← x · a + b with
//       a = 1/2 runs into the fixed point b / (1 - a), so the result can be checked, and the
//       factors come from a uniform, so that no compiler works it out beforehand.
//
// MATH  x ← x · factor + term, ROUNDS times, from x[s] = s / 16 + invocation / count
//       out[i] = sum over the sixteen x
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
//   flops         32 · count · ROUNDS
//   global reads  0  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/peak.ts
//   tolerance   chain(3 · 16 + 16)
//   idempotent  yes
//
// LADDER  peak_multiply_add

override WORKGROUP: u32 = 64u;
override ROUNDS: u32 = 256u;  // even

struct Dims { count: u32, factor: f32, term: f32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  let begin = f32(element) / f32(dims.count);
  let steps = vec4f(0.0, 1.0, 2.0, 3.0) / 16.0;
  var x0 = begin + steps;
  var x1 = begin + steps + 0.25;
  var x2 = begin + steps + 0.5;
  var x3 = begin + steps + 0.75;
  let factor = vec4f(dims.factor);
  let term = vec4f(dims.term);
  // Two rounds a turn, so that the loop itself costs little.
  for (var round = 0u; round < ROUNDS; round += 2u) {
    x0 = x0 * factor + term;
    x1 = x1 * factor + term;
    x2 = x2 * factor + term;
    x3 = x3 * factor + term;
    x0 = x0 * factor + term;
    x1 = x1 * factor + term;
    x2 = x2 * factor + term;
    x3 = x3 * factor + term;
  }
  let four = (x0 + x1) + (x2 + x3);
  out[element] = (four.x + four.y) + (four.z + four.w);
}
