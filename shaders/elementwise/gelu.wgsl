// gelu: out = GELU(x) in its tanh form, element by element.
//
// WHY   A ReLU with a soft corner: x times roughly the chance that a normal number is below x.
//       Transformers use it. The tanh form is the one of GPT-2; it differs from the exact one by
//       less than 5e-4. As in tanh_forward the argument is clamped where tanh is 1 anyway.
//
// MATH  out[e] = x / 2 · (1 + tanh(SLOPE · (x + CUBIC · x³)))  with x = x[e]
//
// SHAPES
//   count  elements, of any shape
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  x     read        [count]
//   2  out   read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         9 · count
//   global reads  1 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/activations.ts
//   tolerance   gelu
//   idempotent  yes
//
// LADDER  gelu

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

// sqrt(2 / pi) and the cubic term of the usual approximation (Hendrycks & Gimpel 2016).
const SLOPE = 0.7978845608;
const CUBIC = 0.044715;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= dims.count) { return; }
  let v = x[element];
  let argument = clamp(SLOPE * (v + CUBIC * v * v * v), -10.0, 10.0);
  out[element] = 0.5 * v * (1.0 + tanh(argument));
}
