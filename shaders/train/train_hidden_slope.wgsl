// train_hidden_slope: d_h = W d, how the loss changes with each hidden dimension.
//
// WHY   The third launch of a step, and the second half of the way back: matmul_outer once
//       more, with the hidden ReLU's derivative as its epilogue where the model has one.
//
// MATH  d_h[i, s, k] = sum over j of d[i, s, j] · w[i, j, k], with HIDDEN_RELU 0 where h is 0
//
// SHAPES
//   I  instances, computed side by side (the z axis of the dispatch)
//   B  samples in the batch
//   n  features (the summed axis)
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  w     read        [WEIGHTS, I, n, m]  the last of them is the decoder
//   2  h     read        [I, B, m]  read with HIDDEN_RELU only
//   3  d     read        [I, B, n]
//   4  d_h   read_write  [I, B, m]  overwritten, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 16 samples and 8 hidden dimensions
//   dispatch   ceil(B / (16 · LANES)), ceil(m / 8), I
//   accepts    any B, n, m >= 1, I <= 65535   at the edges the last row or column is read again
//
// COST
//   flops         2 · I · B · n · m
//   global reads  I · ceil(B / 16) · ceil(m / 8) · 24 · n + HIDDEN_RELU · I · B · m  words
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
override WEIGHTS: u32 = 1u;      // 1: the decoder is the encoder, transposed; 2: two matrices
override HIDDEN_RELU: u32 = 0u;  // 1: h = ReLU(W x)

struct Dims { I: u32, B: u32, n: u32, m: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read> h: array<f32>;
@group(0) @binding(3) var<storage, read> d: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_h: array<f32>;

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

  // Where the rows of d and the columns of the decoder begin. Those beyond the edge are read as the last ones.
  let next = vec4u(0u, 1u, 2u, 3u);
  let last_sample = vec4u(dims.B - 1u);
  let d0 = (instance * dims.B + min(sample + next, last_sample)) * dims.n;
  let d1 = (instance * dims.B + min(sample + 4u + next, last_sample)) * dims.n;
  let d2 = (instance * dims.B + min(sample + 8u + next, last_sample)) * dims.n;
  let d3 = (instance * dims.B + min(sample + 12u + next, last_sample)) * dims.n;
  let decoder = ((WEIGHTS - 1u) * dims.I + instance) * dims.n * dims.m;
  let w0 = decoder + min(col + next, vec4u(dims.m - 1u));
  let w1 = decoder + min(col + 4u + next, vec4u(dims.m - 1u));

  var s0 = Strip();
  var s1 = Strip();
  var s2 = Strip();
  var s3 = Strip();
  for (var j = 0u; j < dims.n; j++) {
    let x0 = four_of_d(d0 + j);
    let x1 = four_of_d(d1 + j);
    let x2 = four_of_d(d2 + j);
    let x3 = four_of_d(d3 + j);
    let left = four_of_w(w0 + j * dims.m);
    let right = four_of_w(w1 + j * dims.m);
    add_outer(&s0, x0, left, right);
    add_outer(&s1, x1, left, right);
    add_outer(&s2, x2, left, right);
    add_outer(&s3, x3, left, right);
  }
  write_strip(instance, sample, col, &s0);
  write_strip(instance, sample + 4u, col, &s1);
  write_strip(instance, sample + 8u, col, &s2);
  write_strip(instance, sample + 12u, col, &s3);
}

fn four_of_d(at: vec4u) -> vec4f { return vec4f(d[at.x], d[at.y], d[at.z], d[at.w]); }

fn four_of_w(at: vec4u) -> vec4f { return vec4f(w[at.x], w[at.y], w[at.z], w[at.w]); }

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

// Four neighbours of a row of d_h, as far as they lie inside.
fn write_row(instance: u32, sample: u32, col: u32, values: vec4f) {
  if (sample >= dims.B || col >= dims.m) { return; }
  let start = (instance * dims.B + sample) * dims.m + col;
  let inside = min(4u, dims.m - col);
  for (var k = 0u; k < inside; k++) {
    var value = values[k];
    if (HIDDEN_RELU == 1u) { value = select(0.0, value, h[start + k] > 0.0); }
    d_h[start + k] = value;
  }
}
