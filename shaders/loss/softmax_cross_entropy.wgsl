// softmax_cross_entropy: the loss of each sample of a classifier.
//
// WHY   Softmax turns scores into probabilities; cross-entropy is minus the logarithm of the
//       one that the right class got. Done one after the other, exp overflows beyond 88 and
//       the logarithm of a tiny probability is lost. Together they are safe: with the largest
//       score taken off first, every exponential is at most 1 and their sum at least 1, so
//       the logarithm is never of anything small.
//
// MATH  loss[r] = log(sum over c of exp(logits[r, c] - top)) - (logits[r, label] - top)
//       with top = max over c of logits[r, c], label = labels[r]
//
// SHAPES  row-major
//   R  samples, of all instances
//   C  classes
//
// BINDINGS  group 0
//   0  dims    uniform     Dims
//   1  logits  read        [R, C]
//   2  labels  read        [R]  the right class, below C
//   3  loss    read_write  [R]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a sample
//   dispatch   fold(ceil(R / WORKGROUP))
//   accepts    any R, C >= 1
//
// COST
//   flops         4 · R · C
//   global reads  R · (2 · C + 2)  floats and labels
//   shared bytes  0
//
// CHECK
//   reference   src/reference/softmax-cross-entropy.ts
//   tolerance   exp, sum(C), log
//   idempotent  yes
//
// LADDER  softmax_cross_entropy

override WORKGROUP: u32 = 64u;

struct Dims { R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;

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
  loss[row] = log(sum) - (logits[start + labels[row]] - top);
}
