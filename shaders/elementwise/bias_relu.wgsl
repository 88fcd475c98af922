// bias_relu: out = ReLU(pre + bias), the last step of the ReLU output model.
//
// WHY   Without this non-linearity the model can do no better than keep the m most
//       important features. With it, small positive interference between features can
//       be cut off by a negative bias: that is what makes superposition pay.
//       Bias and ReLU are one kernel because each alone would only move memory.
//
// MATH  out[i, s, j] = max(0, pre[i, s, j] + bias[i, j])
//
// SHAPES
//   I  instances
//   B  samples in the batch
//   n  features
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  pre   read        [I, B, n]
//   2  bias  read        [I, n]
//   3  out   read_write  [I, B, n]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(I · B · n / WORKGROUP))
//   accepts    any I, B, n >= 1
//
// COST
//   flops         2 · I · B · n
//   global reads  2 · I · B · n  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/bias-relu.ts
//   tolerance   chain(1)
//   idempotent  yes
//
// LADDER  bias_relu

override WORKGROUP: u32 = 256u;

struct Dims { I: u32, B: u32, n: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> pre: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

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
  out[cell] = max(0.0, pre[cell] + bias[instance * dims.n + feature]);
}
