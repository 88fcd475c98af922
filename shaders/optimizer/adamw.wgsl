// adamw: one AdamW update of every parameter, in place.
//
// WHY   Adam divides each step by the size that the gradient usually has, so rare
//       features learn as fast as common ones. m and v are running means of the gradient
//       and of its square; they begin at zero, and correction_1 and correction_2 undo
//       that bias. The corrections come from the CPU in float64: near t = 1 the
//       difference 1 - 0.999^t would lose three digits in f32.
//       The W in AdamW: weight decay shrinks the parameter itself and stays out of m and v.
//
// MATH  m = beta_1 · m + (1 - beta_1) · g        v = beta_2 · v + (1 - beta_2) · g²
//       parameter = parameter · (1 - learning_rate · weight_decay)
//                   - learning_rate · (m / correction_1) / (sqrt(v / correction_2) + epsilon)
//       with correction_k = 1 - beta_k^t at update t = 1, 2, …
//
// SHAPES
//   count  parameters, of any shape
//
// BINDINGS  group 0
//   0  hyper      uniform     Hyper
//   1  schedule   uniform     Schedule  what changes from step to step
//   2  gradient   read        [count]
//   3  parameter  read_write  [count]  updated in place
//   4  m          read_write  [count]  updated in place
//   5  v          read_write  [count]  updated in place
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a parameter
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         16 · count
//   global reads  4 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/adamw.ts
//   tolerance   chain of its roundings
//   idempotent  no
//
// LADDER  adamw

override WORKGROUP: u32 = 256u;

struct Hyper {
  count: u32,
  beta_1: f32,
  one_minus_beta_1: f32,  // rounded from float64: 1 - f32(0.999) would be off by 1.3e-5
  beta_2: f32,
  one_minus_beta_2: f32,
  epsilon: f32,
  weight_decay: f32,
}

struct Schedule {
  step: u32,           // not used here: the sampler reads it
  learning_rate: f32,
  correction_1: f32,
  correction_2: f32,
}

@group(0) @binding(0) var<uniform> hyper: Hyper;
@group(0) @binding(1) var<uniform> schedule: Schedule;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read_write> parameter: array<f32>;
@group(0) @binding(4) var<storage, read_write> m: array<f32>;
@group(0) @binding(5) var<storage, read_write> v: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= hyper.count) { return; }

  let g = gradient[element];
  let new_m = hyper.beta_1 * m[element] + hyper.one_minus_beta_1 * g;
  let new_v = hyper.beta_2 * v[element] + hyper.one_minus_beta_2 * g * g;
  m[element] = new_m;
  v[element] = new_v;

  let usual_size = sqrt(new_v / schedule.correction_2) + hyper.epsilon;
  let direction = (new_m / schedule.correction_1) / usual_size;
  let decayed = parameter[element] * (1.0 - schedule.learning_rate * hyper.weight_decay);
  parameter[element] = decayed - schedule.learning_rate * direction;
}
