// sgd_momentum: gradient descent with a memory, in place.
//
// WHY   A ball instead of a walker: the velocity keeps a share of what it was and adds the
//       new slope. Steps that point the same way add up (ten-fold at momentum 0.9), steps
//       that point to and fro cancel, so narrow valleys are crossed faster.
//
// MATH  velocity = momentum · velocity + gradient
//       parameter = parameter · (1 - learning_rate · weight_decay) - learning_rate · velocity
//
// SHAPES
//   count  parameters, of any shape
//
// BINDINGS  group 0
//   0  hyper      uniform     Hyper
//   1  schedule   uniform     Schedule  what changes from step to step
//   2  gradient   read        [count]
//   3  parameter  read_write  [count]  updated in place
//   4  velocity   read_write  [count]  updated in place
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a parameter
//   dispatch   fold(ceil(count / WORKGROUP))
//   accepts    any count >= 1
//
// COST
//   flops         7 · count
//   global reads  3 · count  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/sgd.ts
//   tolerance   chain of its roundings
//   idempotent  no
//
// LADDER  sgd -> sgd_momentum

override WORKGROUP: u32 = 256u;

struct Hyper { count: u32, weight_decay: f32, momentum: f32 }

struct Schedule {
  step: u32,           // not used here: the sampler reads it
  learning_rate: f32,
  correction_1: f32,   // not used here: adamw reads it
  correction_2: f32,   // not used here: adamw reads it
}

@group(0) @binding(0) var<uniform> hyper: Hyper;
@group(0) @binding(1) var<uniform> schedule: Schedule;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read_write> parameter: array<f32>;
@group(0) @binding(4) var<storage, read_write> velocity: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let element = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (element >= hyper.count) { return; }
  let new_velocity = hyper.momentum * velocity[element] + gradient[element];
  velocity[element] = new_velocity;
  let decayed = parameter[element] * (1.0 - schedule.learning_rate * hyper.weight_decay);
  parameter[element] = decayed - schedule.learning_rate * new_velocity;
}
