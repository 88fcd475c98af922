// train_gram: G, what each feature becomes in each output, by way of the hidden dimensions.
//
// WHY   Where the hidden layer is linear, a model is b and one matrix from features to outputs:
//       what feature a, when it is on, adds to output j. That matrix is G, and it is the same
//       for every sample of a step. It is worked out once, which costs n · n · m and not
//       B · n · m, and a sample then only adds up the rows of the features that are on. An
//       invocation keeps a block of four by four in registers: eight reads, sixteen products.
//
// MATH  gram[i, a, j] = sum over k of w_encode[i, a, k] · w_decode[i, j, k]
//
// SHAPES
//   I  instances, computed side by side
//   n  features
//   m  hidden dimensions (the summed axis)
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  w     read        [WEIGHTS, I, n, m]  the encoder, and the decoder where it is another
//   2  gram  read_write  [I, n, 8 · ceil(n / 8)]  0 beyond the last column; overwritten, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 4 rows by 4 columns
//   dispatch   fold(ceil(2 · ceil(n / 8) / LANES), ceil(n / 4), I)
//   accepts    any I, n, m >= 1
//
// COST
//   flops         2 · I · n · n · m
//   global reads  I · 2 · ceil(n / 8) · ceil(n / 4) · 8 · m  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/matmul.ts
//   tolerance   dot(m)
//   idempotent  yes
//
// LADDER  train_list -> train_gram -> train_active -> train_gram_gradient -> train_update
//
// EXPECT  its time
//   gpu       Short, as long as n is not many times the batch.
//   software  A few per cent of a step of the other fused program.

override LANES: u32 = 16u;
override WEIGHTS: u32 = 1u;  // 1: the decoder is the encoder, transposed; 2: two matrices

struct Dims { I: u32, n: u32, m: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> gram: array<vec4f>;

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
  let group = unfold(place, places, (2u * ((dims.n + 7u) / 8u) + LANES - 1u) / LANES, (dims.n + 3u) / 4u);
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * LANES + lane, group.y, group.z);
  let quad = global.x;
  let row = 4u * global.y;
  let instance = global.z;
  let across = (dims.n + 7u) / 8u * 2u;  // vectors a row
  if (quad >= across) { return; }  // no barrier follows

  // Where rows of the encoder and of the decoder begin. Beyond the last, that one is read again.
  let next = vec4u(0u, 1u, 2u, 3u);
  let last = vec4u(dims.n - 1u);
  let column = 4u * quad + next;
  let decoder = (WEIGHTS - 1u) * dims.I + instance;
  let rows = (instance * dims.n + min(row + next, last)) * dims.m;
  let columns = (decoder * dims.n + min(column, last)) * dims.m;
  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  for (var k = 0u; k < dims.m; k++) {
    let left = four_of_w(rows + k);
    let right = four_of_w(columns + k);
    s0 += left.x * right;
    s1 += left.y * right;
    s2 += left.z * right;
    s3 += left.w * right;
  }
  let start = (instance * dims.n + row) * across + quad;
  let there = column < vec4u(dims.n);
  write_row(start, row, select(vec4f(), s0, there));
  write_row(start + across, row + 1u, select(vec4f(), s1, there));
  write_row(start + 2u * across, row + 2u, select(vec4f(), s2, there));
  write_row(start + 3u * across, row + 3u, select(vec4f(), s3, there));
}

fn four_of_w(at: vec4u) -> vec4f { return vec4f(w[at.x], w[at.y], w[at.z], w[at.w]); }

fn write_row(at: u32, row: u32, values: vec4f) {
  if (row < dims.n) { gram[at] = values; }
}
