// train_update: adds up the slices of the gradient, and moves every parameter by AdamW.
//
// WHY   The last launch of a step. The slices are added in their order, so the same batch
//       always gives the same bits, which no atomic sum would. What follows is the stepwise
//       program's adamw, or its sgd, for weights and biases at once.
//
// MATH  g = sum over slices of gradient
//       m <- beta_1 · m + (1 - beta_1) · g        v <- beta_2 · v + (1 - beta_2) · g²
//       p <- p · (1 - rate · decay) - rate · (m / correction_1) / (sqrt(v / correction_2) + epsilon)
//       if ADAM is 0:  p <- p · (1 - rate · decay) - rate · g
//
// SHAPES
//   I  instances
//   n  features
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  hyper     uniform     Hyper
//   1  schedule  uniform     Schedule  what changes from step to step
//   2  gradient  read        [SLICES, WEIGHTS · I · n · m + I · n]  of w, then of b
//   3  w         read_write  [WEIGHTS, I, n, m]  updated in place
//   4  b         read_write  [I, n]  updated in place
//   5  moments   read_write  [2, WEIGHTS · I · n · m + I · n]  first, then second; updated in place with ADAM
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a parameter
//   dispatch   fold(ceil((WEIGHTS · I · n · m + I · n) / WORKGROUP))
//   accepts    any I, n, m >= 1
//
// COST
//   flops         (SLICES + 14) · (WEIGHTS · I · n · m + I · n)
//   global reads  (SLICES + 1 + 2 · ADAM) · (WEIGHTS · I · n · m + I · n)  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/adamw.ts
//   tolerance   that of adamw, for a gradient that is a sum of SLICES terms
//   idempotent  no
//
// LADDER  train_encode -> train_decode -> train_hidden_slope -> train_gradient -> train_update
//
// EXPECT  its time
//   gpu       Short: it reads each number once.
//   software  A few per cent of a step.

override WORKGROUP: u32 = 64u;
override SLICES: u32 = 8u;
override WEIGHTS: u32 = 1u;  // 1: the decoder is the encoder, transposed; 2: two matrices
override ADAM: u32 = 1u;     // 0: plain gradient descent

struct Hyper {
  I: u32, n: u32, m: u32,
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
@group(0) @binding(3) var<storage, read_write> w: array<f32>;
@group(0) @binding(4) var<storage, read_write> b: array<f32>;
@group(0) @binding(5) var<storage, read_write> moments: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  let weights = WEIGHTS * hyper.I * hyper.n * hyper.m;
  let all = weights + hyper.I * hyper.n;
  if (element >= all) { return; }

  var g = 0.0;
  for (var slice = 0u; slice < SLICES; slice++) { g += gradient[slice * all + element]; }
  var direction = g;
  if (ADAM == 1u) {
    let new_m = hyper.beta_1 * moments[element] + hyper.one_minus_beta_1 * g;
    let new_v = hyper.beta_2 * moments[all + element] + hyper.one_minus_beta_2 * g * g;
    moments[element] = new_m;
    moments[all + element] = new_v;
    let usual_size = sqrt(new_v / schedule.correction_2) + hyper.epsilon;
    direction = (new_m / schedule.correction_1) / usual_size;
  }
  let kept = 1.0 - schedule.learning_rate * hyper.weight_decay;
  if (element < weights) {
    w[element] = w[element] * kept - schedule.learning_rate * direction;
  } else {
    b[element - weights] = b[element - weights] * kept - schedule.learning_rate * direction;
  }
}
