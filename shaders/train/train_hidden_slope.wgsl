// train_hidden_slope: d_h = W d, how the loss changes with each hidden dimension.
//
// WHY   The third launch of a step, and the second half of the way back: matmul_outer once
//       more, with the hidden ReLU's derivative as its epilogue where the model has one.
//
// MATH  d_h[i, s, k] = sum over j of d[i, s, j] · w[i, j, k]
//       with HIDDEN_L1 + l1 · sign(h[i, s, k]), with HIDDEN_RELU 0 where h is 0
//
// SHAPES
//   I  instances, computed side by side
//   B  samples in the batch
//   n  features (the summed axis)
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  w     read        [WEIGHTS, I, n, m]  the last of them is the decoder
//   2  h     read        [I, 16 · ceil(B / 16), 4 · ceil(m / 4)]  read with HIDDEN_RELU or HIDDEN_L1 only
//   3  d     read        [I, 16 · ceil(B / 16), 8 · ceil(n / 8)]  0 beyond the last sample and feature
//   4  d_h   read_write  [I, 16 · ceil(B / 16), 4 · ceil(m / 4)]  overwritten, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 4 · STRIPS samples and 4 · COLS hidden dimensions
//   dispatch   fold(ceil(B / (4 · STRIPS · LANES)), ceil(m / (4 · COLS)), I)
//   accepts    any I, B, n, m >= 1   samples up to a multiple of 16 are computed, too
//
// COST
//   flops         2 · I · B · n · m
//   global reads  I · ceil(ceil(B / 16) · 4 / STRIPS) · ceil(m / (4 · COLS)) · (4 · STRIPS + 4 · COLS) · n + (HIDDEN_RELU + HIDDEN_L1) · I · 16 · ceil(B / 16) · 4 · ceil(m / 4)  words
//   shared bytes  0
//
// CHECK
//   reference   src/reference/toy-model.ts
//   tolerance   dot(n)
//   idempotent  yes
//
// LADDER  train_encode -> train_decode -> train_hidden_slope -> train_gradient -> train_update
//
// EXPECT  its time
//   gpu       That of a matrix product without shared memory.
//   software  That of matmul_outer.

override LANES: u32 = 16u;
override COLS: u32 = 2u;    // four hidden dimensions each, 1 … 6
override STRIPS: u32 = 4u;  // four samples each, 1 … 4
override WEIGHTS: u32 = 1u;      // 1: the decoder is the encoder, transposed; 2: two matrices
override HIDDEN_RELU: u32 = 0u;  // 1: h = ReLU(W x)
override HIDDEN_L1: u32 = 0u;    // 1: the loss has a penalty on |h|

struct Dims {
  I: u32, B: u32, n: u32, m: u32,
  l1: f32,  // λ / (B · n), with HIDDEN_L1: the slope of the penalty with |h|
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read> h: array<f32>;
@group(0) @binding(3) var<storage, read> d: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_h: array<f32>;

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

  // Where the rows of d begin.
  let stride = (dims.n + 7u) / 8u * 8u;
  let samples = (dims.B + 15u) / 16u * 16u;
  let d0 = (instance * samples + sample + vec4u(0u, 1u, 2u, 3u)) * stride;
  let decoder = ((WEIGHTS - 1u) * dims.I + instance) * dims.n * dims.m;

  var s0 = Strip();
  var s1 = Strip();
  var s2 = Strip();
  var s3 = Strip();
  for (var j = 0u; j < dims.n; j++) {
    let at = d0 + j;
    let x0 = four_of_d(at);
    var x1 = vec4f();
    var x2 = vec4f();
    var x3 = vec4f();
    if (STRIPS > 1u) { x1 = four_of_d(at + 4u * stride); }
    if (STRIPS > 2u) { x2 = four_of_d(at + 8u * stride); }
    if (STRIPS > 3u) { x3 = four_of_d(at + 12u * stride); }
    add_rows(&s0, &s1, &s2, &s3, x0, x1, x2, x3, columns_of_w(decoder + j * dims.m, col));
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

fn four_of_d(at: vec4u) -> vec4f { return vec4f(d[at.x], d[at.y], d[at.z], d[at.w]); }

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

// Four neighbours of a row of d_h. Rows end at a multiple of four: beyond the last dimension stands 0.
fn write_row(instance: u32, sample: u32, col: u32, sums: vec4f) {
  let stride = (dims.m + 3u) / 4u * 4u;
  let rows = (dims.B + 15u) / 16u * 16u;
  if (sample >= rows || col >= stride) { return; }
  let values = select(vec4f(), sums, col + vec4u(0u, 1u, 2u, 3u) < vec4u(dims.m));
  let start = (instance * rows + sample) * stride + col;
  write_one(start, values.x);
  write_one(start + 1u, values.y);
  write_one(start + 2u, values.z);
  write_one(start + 3u, values.w);
}

// With the pull of the penalty. Where the hidden ReLU was shut nothing comes through.
fn write_one(at: u32, value: f32) {
  var through = value;
  if (HIDDEN_L1 == 1u) { through += dims.l1 * sign(h[at]); }
  if (HIDDEN_RELU == 1u) { through = select(0.0, through, h[at] > 0.0); }
  d_h[at] = through;
}
