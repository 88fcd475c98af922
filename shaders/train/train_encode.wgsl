// train_encode: draws a batch and takes it to the hidden dimensions, h = W x, in one launch.
//
// WHY   A model that is too large for one workgroup (train_small) is trained by five launches
//       a step, each a matrix product that does in its prologue and epilogue what would
//       otherwise be launches of their own. This is the first. It is matmul_outer with one
//       difference: the left matrix, the batch, does not exist. An invocation draws the
//       features of its sixteen samples as it needs them, four at a time, which is cheaper
//       than reading them.
//
// MATH  h[i, s, k] = sum over j of x[i, s, j] · w[i, j, k], then ReLU with HIDDEN_RELU
//       with x as sparse_features draws it
//
// SHAPES
//   I  instances, computed side by side (the z axis of the dispatch)
//   B  samples in the batch
//   n  features (the summed axis)
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  dims       uniform     Dims
//   1  schedule   uniform     Schedule  what changes from step to step
//   2  threshold  read        [I, n]  feature probabilities as in sparse_features
//   3  scale      read        [I, n]  1 / threshold
//   4  w          read        [I, n, m]
//   5  h          read_write  [I, B, m]  overwritten, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 16 samples and 8 hidden dimensions
//   dispatch   ceil(B / (16 · LANES)), ceil(m / 8), I
//   accepts    any B, n, m >= 1, I <= 65535   at the edges the last row or column is read again
//
// COST
//   flops         2 · I · B · n · m
//   global reads  I · ceil(B / 16) · ceil(m / 8) · ceil(n / 4) · 40  words
//   shared bytes  0
//
// CHECK
//   reference   src/reference/toy-model.ts
//   tolerance   dot(n), of factors that were rounded once
//   idempotent  yes
//
// LADDER  train_encode -> train_decode -> train_hidden_slope -> train_gradient -> train_update
//
// EXPECT  its time
//   gpu       That of a matrix product without shared memory; the drawing hides behind it.
//   software  Below that of the product alone: memory is dear there, and arithmetic cheap.

override LANES: u32 = 16u;
override HIDDEN_RELU: u32 = 0u;  // 1: h = ReLU(W x)
override SIGNED: u32 = 0u;  // 1: features that are on are uniform on [-1, 1)
override SET: u32 = 1u;     // features a set; 1: each is drawn on its own
override ANTI: u32 = 0u;    // 1: at most one feature of a set is on

struct Dims {
  I: u32, B: u32, n: u32, m: u32,
  key_0: u32, key_1: u32, key_2: u32, key_3: u32,  // from the seed
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
@group(0) @binding(4) var<storage, read> w: array<f32>;
@group(0) @binding(5) var<storage, read_write> h: array<f32>;

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

@compute @workgroup_size(LANES)
fn main(@builtin(global_invocation_id) global: vec3u) {
  let sample = global.x * 16u;
  let col = global.y * 8u;
  let instance = global.z;
  if (sample >= dims.B) { return; }  // no barrier follows

  let next = vec4u(0u, 1u, 2u, 3u);
  let left = min(col + next, vec4u(dims.m - 1u));
  let right = min(col + 4u + next, vec4u(dims.m - 1u));
  var s0 = Strip();  // sixteen samples, four a strip
  var s1 = Strip();
  var s2 = Strip();
  var s3 = Strip();
  for (var quad = 0u; 4u * quad < dims.n; quad++) {
    let given = given_of(instance, quad);
    // Column j of each: feature 4 · quad + j of four samples.
    let x0 = four_samples(instance, sample, quad, given);
    let x1 = four_samples(instance, sample + 4u, quad, given);
    let x2 = four_samples(instance, sample + 8u, quad, given);
    let x3 = four_samples(instance, sample + 12u, quad, given);
    let row = (instance * dims.n + 4u * quad) * dims.m;
    add_feature(&s0, &s1, &s2, &s3, x0[0], x1[0], x2[0], x3[0], row + left, row + right);
    add_feature(&s0, &s1, &s2, &s3, x0[1], x1[1], x2[1], x3[1], row + dims.m + left, row + dims.m + right);
    add_feature(&s0, &s1, &s2, &s3, x0[2], x1[2], x2[2], x3[2], row + 2u * dims.m + left, row + 2u * dims.m + right);
    add_feature(&s0, &s1, &s2, &s3, x0[3], x1[3], x2[3], x3[3], row + 3u * dims.m + left, row + 3u * dims.m + right);
  }
  write_strip(instance, sample, col, &s0);
  write_strip(instance, sample + 4u, col, &s1);
  write_strip(instance, sample + 8u, col, &s2);
  write_strip(instance, sample + 12u, col, &s3);
}

// One feature of sixteen samples times its row of W.
fn add_feature(
  s0: ptr<function, Strip>, s1: ptr<function, Strip>, s2: ptr<function, Strip>, s3: ptr<function, Strip>,
  x0: vec4f, x1: vec4f, x2: vec4f, x3: vec4f, left: vec4u, right: vec4u,
) {
  let to_left = vec4f(w[left.x], w[left.y], w[left.z], w[left.w]);
  let to_right = vec4f(w[right.x], w[right.y], w[right.z], w[right.w]);
  add_outer(s0, x0, to_left, to_right);
  add_outer(s1, x1, to_left, to_right);
  add_outer(s2, x2, to_left, to_right);
  add_outer(s3, x3, to_left, to_right);
}

// Four features of four samples, one column a feature. Samples beyond the batch are drawn and not written.
fn four_samples(instance: u32, sample: u32, quad: u32, given: Given) -> mat4x4f {
  let step = schedule.step;
  return transpose(mat4x4f(
    draw_features(step, instance, sample, quad, given.threshold, given.scale),
    draw_features(step, instance, sample + 1u, quad, given.threshold, given.scale),
    draw_features(step, instance, sample + 2u, quad, given.threshold, given.scale),
    draw_features(step, instance, sample + 3u, quad, given.threshold, given.scale),
  ));
}

// What is given of four features. Those beyond n are never on and never count.
struct Given { threshold: vec4u, scale: vec4f }

fn given_of(instance: u32, quad: u32) -> Given {
  let j = 4u * quad + vec4u(0u, 1u, 2u, 3u);
  let there = j < vec4u(dims.n);
  let at = instance * dims.n + min(j, vec4u(dims.n - 1u));
  let levels = vec4u(threshold[at.x], threshold[at.y], threshold[at.z], threshold[at.w]);
  let scales = vec4f(scale[at.x], scale[at.y], scale[at.z], scale[at.w]);
  return Given(select(vec4u(), levels, there), scales);
}

fn write_strip(instance: u32, sample: u32, col: u32, sums: ptr<function, Strip>) {
  write_row(instance, sample, col, (*sums)[0]);
  write_row(instance, sample, col + 4u, (*sums)[1]);
  write_row(instance, sample + 1u, col, (*sums)[2]);
  write_row(instance, sample + 1u, col + 4u, (*sums)[3]);
  write_row(instance, sample + 2u, col, (*sums)[4]);
  write_row(instance, sample + 2u, col + 4u, (*sums)[5]);
  write_row(instance, sample + 3u, col, (*sums)[6]);
  write_row(instance, sample + 3u, col + 4u, (*sums)[7]);
}

// Four neighbours of a row of h, as far as they lie inside.
fn write_row(instance: u32, sample: u32, col: u32, sums: vec4f) {
  if (sample >= dims.B || col >= dims.m) { return; }
  var values = sums;
  if (HIDDEN_RELU == 1u) { values = max(values, vec4f()); }
  let start = (instance * dims.B + sample) * dims.m + col;
  let inside = min(4u, dims.m - col);
  for (var k = 0u; k < inside; k++) { h[start + k] = values[k]; }
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
