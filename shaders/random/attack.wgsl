// attack: moves each sample along what one of its outputs, chosen at random, is read from.
//
// WHY   A model can be trained against attacks: each sample is pushed a little before the model
//       sees it, and the output is still held against the sample as it was. The push that moves
//       output a most, while its ReLU is open, is along row a of W_dᵀ W_e (of a tied model,
//       (WᵀW)_a): the attack of Elhage et al. 2022. Which a, is drawn anew for each sample of
//       each step, by the hash that draws the samples, at a counter of its own.
//       No row of the product is kept: a workgroup has a sample, and works out the one row that
//       the sample needs. Its length is known only when all of it is, so the row waits in the
//       output; each invocation reads back what it wrote itself, and one barrier is enough.
//
// MATH  g[j] = sum over k of w_decode[i, a, k] · w_encode[i, j, k]       a drawn for (i, s)
//       out[i, s, j] = x[i, s, j] + push[i] · g[j] / ‖g‖       a row of zeros moves nothing
//
// SHAPES  row-major f32
//   I  instances
//   B  samples in the batch
//   n  features
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  dims      uniform     Dims
//   1  schedule  uniform     Schedule  what changes from step to step
//   2  push      read        [I]  norm of every attack
//   3  w_encode  read        [I, n, m]
//   4  w_decode  read        [I, n, m]  the encoder again where the model is tied
//   5  x         read        [I, B, n]
//   6  out       read_write  [I, B, n]  overwritten
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          a sample
//   dispatch   fold(I · B)
//   accepts    any I, B >= 1; n <= 4096, n · m <= 1000000   some drivers end loops of more rounds
//
// COST
//   flops         I · B · n · (2 · m + 5)
//   global reads  I · B · n · (2 · m + 3)  floats
//   shared bytes  WORKGROUP · 4
//
// CHECK
//   reference   src/reference/attack.ts
//   tolerance   dot(m) of the row and of its length; half of dot(n), a square root, a division
//   idempotent  yes
//
// LADDER  attack

override WORKGROUP: u32 = 32u;

// Counters of attacks begin where neither blocks of features nor sets reach; and no higher, because
// pcg4d hardly mixes counters that differ in their highest bits only.
const ATTACK: u32 = 0x200000u;

struct Dims {
  I: u32, B: u32, n: u32, m: u32,
  key_0: u32, key_1: u32, key_2: u32, key_3: u32,  // from the seed
}

struct Schedule {
  step: u32,
  learning_rate: f32,  // not used here, nor are the next two: adamw reads them
  correction_1: f32,
  correction_2: f32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<uniform> schedule: Schedule;
@group(0) @binding(2) var<storage, read> push: array<f32>;
@group(0) @binding(3) var<storage, read> w_encode: array<f32>;
@group(0) @binding(4) var<storage, read> w_decode: array<f32>;
@group(0) @binding(5) var<storage, read> x: array<f32>;
@group(0) @binding(6) var<storage, read_write> out: array<f32>;

var<workgroup> partial: array<f32, WORKGROUP>;  // one sum of squares an invocation

// Four words in, four well-mixed words out (Jarzynski & Olano 2020). A linear
// congruential step, then each word is stirred into the others, twice.
fn pcg4d(counter: vec4u) -> vec4u {
  var v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  v ^= v >> vec4u(16u);
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  // The last row of a folded launch may hold workgroups beyond I · B. They must still reach
  // the barrier, so they have no columns instead of returning.
  let row = group.y * groups.x + group.x;  // i * B + s
  let columns = select(0u, dims.n, row < dims.I * dims.B);
  let start = row * dims.n;
  let instance = row / dims.B;
  let sample = row % dims.B;

  let key = vec4u(dims.key_0, dims.key_1, dims.key_2, dims.key_3);
  // Of the word's high 20 bits: from step to step the lowest ones are not independent.
  let level = pcg4d(vec4u(schedule.step, instance, sample, ATTACK) ^ key).x >> 12u;
  let feature = (level * dims.n) >> 20u;
  let decoded = (instance * dims.n + feature) * dims.m;

  var squares = 0.0;
  for (var col = lane; col < columns; col += WORKGROUP) {
    let encoded = (instance * dims.n + col) * dims.m;
    var g = 0.0;
    for (var k = 0u; k < dims.m; k++) { g += w_decode[decoded + k] * w_encode[encoded + k]; }
    out[start + col] = g;
    squares += g * g;
  }
  partial[lane] = squares;

  workgroupBarrier();  // the sums of all are written

  var sum = 0.0;
  for (var part = 0u; part < WORKGROUP; part++) { sum += partial[part]; }
  // Of a row of zeros every g is 0 already.
  let length = select(1.0, sqrt(sum), sum > 0.0);
  for (var col = lane; col < columns; col += WORKGROUP) {
    out[start + col] = x[start + col] + push[instance] / length * out[start + col];
  }
}
