// softmax_cross_entropy_backward: d_logits, where a classifier’s backward pass begins.
//
// WHY   The two derivatives, each unwieldy, melt into one of the simplest there is: the
//       probability that a class got, less 1 for the class that was right. A sure and right
//       answer gives no gradient; a sure and wrong one the largest.
//
// MATH  d_logits[r, c] = scale · (exp(logits[r, c] - top) / sum - (1 if c = labels[r] else 0))
//       with sum over c of exp(logits[r, c] - top); scale = 1 / R for a mean over samples
//
// SHAPES  row-major
//   R  samples, of all instances
//   C  classes
//
// BINDINGS  group 0
//   0  dims      uniform     Dims
//   1  logits    read        [R, C]
//   2  labels    read        [R]  the right class, below C
//   3  d_logits  read_write  [R, C]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a sample
//   dispatch   fold(ceil(R / WORKGROUP))
//   accepts    any R, C >= 1
//
// COST
//   flops         7 · R · C
//   global reads  4 · R · C  floats and labels
//   shared bytes  0
//
// CHECK
//   reference   src/reference/softmax-cross-entropy.ts
//   tolerance   exp, sum(C), division
//   idempotent  yes
//
// LADDER  softmax_cross_entropy_backward

override WORKGROUP: u32 = 64u;

struct Dims { R: u32, C: u32, scale: f32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> d_logits: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (row >= dims.R) { return; }
  let start = row * dims.C;

  var top = logits[start];
  for (var col = 1u; col < dims.C; col++) { top = max(top, logits[start + col]); }
  var sum = 0.0;
  for (var col = 0u; col < dims.C; col++) { sum += exp(logits[start + col] - top); }
  for (var col = 0u; col < dims.C; col++) {
    let probability = exp(logits[start + col] - top) / sum;
    d_logits[start + col] = dims.scale * (probability - select(0.0, 1.0, col == labels[row]));
  }
}
