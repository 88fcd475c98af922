// bias_add: out = pre + bias, the last step of the linear model.
//
// WHY   The model that the paper compares with has no ReLU at its output. Interference then
//       costs whether it is positive or negative, and the best it can do is to keep the m most
//       important features, as principal components do: no superposition.
//       The gradient passes a sum unchanged, so there is no backward kernel: d_out is d_pre.
//
// MATH  out[i, s, j] = pre[i, s, j] + bias[i, j]
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
//   flops         1 · I · B · n
//   global reads  2 · I · B · n  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/bias-relu.ts
//   tolerance   chain(1)
//   idempotent  yes
//
// LADDER  bias_add

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
  out[cell] = pre[cell] + bias[instance * dims.n + feature];
}
