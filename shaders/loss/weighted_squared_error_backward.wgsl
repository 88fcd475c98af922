// weighted_squared_error_backward: d_out, where the backward pass begins.
//
// WHY   The slope of a parabola: twice the difference, times importance, times the same
//       1 / (B · n) that made the loss a mean. An important feature pulls harder.
//
// MATH  d_out[i, s, j] = 2 · scale · importance[i, j] · (out[i, s, j] - x[i, s, j])
//       with scale = 1 / (B · n)
//
// SHAPES
//   I  instances
//   B  samples in the batch
//   n  features
//
// BINDINGS  group 0
//   0  dims        uniform     Dims
//   1  x           read        [I, B, n]  what out is to be: the input of the model, or |input|
//   2  out         read        [I, B, n]
//   3  importance  read        [I, n]
//   4  d_out       read_write  [I, B, n]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(I · B · n / WORKGROUP))
//   accepts    any I, B, n >= 1
//
// COST
//   flops         4 · I · B · n
//   global reads  3 · I · B · n  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/squared-error.ts
//   tolerance   chain(4)
//   idempotent  yes
//
// LADDER  weighted_squared_error_backward

override WORKGROUP: u32 = 256u;

struct Dims { I: u32, B: u32, n: u32, scale: f32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> out: array<f32>;
@group(0) @binding(3) var<storage, read> importance: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_out: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let cell = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (cell >= dims.I * dims.B * dims.n) { return; }

  let feature = cell % dims.n;
  let instance = cell / (dims.B * dims.n);
  let weight = importance[instance * dims.n + feature];
  d_out[cell] = 2.0 * dims.scale * weight * (out[cell] - x[cell]);
}
