// gelu_backward: d_x = d_out · GELU'(x), element by element.
//
// WHY   Unlike ReLU, tanh and sigmoid, GELU does not tell its slope by its output (it is not
//       monotonic), so the input has to be kept. The derivative is the product rule and the
//       chain rule written out.
//
// MATH  d_x[e] = d_out[e] · ((1 + t) / 2 + x / 2 · (1 - t²) · SLOPE · (1 + 3 · CUBIC · x²))
//       with x = x[e], t = tanh(SLOPE · (x + CUBIC · x³))
//
// SHAPES
//   count  elements, of any shape
//
// BINDINGS  group 0
//   0  dims   uniform     Dims
//   1  x      read        [count]
//   2  d_out  read        [count]
//   3  d_x    read_write  [count]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation an element
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         17 · count
//   global reads  2 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/activations.ts
//   tolerance   gelu_backward
//   idempotent  yes
//
// LADDER  gelu_backward

override WORKGROUP: u32 = 256u;

struct Dims { count: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> d_out: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

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
  let t = tanh(clamp(SLOPE * (v + CUBIC * v * v * v), -10.0, 10.0));
  let inner = SLOPE * (1.0 + 3.0 * CUBIC * v * v);
  d_x[element] = d_out[element] * (0.5 * (1.0 + t) + 0.5 * v * (1.0 - t * t) * inner);
}
