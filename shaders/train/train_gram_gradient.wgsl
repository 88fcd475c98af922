// train_gram_gradient: the gradients of W and b, from how the loss changes with G.
//
// WHY   The loss depends on the weights by way of G alone, and train_active has found how it
//       changes with G. G is a product of encoder and decoder, so the rest is the rule for
//       products: the decoder's gradient is M transposed times the encoder, the encoder's is
//       M times the decoder. No sample is looked at any more. Slabs are added in their order,
//       as they are read. An invocation keeps a block of four by four in registers. A tied
//       model has one W in both places: what would be multiplied with it twice is added first.
//
// MATH  M = sum over slabs of slopes
//       d_w_decode[j, k] = sum over a of M[a, j] · w_encode[a, k]
//       d_w_encode[a, k] = sum over j of M[a, j] · w_decode[j, k];  with WEIGHTS = 1 their sum
//       d_b[j] = M[n, j]
//
// SHAPES
//   I  instances, computed side by side
//   n  features (the summed axis)
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  dims      uniform     Dims
//   1  w         read        [WEIGHTS, I, n, m]
//   2  slopes    read        [I, SLABS, n + 1, 8 · ceil(n / 8)]
//   3  gradient  read_write  [1, WEIGHTS · I · n · m + I · n]  of w, then of b; overwritten, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 4 features and 4 hidden dimensions
//   dispatch   fold(ceil(n / (4 · LANES)), ceil(m / 4) · WEIGHTS, I)
//   accepts    any I, n, m >= 1
//
// COST
//   flops         4 · I · n · n · m
//   global reads  I · ceil(n / 4) · (ceil(m / 4) · n · (8 · SLABS + 4 · WEIGHTS) + 4 · SLABS)  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/toy-model.ts
//   tolerance   dot(2 · n), of factors that are sums of SLABS
//   idempotent  yes
//
// LADDER  train_list -> train_gram -> train_active -> train_gram_gradient -> train_update
//
// EXPECT  its time
//   gpu       Short, as long as n is not many times the batch.
//   software  That of train_gram, and half as much again.

override LANES: u32 = 16u;
override SLABS: u32 = 4u;
override WEIGHTS: u32 = 1u;  // 1: the decoder is the encoder, transposed; 2: two matrices

struct Dims { I: u32, n: u32, m: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read> slopes: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;

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
    (dims.n + 4u * LANES - 1u) / (4u * LANES),
    ((dims.m + 3u) / 4u) * WEIGHTS,
  );
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * LANES + lane, group.y, group.z);
  let row = 4u * global.x;
  let matrix = global.y % WEIGHTS;  // 0: encoder, and the decoder too where they are one
  let col = global.y / WEIGHTS * 4u;
  let instance = global.z;
  if (row >= dims.n) { return; }  // no barrier follows
  let encodes = matrix == 0u;
  let decodes = matrix == WEIGHTS - 1u;

  let next = vec4u(0u, 1u, 2u, 3u);
  let across = (dims.n + 7u) / 8u * 8u;
  let slab = (dims.n + 1u) * across;  // length of one slab
  let start = instance * SLABS * slab;
  let rows = start + min(row + next, vec4u(dims.n - 1u)) * across;
  // The encoder's gradient reads the decoder, and the other way round.
  let other = (WEIGHTS - 1u - matrix) * dims.I + instance;
  let columns = other * dims.n * dims.m + min(col + next, vec4u(dims.m - 1u));
  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  for (var a = 0u; a < dims.n; a++) {
    var x = vec4f();
    if (encodes) { x += sum_of_slopes(rows + a, slab); }
    if (decodes) { x += sum_of_slopes(start + a * across + row + next, slab); }
    let at = columns + a * dims.m;
    let y = vec4f(w[at.x], w[at.y], w[at.z], w[at.w]);
    s0 += x.x * y;
    s1 += x.y * y;
    s2 += x.z * y;
    s3 += x.w * y;
  }
  let weights = WEIGHTS * dims.I * dims.n * dims.m;
  let to = (matrix * dims.I + instance) * dims.n * dims.m;
  write_row(to, row, col, s0);
  write_row(to, row + 1u, col, s1);
  write_row(to, row + 2u, col, s2);
  write_row(to, row + 3u, col, s3);
  if (decodes && col == 0u) {
    let biases = sum_of_slopes(start + dims.n * across + row + next, slab);
    let bias = weights + instance * dims.n + row;
    let inside = dims.n - row;
    gradient[bias] = biases.x;
    if (inside > 1u) { gradient[bias + 1u] = biases.y; }
    if (inside > 2u) { gradient[bias + 2u] = biases.z; }
    if (inside > 3u) { gradient[bias + 3u] = biases.w; }
  }
}

// Four numbers of M: in the order of the slabs, so the same bits every time.
fn sum_of_slopes(at: vec4u, length: u32) -> vec4f {
  var sum = four_of_slopes(at);
  for (var slab = 1u; slab < SLABS; slab++) { sum += four_of_slopes(at + slab * length); }
  return sum;
}

fn four_of_slopes(at: vec4u) -> vec4f { return vec4f(slopes[at.x], slopes[at.y], slopes[at.z], slopes[at.w]); }

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
