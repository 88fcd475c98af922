// train_decode: from the hidden dimensions to the output, its loss and the slope d, in one launch.
//
// WHY   The second launch of a step. The product h Wᵀ is matmul_outer's again; then each
//       invocation has sixteen samples of eight outputs in its registers, and all that
//       belongs to them happens there: bias, ReLU, error, loss, and how the loss changes
//       with what went into the ReLU. To know the error it draws its features again, which
//       needs no memory: the counter says what they are. The stepwise program writes and
//       reads five arrays between these steps; here only d is written.
//
// MATH  out = ReLU(h Wᵀ + b), without the ReLU if OUTPUT_RELU is 0;  y = x, or |x| with ABSOLUTE
//       d[i, s, j] = 2 · scale · importance[i, j] · (out - y) where the ReLU is open, else 0
//       parts[i, …] = scale · sum of importance · (out - y)² over the block of an invocation
//
// SHAPES
//   I  instances, computed side by side
//   B  samples in the batch
//   n  features
//   m  hidden dimensions (the summed axis)
//
// BINDINGS  group 0
//   0  dims        uniform     Dims
//   1  schedule    uniform     Schedule  what changes from step to step
//   2  threshold   read        [I, n]  feature probabilities as in sparse_features
//   3  scale       read        [I, n]  1 / threshold
//   4  importance  read        [I, n]
//   5  w           read        [WEIGHTS, I, n, m]  the last of them is the decoder
//   6  b           read        [I, n]
//   7  h           read        [I, 16 · ceil(B / 16), 4 · ceil(m / 4)]
//   8  d           read_write  [I, 16 · ceil(B / 16), 8 · ceil(n / 8)]  overwritten, never read
//   9  parts       read_write  [I, ceil(n / 8) · ceil(B / 16)]  of the loss; overwritten, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 16 samples of 8 features
//   dispatch   fold(ceil(B / (16 · LANES)), ceil(n / 8), I)
//   accepts    any I, B, n, m >= 1   beyond the last sample and feature, d is 0
//
// COST
//   flops         2 · I · B · n · m + 8 · I · B · n
//   global reads  I · ceil(B / 16) · ceil(n / 8) · (24 · m + 32)  words
//   shared bytes  0
//
// CHECK
//   reference   src/reference/toy-model.ts
//   tolerance   dot(m) and what follows; where the ReLU is about to open, either side of it
//   idempotent  yes
//
// LADDER  train_encode -> train_decode -> train_hidden_slope -> train_gradient -> train_update
//
// EXPECT  its time
//   gpu       That of the product: what is done to a block in registers costs no memory.
//   software  Twice that of the product: drawing, error and slope cost as much again.

override LANES: u32 = 16u;
override WEIGHTS: u32 = 1u;      // 1: the decoder is the encoder, transposed; 2: two matrices
override OUTPUT_RELU: u32 = 1u;  // 0: a linear output
override ABSOLUTE: u32 = 0u;     // 1: the output is to be |x|
override SIGNED: u32 = 0u;  // 1: features that are on are uniform on [-1, 1)
override SET: u32 = 1u;     // features a set; 1: each is drawn on its own
override ANTI: u32 = 0u;    // 1: at most one feature of a set is on

struct Dims {
  I: u32, B: u32, n: u32, m: u32,
  key_0: u32, key_1: u32, key_2: u32, key_3: u32,  // from the seed
  loss_scale: f32,  // 1 / (B · n): the loss is a mean
}

struct Schedule {
  step: u32,
  learning_rate: f32,  // not used here, nor are the next two: train_update reads them
  correction_1: f32,
  correction_2: f32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<uniform> schedule: Schedule;
@group(0) @binding(2) var<storage, read> threshold: array<u32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read> importance: array<f32>;
@group(0) @binding(5) var<storage, read> w: array<f32>;
@group(0) @binding(6) var<storage, read> b: array<f32>;
@group(0) @binding(7) var<storage, read> h: array<f32>;
@group(0) @binding(8) var<storage, read_write> d: array<f32>;
@group(0) @binding(9) var<storage, read_write> parts: array<f32>;

alias Strip = array<vec4f, 8>;  // four rows of eight columns: two vectors a row

// Adds the outer product of four numbers of a column and eight of a row.
fn add_outer(sums: ptr<function, Strip>, x: vec4f, left: vec4f, right: vec4f) {
  (*sums)[0] += x.x * left;
  (*sums)[1] += x.x * right;
  (*sums)[2] += x.y * left;
  (*sums)[3] += x.y * right;
  (*sums)[4] += x.z * left;
  (*sums)[5] += x.z * right;
  (*sums)[6] += x.w * left;
  (*sums)[7] += x.w * right;
}

// Which block this workgroup computes. They are launched along three axes where each fits, else in one
// long row that is folded; counted along x, then y, then z, both are the same.
fn unfold(place: vec3u, places: vec3u, across: u32, down: u32) -> vec3u {
  var own = place;
  // One round or none: a CPU skips a loop, where of an if it works out both sides, and divisions are dear.
  for (var folded = places.x != across || places.y != down; folded; folded = false) {
    let at = (place.z * places.y + place.y) * places.x + place.x;
    let row = at / across;
    own = vec3u(at % across, row % down, row / down);
  }
  return own;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) places: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = unfold(place, places, (dims.B + 16u * LANES - 1u) / (16u * LANES), (dims.n + 7u) / 8u);
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * LANES + lane, group.y, group.z);
  let sample = global.x * 16u;
  let col = global.y * 8u;
  let instance = global.z;
  if (sample >= dims.B) { return; }  // no barrier follows

  // Where the rows of h and of the decoder begin.
  let next = vec4u(0u, 1u, 2u, 3u);
  let samples = (dims.B + 15u) / 16u * 16u;
  let stride = (dims.m + 3u) / 4u * 4u;
  let h0 = (instance * samples + sample + next) * stride;
  let decoder = (WEIGHTS - 1u) * dims.I + instance;
  let last_feature = vec4u(dims.n - 1u);
  let w0 = (decoder * dims.n + min(col + next, last_feature)) * dims.m;
  let w1 = (decoder * dims.n + min(col + 4u + next, last_feature)) * dims.m;

  var s0 = Strip();
  var s1 = Strip();
  var s2 = Strip();
  var s3 = Strip();
  for (var k = 0u; k < dims.m; k++) {
    let left = four_of_w(w0 + k);
    let right = four_of_w(w1 + k);
    add_outer(&s0, four_of_h(h0 + k), left, right);
    add_outer(&s1, four_of_h(h0 + 4u * stride + k), left, right);
    add_outer(&s2, four_of_h(h0 + 8u * stride + k), left, right);
    add_outer(&s3, four_of_h(h0 + 12u * stride + k), left, right);
  }

  let left = given_of(instance, 2u * global.y);
  let right = given_of(instance, 2u * global.y + 1u);
  var losses = 0.0;
  finish_strip(instance, sample, col, &s0, left, right, &losses);
  finish_strip(instance, sample + 4u, col, &s1, left, right, &losses);
  finish_strip(instance, sample + 8u, col, &s2, left, right, &losses);
  finish_strip(instance, sample + 12u, col, &s3, left, right, &losses);
  let across = (dims.B + 15u) / 16u;
  let down = (dims.n + 7u) / 8u;
  parts[(instance * down + global.y) * across + global.x] = 0.5 * losses;
}

fn four_of_h(at: vec4u) -> vec4f { return vec4f(h[at.x], h[at.y], h[at.z], h[at.w]); }

fn four_of_w(at: vec4u) -> vec4f { return vec4f(w[at.x], w[at.y], w[at.z], w[at.w]); }

fn finish_strip(
  instance: u32, sample: u32, col: u32, sums: ptr<function, Strip>,
  left: Given, right: Given, losses: ptr<function, f32>,
) {
  finish(instance, sample, col, (*sums)[0], left, losses);
  finish(instance, sample, col + 4u, (*sums)[1], right, losses);
  finish(instance, sample + 1u, col, (*sums)[2], left, losses);
  finish(instance, sample + 1u, col + 4u, (*sums)[3], right, losses);
  finish(instance, sample + 2u, col, (*sums)[4], left, losses);
  finish(instance, sample + 2u, col + 4u, (*sums)[5], right, losses);
  finish(instance, sample + 3u, col, (*sums)[6], left, losses);
  finish(instance, sample + 3u, col + 4u, (*sums)[7], right, losses);
}

// Four outputs of a sample: loss and d. Samples and features beyond the last have neither.
fn finish(
  instance: u32, sample: u32, col: u32, pre: vec4f, given: Given, losses: ptr<function, f32>,
) {
  let x = draw_features(schedule.step, instance, sample, col / 4u, given.threshold, given.scale);
  var y = x;
  if (ABSOLUTE == 1u) { y = abs(x); }
  var out = pre + given.bias;
  if (OUTPUT_RELU == 1u) { out = max(out, vec4f()); }
  let error = out - y;
  var slope = select(vec4f(), given.pull * error, sample < dims.B);
  *losses += dot(slope, error);  // twice the loss
  if (OUTPUT_RELU == 1u) { slope = select(vec4f(), slope, out > vec4f()); }
  let samples = (dims.B + 15u) / 16u * 16u;
  let start = (instance * samples + sample) * ((dims.n + 7u) / 8u * 8u) + col;
  d[start] = slope.x;
  d[start + 1u] = slope.y;
  d[start + 2u] = slope.z;
  d[start + 3u] = slope.w;
}

// What is given of four features; `pull` is 2 · importance · loss_scale. Those beyond n are never on and never count.
struct Given { threshold: vec4u, scale: vec4f, pull: vec4f, bias: vec4f }

fn given_of(instance: u32, quad: u32) -> Given {
  let j = 4u * quad + vec4u(0u, 1u, 2u, 3u);
  let there = j < vec4u(dims.n);
  let at = instance * dims.n + min(j, vec4u(dims.n - 1u));
  let levels = vec4u(threshold[at.x], threshold[at.y], threshold[at.z], threshold[at.w]);
  let scales = vec4f(scale[at.x], scale[at.y], scale[at.z], scale[at.w]);
  let weight = vec4f(importance[at.x], importance[at.y], importance[at.z], importance[at.w]);
  let bias = vec4f(b[at.x], b[at.y], b[at.z], b[at.w]);
  let pull = 2.0 * dims.loss_scale * weight;
  return Given(select(vec4u(), levels, there), scales, select(vec4f(), pull, there), bias);
}

const LEVEL: f32 = 1.0 / 16777216.0;  // a level has 24 bits, which f32 holds exactly
// Counters of sets begin where no block of four features reaches; and no higher, because pcg4d
// hardly mixes counters that differ in their highest bits only.
const FIRST_SET: u32 = 0x100000u;

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

// The four features 4 · quad … 4 · quad + 3 of a sample. Their thresholds and scales are given.
fn draw_features(step: u32, instance: u32, sample: u32, quad: u32, threshold: vec4u, scale: vec4f) -> vec4f {
  let key = vec4u(dims.key_0, dims.key_1, dims.key_2, dims.key_3);
  let level = pcg4d(vec4u(step, instance, sample, quad) ^ key) >> vec4u(8u);
  var on = level < threshold;
  // Given that it is on, uniform on [0, 1). As i32, which it fits, a CPU converts it faster.
  var value = vec4f(vec4i(level)) * scale;
  if (SET > 1u) {
    // One draw decides for the whole set; a feature's own word then says only how large it is.
    let j = 4u * quad + vec4u(0u, 1u, 2u, 3u);
    let member = j % SET;
    let counter = vec4u(FIRST_SET) + j / SET;
    let of_set = vec4u(
      pcg4d(vec4u(step, instance, sample, counter.x) ^ key).x,
      pcg4d(vec4u(step, instance, sample, counter.y) ^ key).x,
      pcg4d(vec4u(step, instance, sample, counter.z) ^ key).x,
      pcg4d(vec4u(step, instance, sample, counter.w) ^ key).x,
    ) >> vec4u(8u);
    on = of_set < threshold;
    value = vec4f(vec4i(level)) * LEVEL;
    if (ANTI == 1u) {
      // Given that the set is on, its level is uniform below the threshold: it picks the member, too.
      let size = min(vec4u(SET), vec4u(dims.n) - (j - member));  // the last set may be smaller
      on = on & (of_set * size / max(threshold, vec4u(1u)) == member);
    }
  }
  if (SIGNED == 1u) { value = 2.0 * value - 1.0; }
  return select(vec4f(), value, on);
}
