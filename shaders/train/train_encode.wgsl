// train_encode: draws a batch and takes it to the hidden dimensions, h = W x, in one launch.
//
// WHY   A model that is too large for one workgroup (train_small) is trained by five launches
//       a step, and a sixth that adds up the loss. Products do in their prologue and epilogue
//       what would otherwise be launches of their own. This is the first. It is matmul_outer with one
//       difference: the left matrix, the batch, does not exist. An invocation draws the
//       features of its samples as it needs them, four at a time, which moves no memory at
//       all. Blocks are STRIPS strips of four samples by COLS vectors: how large is best
//       depends on registers, so it is measured.
//
// MATH  h[i, s, k] = sum over j of x[i, s, j] · w[i, j, k], then ReLU with HIDDEN_RELU
//       with x as sparse_features draws it
//
// SHAPES
//   I  instances, computed side by side
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
//   5  h          read_write  [I, 16 · ceil(B / 16), 4 · ceil(m / 4)]  overwritten, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 4 · STRIPS samples and 4 · COLS hidden dimensions
//   dispatch   fold(ceil(B / (4 · STRIPS · LANES)), ceil(m / (4 · COLS)), I)
//   accepts    any I, B, n, m >= 1   samples up to a multiple of 16 are drawn and encoded, too
//
// COST
//   flops         2 · I · B · n · m
//   global reads  I · ceil(ceil(B / 16) · 4 / STRIPS) · ceil(m / (4 · COLS)) · ceil(n / 4) · (8 + 16 · COLS)  words
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
//   gpu       That of a matrix product without shared memory, and of drawing: arithmetic
//             for which nothing waits.
//   software  More than the product alone: drawing four features costs as much as ten
//             reads. So a block is as wide as the hidden vector where that is possible,
//             and they are drawn once.

override LANES: u32 = 16u;
override COLS: u32 = 2u;    // four hidden dimensions each, 1 … 6
override STRIPS: u32 = 4u;  // four samples each, 1 … 4
override HIDDEN_RELU: u32 = 0u;  // 1: h = ReLU(W x)
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
@group(0) @binding(4) var<storage, read> w: array<f32>;
@group(0) @binding(5) var<storage, read_write> h: array<f32>;

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

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) place: vec3u,
  @builtin(num_workgroups) places: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = unfold(
    place, places,
    (dims.B + 4u * STRIPS * LANES - 1u) / (4u * STRIPS * LANES),
    (dims.m + 4u * COLS - 1u) / (4u * COLS),
  );
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * LANES + lane, group.y, group.z);
  let sample = global.x * 4u * STRIPS;
  let col = global.y * 4u * COLS;
  let instance = global.z;
  if (sample >= (dims.B + 15u) / 16u * 16u) { return; }  // no barrier follows

  var s0 = Strip();  // four samples each
  var s1 = Strip();
  var s2 = Strip();
  var s3 = Strip();
  for (var quad = 0u; 4u * quad < dims.n; quad++) {
    let given = given_of(instance, quad);
    // Column j of each: feature 4 · quad + j of four samples.
    let x0 = four_samples(instance, sample, quad, given);
    var x1 = mat4x4f();
    var x2 = mat4x4f();
    var x3 = mat4x4f();
    if (STRIPS > 1u) { x1 = four_samples(instance, sample + 4u, quad, given); }
    if (STRIPS > 2u) { x2 = four_samples(instance, sample + 8u, quad, given); }
    if (STRIPS > 3u) { x3 = four_samples(instance, sample + 12u, quad, given); }
    // Features beyond the last are never on: the last one's row of W is read, times 0.
    let rows = (instance * dims.n + min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(dims.n - 1u))) * dims.m;
    add_rows(&s0, &s1, &s2, &s3, x0[0], x1[0], x2[0], x3[0], columns_of_w(rows.x, col));
    add_rows(&s0, &s1, &s2, &s3, x0[1], x1[1], x2[1], x3[1], columns_of_w(rows.y, col));
    add_rows(&s0, &s1, &s2, &s3, x0[2], x1[2], x2[2], x3[2], columns_of_w(rows.z, col));
    add_rows(&s0, &s1, &s2, &s3, x0[3], x1[3], x2[3], x3[3], columns_of_w(rows.w, col));
  }
  write_strip(instance, sample, col, &s0);
  if (STRIPS > 1u) { write_strip(instance, sample + 4u, col, &s1); }
  if (STRIPS > 2u) { write_strip(instance, sample + 8u, col, &s2); }
  if (STRIPS > 3u) { write_strip(instance, sample + 12u, col, &s3); }
}

// All strips at once.
fn add_rows(
  s0: ptr<function, Strip>, s1: ptr<function, Strip>, s2: ptr<function, Strip>, s3: ptr<function, Strip>,
  x0: vec4f, x1: vec4f, x2: vec4f, x3: vec4f, y: Columns,
) {
  add_outer(s0, x0, y);
  if (STRIPS > 1u) { add_outer(s1, x1, y); }
  if (STRIPS > 2u) { add_outer(s2, x2, y); }
  if (STRIPS > 3u) { add_outer(s3, x3, y); }
}

// COLS · 4 neighbours of a row of w. Beyond the last dimension that one is read again.
fn columns_of_w(start: u32, col: u32) -> Columns {
  var y = Columns();
  y[0] = columns_of_w_four(start, col);
  if (COLS > 1u) { y[1] = columns_of_w_four(start, col + 4u); }
  if (COLS > 2u) { y[2] = columns_of_w_four(start, col + 8u); }
  if (COLS > 3u) { y[3] = columns_of_w_four(start, col + 12u); }
  if (COLS > 4u) { y[4] = columns_of_w_four(start, col + 16u); }
  if (COLS > 5u) { y[5] = columns_of_w_four(start, col + 20u); }
  return y;
}

fn columns_of_w_four(start: u32, col: u32) -> vec4f {
  let at = start + min(col + vec4u(0u, 1u, 2u, 3u), vec4u(dims.m - 1u));
  return vec4f(w[at.x], w[at.y], w[at.z], w[at.w]);
}

// Four features of four samples, one column a feature.
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

fn write_strip(instance: u32, row: u32, col: u32, sums: ptr<function, Strip>) {
  write_four(instance, row, col, (*sums)[0], (*sums)[1], (*sums)[2], (*sums)[3]);
  if (COLS > 1u) { write_four(instance, row, col + 4u, (*sums)[4], (*sums)[5], (*sums)[6], (*sums)[7]); }
  if (COLS > 2u) { write_four(instance, row, col + 8u, (*sums)[8], (*sums)[9], (*sums)[10], (*sums)[11]); }
  if (COLS > 3u) { write_four(instance, row, col + 12u, (*sums)[12], (*sums)[13], (*sums)[14], (*sums)[15]); }
  if (COLS > 4u) { write_four(instance, row, col + 16u, (*sums)[16], (*sums)[17], (*sums)[18], (*sums)[19]); }
  if (COLS > 5u) { write_four(instance, row, col + 20u, (*sums)[20], (*sums)[21], (*sums)[22], (*sums)[23]); }
}

// Four rows of four columns.
fn write_four(instance: u32, row: u32, col: u32, r0: vec4f, r1: vec4f, r2: vec4f, r3: vec4f) {
  write_row(instance, row, col, r0);
  write_row(instance, row + 1u, col, r1);
  write_row(instance, row + 2u, col, r2);
  write_row(instance, row + 3u, col, r3);
}

// Four neighbours of a row of h. Rows end at a multiple of four: beyond the last dimension stands 0.
fn write_row(instance: u32, sample: u32, col: u32, sums: vec4f) {
  let stride = (dims.m + 3u) / 4u * 4u;
  let rows = (dims.B + 15u) / 16u * 16u;
  if (sample >= rows || col >= stride) { return; }
  var values = select(vec4f(), sums, col + vec4u(0u, 1u, 2u, 3u) < vec4u(dims.m));
  if (HIDDEN_RELU == 1u) { values = max(values, vec4f()); }
  let start = (instance * rows + sample) * stride + col;
  h[start] = values.x;
  h[start + 1u] = values.y;
  h[start + 2u] = values.z;
  h[start + 3u] = values.w;
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
