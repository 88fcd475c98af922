// train_gradient: the gradients of W and b, summed over a slice of the batch.
//
// WHY   The fourth launch of a step. W is used twice, so two outer products belong to each
//       sample: d hᵀ from the decoder and x d_hᵀ from the encoder. One invocation adds both
//       to the same sixteen by eight sums in its registers, and draws x on the way. The
//       summed axis is the batch, which is long, while W is small: so the batch is cut into
//       slices, each with sums of its own, that train_update adds up in their order. More
//       slices keep more of a device busy, and cost more memory.
//       With two matrices (WEIGHTS = 2) each has invocations of its own.
//
// MATH  d_w[slice, i, j, k] = sum over s of the slice of d[i, s, j] · h[i, s, k] + x[i, s, j] · d_h[i, s, k]
//       d_b[slice, i, j] = sum over s of the slice of d[i, s, j]
//       with WEIGHTS = 2 the two products apart: encoder, then decoder
//
// SHAPES
//   I  instances, computed side by side (the z axis of the dispatch)
//   B  samples in the batch (the summed axis)
//   n  features
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  dims       uniform     Dims
//   1  schedule   uniform     Schedule  what changes from step to step
//   2  threshold  read        [I, n]  feature probabilities as in sparse_features
//   3  scale      read        [I, n]  1 / threshold
//   4  h          read        [I, B, m]
//   5  d          read        [I, B, n]
//   6  d_h        read        [I, B, m]
//   7  gradient   read_write  [SLICES, WEIGHTS · I · n · m + I · n]  of w, then of b; overwritten, never read
//
// LAUNCH
//   workgroup  SLICES, 1, 1             one invocation a slice of the batch, for 16 features and 8 hidden dimensions
//   dispatch   ceil(m / 8) · WEIGHTS, ceil(n / 16), I
//   accepts    any B, n, m >= 1, I <= 65535   at the edges the last row or column is read again
//
// COST
//   flops         4 · I · B · n · m + I · B · n
//   global reads  I · ceil(n / 16) · ceil(m / 8) · (32 · B + (16 · B) · (WEIGHTS - 1) + 32 · SLICES · WEIGHTS)  words
//   shared bytes  0
//
// CHECK
//   reference   src/reference/toy-model.ts
//   tolerance   dot(2 · B / SLICES), of factors that were rounded once
//   idempotent  yes
//
// LADDER  train_encode -> train_decode -> train_hidden_slope -> train_gradient -> train_update
//
// EXPECT  its time
//   gpu       That of two products with short rows; few models want many slices.
//   software  That of two products. As many slices as the CPU has lanes, or vectors run half empty.

override SLICES: u32 = 8u;
override WEIGHTS: u32 = 1u;  // 1: the decoder is the encoder, transposed; 2: two matrices
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
@group(0) @binding(4) var<storage, read> h: array<f32>;
@group(0) @binding(5) var<storage, read> d: array<f32>;
@group(0) @binding(6) var<storage, read> d_h: array<f32>;
@group(0) @binding(7) var<storage, read_write> gradient: array<f32>;

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

@compute @workgroup_size(SLICES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) slice: u32) {
  let matrix = group.x % WEIGHTS;  // 0: encoder, and the decoder too where they are one
  let col = group.x / WEIGHTS * 8u;
  let row = group.y * 16u;
  let instance = group.z;
  let encodes = matrix == 0u;
  let decodes = matrix == WEIGHTS - 1u;

  let g0 = given_of(instance, row / 4u);
  let g1 = given_of(instance, row / 4u + 1u);
  let g2 = given_of(instance, row / 4u + 2u);
  let g3 = given_of(instance, row / 4u + 3u);
  let next = vec4u(0u, 1u, 2u, 3u);
  let last_feature = vec4u(dims.n - 1u);
  let j0 = min(row + next, last_feature);
  let j1 = min(row + 4u + next, last_feature);
  let j2 = min(row + 8u + next, last_feature);
  let j3 = min(row + 12u + next, last_feature);
  let left = min(col + next, vec4u(dims.m - 1u));
  let right = min(col + 4u + next, vec4u(dims.m - 1u));

  var s0 = Strip();
  var s1 = Strip();
  var s2 = Strip();
  var s3 = Strip();
  var b0 = vec4f();
  var b1 = vec4f();
  var b2 = vec4f();
  var b3 = vec4f();
  let length = (dims.B + SLICES - 1u) / SLICES;
  let begin = slice * length;
  let end = min(dims.B, begin + length);

  // 1. d hᵀ, for the decoder. Without a decoder here the loop ends before it begins.
  for (var s = begin; s < select(begin, end, decodes); s++) {
    let sample = instance * dims.B + s;
    let d0 = four_of_d(sample * dims.n + j0);
    let d1 = four_of_d(sample * dims.n + j1);
    let d2 = four_of_d(sample * dims.n + j2);
    let d3 = four_of_d(sample * dims.n + j3);
    let to_left = four_of_h(sample * dims.m + left);
    let to_right = four_of_h(sample * dims.m + right);
    add_outer(&s0, d0, to_left, to_right);
    add_outer(&s1, d1, to_left, to_right);
    add_outer(&s2, d2, to_left, to_right);
    add_outer(&s3, d3, to_left, to_right);
    b0 += d0;
    b1 += d1;
    b2 += d2;
    b3 += d3;
  }

  // 2. x d_hᵀ, for the encoder.
  for (var s = begin; s < select(begin, end, encodes); s++) {
    let sample = instance * dims.B + s;
    let x0 = draw_features(schedule.step, instance, s, row / 4u, g0.threshold, g0.scale);
    let x1 = draw_features(schedule.step, instance, s, row / 4u + 1u, g1.threshold, g1.scale);
    let x2 = draw_features(schedule.step, instance, s, row / 4u + 2u, g2.threshold, g2.scale);
    let x3 = draw_features(schedule.step, instance, s, row / 4u + 3u, g3.threshold, g3.scale);
    let to_left = four_of_d_h(sample * dims.m + left);
    let to_right = four_of_d_h(sample * dims.m + right);
    add_outer(&s0, x0, to_left, to_right);
    add_outer(&s1, x1, to_left, to_right);
    add_outer(&s2, x2, to_left, to_right);
    add_outer(&s3, x3, to_left, to_right);
  }

  let weights = WEIGHTS * dims.I * dims.n * dims.m;
  let start = slice * (weights + dims.I * dims.n);
  let rows = start + (matrix * dims.I + instance) * dims.n * dims.m;
  write_strip(rows, row, col, &s0);
  write_strip(rows, row + 4u, col, &s1);
  write_strip(rows, row + 8u, col, &s2);
  write_strip(rows, row + 12u, col, &s3);
  if (decodes && col == 0u) {
    let biases = start + weights + instance * dims.n;
    write_bias(biases, row, b0);
    write_bias(biases, row + 4u, b1);
    write_bias(biases, row + 8u, b2);
    write_bias(biases, row + 12u, b3);
  }
}

fn four_of_h(at: vec4u) -> vec4f { return vec4f(h[at.x], h[at.y], h[at.z], h[at.w]); }

fn four_of_d(at: vec4u) -> vec4f { return vec4f(d[at.x], d[at.y], d[at.z], d[at.w]); }

fn four_of_d_h(at: vec4u) -> vec4f { return vec4f(d_h[at.x], d_h[at.y], d_h[at.z], d_h[at.w]); }

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

fn write_strip(rows: u32, row: u32, col: u32, sums: ptr<function, Strip>) {
  write_row(rows, row, col, (*sums)[0]);
  write_row(rows, row, col + 4u, (*sums)[1]);
  write_row(rows, row + 1u, col, (*sums)[2]);
  write_row(rows, row + 1u, col + 4u, (*sums)[3]);
  write_row(rows, row + 2u, col, (*sums)[4]);
  write_row(rows, row + 2u, col + 4u, (*sums)[5]);
  write_row(rows, row + 3u, col, (*sums)[6]);
  write_row(rows, row + 3u, col + 4u, (*sums)[7]);
}

// Four neighbours of a row, as far as they lie inside.
fn write_row(rows: u32, row: u32, col: u32, values: vec4f) {
  if (row >= dims.n || col >= dims.m) { return; }
  let inside = min(4u, dims.m - col);
  for (var k = 0u; k < inside; k++) { gradient[rows + row * dims.m + col + k] = values[k]; }
}

fn write_bias(biases: u32, row: u32, values: vec4f) {
  if (row >= dims.n) { return; }
  let inside = min(4u, dims.n - row);
  for (var j = 0u; j < inside; j++) { gradient[biases + row + j] = values[j]; }
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
