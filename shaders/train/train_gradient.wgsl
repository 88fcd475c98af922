// train_gradient: the gradients of W and b, summed over a slice of the batch.
//
// WHY   The fourth launch of a step. W is used twice, so two outer products belong to each
//       sample: d hᵀ from the decoder and x d_hᵀ from the encoder. One invocation adds both
//       to the same block of sums in its registers, and draws x on the way. The
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
//   I  instances, computed side by side
//   B  samples in the batch (the summed axis)
//   n  features
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  dims       uniform     Dims
//   1  schedule   uniform     Schedule  what changes from step to step
//   2  threshold  read        [I, n]  feature probabilities as in sparse_features
//   3  scale      read        [I, n]  1 / threshold
//   4  h          read        [I, 16 · ceil(B / 16), 4 · ceil(m / 4)]
//   5  d          read        [I, 16 · ceil(B / 16), 8 · ceil(n / 8)]  0 beyond the last sample
//   6  d_h        read        [I, 16 · ceil(B / 16), 4 · ceil(m / 4)]  0 beyond the last sample
//   7  gradient   read_write  [SLICES, WEIGHTS · I · n · m + I · n]  of w, then of b; overwritten, never read
//
// LAUNCH
//   workgroup  SLICES, 1, 1             one invocation a slice of the batch, for 4 · STRIPS features and 4 · COLS hidden dimensions
//   dispatch   fold(ceil(m / (4 · COLS)) · WEIGHTS, ceil(n / (4 · STRIPS)), I)
//   accepts    any I, B, n, m >= 1   at the edges something is read again, and not written
//
// COST
//   flops         4 · I · B · n · m + I · B · n
//   global reads  I · ceil(n / (4 · STRIPS)) · ceil(m / (4 · COLS)) · ((4 · STRIPS + 8 · COLS) · B + 8 · STRIPS · SLICES · WEIGHTS)  words
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
override COLS: u32 = 2u;    // four hidden dimensions each, 1 … 6
override STRIPS: u32 = 4u;  // four features each, 1 … 4
override WEIGHTS: u32 = 1u;  // 1: the decoder is the encoder, transposed; 2: two matrices
override SIGNED: u32 = 0u;  // 1: features that are on are uniform on [-1, 1)
override SET: u32 = 1u;     // features a set; 1: each is drawn on its own
override ANTI: u32 = 0u;    // 1: one feature of a set is on

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

alias Columns = array<vec4f, 6>;  // COLS · 4 columns of a row, the others are 0 and cost nothing
alias Strip = array<vec4f, 24>;   // four rows of them: rows of columns 0 … 3, rows of columns 4 … 7, …

// Adds the outer product of four numbers of a column and COLS · 4 of a row.
fn add_outer(sums: ptr<function, Strip>, x: vec4f, y: Columns) {
  (*sums)[0] += x.x * y[0];
  (*sums)[1] += x.y * y[0];
  (*sums)[2] += x.z * y[0];
  (*sums)[3] += x.w * y[0];
  if (COLS > 1u) {
    (*sums)[4] += x.x * y[1];
    (*sums)[5] += x.y * y[1];
    (*sums)[6] += x.z * y[1];
    (*sums)[7] += x.w * y[1];
  }
  if (COLS > 2u) {
    (*sums)[8] += x.x * y[2];
    (*sums)[9] += x.y * y[2];
    (*sums)[10] += x.z * y[2];
    (*sums)[11] += x.w * y[2];
  }
  if (COLS > 3u) {
    (*sums)[12] += x.x * y[3];
    (*sums)[13] += x.y * y[3];
    (*sums)[14] += x.z * y[3];
    (*sums)[15] += x.w * y[3];
  }
  if (COLS > 4u) {
    (*sums)[16] += x.x * y[4];
    (*sums)[17] += x.y * y[4];
    (*sums)[18] += x.z * y[4];
    (*sums)[19] += x.w * y[4];
  }
  if (COLS > 5u) {
    (*sums)[20] += x.x * y[5];
    (*sums)[21] += x.y * y[5];
    (*sums)[22] += x.z * y[5];
    (*sums)[23] += x.w * y[5];
  }
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

@compute @workgroup_size(SLICES)
fn main(
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) places: vec3u,
  @builtin(local_invocation_index) slice: u32,
) {
  let group = unfold(
    place, places,
    ((dims.m + 4u * COLS - 1u) / (4u * COLS)) * WEIGHTS,
    (dims.n + 4u * STRIPS - 1u) / (4u * STRIPS),
  );
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let matrix = group.x % WEIGHTS;  // 0: encoder, and the decoder too where they are one
  let col = group.x / WEIGHTS * 4u * COLS;
  let row = group.y * 4u * STRIPS;
  let instance = group.z;
  let encodes = matrix == 0u;
  let decodes = matrix == WEIGHTS - 1u;

  let g0 = given_of(instance, row / 4u);
  var g1 = Given();
  var g2 = Given();
  var g3 = Given();
  if (STRIPS > 1u) { g1 = given_of(instance, row / 4u + 1u); }
  if (STRIPS > 2u) { g2 = given_of(instance, row / 4u + 2u); }
  if (STRIPS > 3u) { g3 = given_of(instance, row / 4u + 3u); }
  let first = instance * ((dims.B + 15u) / 16u * 16u);  // row of the instance's first sample
  let across = (dims.m + 3u) / 4u * 4u;                 // length of a row of h and d_h

  var s0 = Strip();
  var s1 = Strip();
  var s2 = Strip();
  var s3 = Strip();
  var biases = Rows();
  let length = (dims.B + SLICES - 1u) / SLICES;
  let begin = slice * length;
  let end = min(dims.B, begin + length);

  // 1. d hᵀ, for the decoder. Without a decoder here the loop ends before it begins.
  for (var s = begin; s < select(begin, end, decodes); s++) {
    let x = rows_of_d(first + s, row);
    biases = Rows(biases.a + x.a, biases.b + x.b, biases.c + x.c, biases.d + x.d);
    add_rows(&s0, &s1, &s2, &s3, x, columns_of_h((first + s) * across, col));
  }

  // 2. x d_hᵀ, for the encoder.
  for (var s = begin; s < select(begin, end, encodes); s++) {
    let x = rows_of_x(instance, s, row, g0, g1, g2, g3);
    add_rows(&s0, &s1, &s2, &s3, x, columns_of_d_h((first + s) * across, col));
  }

  let weights = WEIGHTS * dims.I * dims.n * dims.m;
  let start = slice * (weights + dims.I * dims.n);
  let rows = start + (matrix * dims.I + instance) * dims.n * dims.m;
  write_strip(rows, row, col, &s0);
  if (STRIPS > 1u) { write_strip(rows, row + 4u, col, &s1); }
  if (STRIPS > 2u) { write_strip(rows, row + 8u, col, &s2); }
  if (STRIPS > 3u) { write_strip(rows, row + 12u, col, &s3); }
  if (decodes && col == 0u) {
    let at = start + weights + instance * dims.n;
    write_bias(at, row, biases.a);
    if (STRIPS > 1u) { write_bias(at, row + 4u, biases.b); }
    if (STRIPS > 2u) { write_bias(at, row + 8u, biases.c); }
    if (STRIPS > 3u) { write_bias(at, row + 12u, biases.d); }
  }
}

// Numbers of 4 · STRIPS features, the others are 0.
struct Rows { a: vec4f, b: vec4f, c: vec4f, d: vec4f }

// One sample's share: an outer product.
fn add_rows(
  s0: ptr<function, Strip>, s1: ptr<function, Strip>, s2: ptr<function, Strip>, s3: ptr<function, Strip>,
  x: Rows, y: Columns,
) {
  add_outer(s0, x.a, y);
  if (STRIPS > 1u) { add_outer(s1, x.b, y); }
  if (STRIPS > 2u) { add_outer(s2, x.c, y); }
  if (STRIPS > 3u) { add_outer(s3, x.d, y); }
}

// Features beyond the end of a row are not written: which of its numbers stands for them does not matter.
fn rows_of_d(sample: u32, row: u32) -> Rows {
  let across = (dims.n + 7u) / 8u * 8u;
  let start = sample * across;
  let last = across - 4u;
  var x = Rows();
  x.a = four_of_d(start + row);
  if (STRIPS > 1u) { x.b = four_of_d(start + min(row + 4u, last)); }
  if (STRIPS > 2u) { x.c = four_of_d(start + min(row + 8u, last)); }
  if (STRIPS > 3u) { x.d = four_of_d(start + min(row + 12u, last)); }
  return x;
}

fn four_of_d(at: u32) -> vec4f { return vec4f(d[at], d[at + 1u], d[at + 2u], d[at + 3u]); }

fn rows_of_x(instance: u32, s: u32, row: u32, g0: Given, g1: Given, g2: Given, g3: Given) -> Rows {
  let step = schedule.step;
  let quad = row / 4u;
  var x = Rows();
  x.a = draw_features(step, instance, s, quad, g0.threshold, g0.scale);
  if (STRIPS > 1u) { x.b = draw_features(step, instance, s, quad + 1u, g1.threshold, g1.scale); }
  if (STRIPS > 2u) { x.c = draw_features(step, instance, s, quad + 2u, g2.threshold, g2.scale); }
  if (STRIPS > 3u) { x.d = draw_features(step, instance, s, quad + 3u, g3.threshold, g3.scale); }
  return x;
}

// COLS · 4 neighbours of a row of h. Beyond the last dimension that one is read again.
fn columns_of_h(start: u32, col: u32) -> Columns {
  var y = Columns();
  y[0] = columns_of_h_four(start, col);
  if (COLS > 1u) { y[1] = columns_of_h_four(start, col + 4u); }
  if (COLS > 2u) { y[2] = columns_of_h_four(start, col + 8u); }
  if (COLS > 3u) { y[3] = columns_of_h_four(start, col + 12u); }
  if (COLS > 4u) { y[4] = columns_of_h_four(start, col + 16u); }
  if (COLS > 5u) { y[5] = columns_of_h_four(start, col + 20u); }
  return y;
}

fn columns_of_h_four(start: u32, col: u32) -> vec4f {
  let at = start + min(col + vec4u(0u, 1u, 2u, 3u), vec4u(dims.m - 1u));
  return vec4f(h[at.x], h[at.y], h[at.z], h[at.w]);
}

// COLS · 4 neighbours of a row of d_h. Beyond the last dimension that one is read again.
fn columns_of_d_h(start: u32, col: u32) -> Columns {
  var y = Columns();
  y[0] = columns_of_d_h_four(start, col);
  if (COLS > 1u) { y[1] = columns_of_d_h_four(start, col + 4u); }
  if (COLS > 2u) { y[2] = columns_of_d_h_four(start, col + 8u); }
  if (COLS > 3u) { y[3] = columns_of_d_h_four(start, col + 12u); }
  if (COLS > 4u) { y[4] = columns_of_d_h_four(start, col + 16u); }
  if (COLS > 5u) { y[5] = columns_of_d_h_four(start, col + 20u); }
  return y;
}

fn columns_of_d_h_four(start: u32, col: u32) -> vec4f {
  let at = start + min(col + vec4u(0u, 1u, 2u, 3u), vec4u(dims.m - 1u));
  return vec4f(d_h[at.x], d_h[at.y], d_h[at.z], d_h[at.w]);
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

fn write_strip(rows: u32, row: u32, col: u32, sums: ptr<function, Strip>) {
  write_four(rows, row, col, (*sums)[0], (*sums)[1], (*sums)[2], (*sums)[3]);
  if (COLS > 1u) { write_four(rows, row, col + 4u, (*sums)[4], (*sums)[5], (*sums)[6], (*sums)[7]); }
  if (COLS > 2u) { write_four(rows, row, col + 8u, (*sums)[8], (*sums)[9], (*sums)[10], (*sums)[11]); }
  if (COLS > 3u) { write_four(rows, row, col + 12u, (*sums)[12], (*sums)[13], (*sums)[14], (*sums)[15]); }
  if (COLS > 4u) { write_four(rows, row, col + 16u, (*sums)[16], (*sums)[17], (*sums)[18], (*sums)[19]); }
  if (COLS > 5u) { write_four(rows, row, col + 20u, (*sums)[20], (*sums)[21], (*sums)[22], (*sums)[23]); }
}

// Four rows of four columns.
fn write_four(rows: u32, row: u32, col: u32, r0: vec4f, r1: vec4f, r2: vec4f, r3: vec4f) {
  write_row(rows, row, col, r0);
  write_row(rows, row + 1u, col, r1);
  write_row(rows, row + 2u, col, r2);
  write_row(rows, row + 3u, col, r3);
}

// Four neighbours of a row, as far as they lie inside.
fn write_row(rows: u32, row: u32, col: u32, values: vec4f) {
  if (row >= dims.n || col >= dims.m) { return; }
  let start = rows + row * dims.m + col;
  let inside = dims.m - col;
  gradient[start] = values.x;
  if (inside > 1u) { gradient[start + 1u] = values.y; }
  if (inside > 2u) { gradient[start + 2u] = values.z; }
  if (inside > 3u) { gradient[start + 3u] = values.w; }
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
