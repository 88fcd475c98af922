// train_active: output, loss and slope of every sample, from the features that are on alone.
//
// WHY   The launch that replaces four. Every output needs its error, whether or not its feature
//       is on, but what went into it is a sum over the few features that are: a row of G for
//       each. Backwards, d tells how the loss changes with each output, and the row of a
//       feature that was on gets its share, x times d. The sums over the batch of those rows
//       are all that the gradient of the weights needs. An invocation owns eight columns of
//       them: nobody else writes there, so no barrier, no atomics, and the same bits every
//       time. It walks the samples of its slab; all invocations of a workgroup walk the same
//       lists, so none waits for a longer one.
//
// MATH  pre_j = b_j + sum over the entries (a, x_a) of a sample of x_a · gram[i, a, j];  out, y and d as in train_decode
//       slopes[i, slab, a, j] = sum over the samples of the slab with a on of x_a · d_j;  in row n: sum of all d_j
//       parts[i, slab, …] = scale · sum of importance · (out - y)² over the slab, of eight features
//
// SHAPES
//   I  instances, computed side by side
//   B  samples in the batch
//   n  features
//   k  features that are on in a sample, on average
//
// BINDINGS  group 0
//   0  dims        uniform     Dims
//   1  count       read        [I, B]
//   2  index       read        [I, 4 · ceil(n / 4), B]
//   3  value       read        [I, 4 · ceil(n / 4), B]
//   4  importance  read        [I, n]
//   5  b           read        [I, n]
//   6  gram        read        [I, n, 8 · ceil(n / 8)]
//   7  slopes      read_write  [I, SLABS, n + 1, 8 · ceil(n / 8)]  0 beyond the last column; overwritten
//   8  parts       read_write  [I, SLABS · ceil(n / 8)]  of the loss; overwritten, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 8 outputs of a slab of the batch
//   dispatch   fold(ceil(n / (8 · LANES)), SLABS, I)
//   accepts    any I, B, n >= 1   more than 65 535 rounds of its loops in all, and llvmpipe ends them
//
// COST
//   flops         I · B · n · (4 · k + 8)
//   global reads  I · ceil(n / 8) · (B · (1 + 20 · k) + 16 · SLABS)  words
//   shared bytes  0
//
// CHECK
//   reference   src/reference/toy-model.ts
//   tolerance   dot(features that are on) and what follows; where the ReLU is about to open, either side of it
//   idempotent  yes
//
// LADDER  train_list -> train_gram -> train_active -> train_gram_gradient -> train_update
//
// EXPECT  its time
//   gpu       That of its reads. More slabs keep more of a device busy, and each has sums to be added up.
//   software  Grows with the features that are on: with one it takes half of a step; with six, of 100 and
//             20 hidden dimensions, as long as the dense products would.

override LANES: u32 = 16u;
override SLABS: u32 = 4u;        // parts of the batch, each with sums of its own
override OUTPUT_RELU: u32 = 1u;  // 0: a linear output
override ABSOLUTE: u32 = 0u;     // 1: the output is to be |x|

struct Dims {
  I: u32, B: u32, n: u32,
  loss_scale: f32,  // 1 / (B · n): the loss is a mean
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> count: array<u32>;
@group(0) @binding(2) var<storage, read> index: array<u32>;
@group(0) @binding(3) var<storage, read> value: array<f32>;
@group(0) @binding(4) var<storage, read> importance: array<f32>;
@group(0) @binding(5) var<storage, read> b: array<f32>;
@group(0) @binding(6) var<storage, read> gram: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> slopes: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> parts: array<f32>;

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
  let group = unfold(place, places, (dims.n + 8u * LANES - 1u) / (8u * LANES), SLABS);
  if (group.z >= dims.I) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * LANES + lane, group.y, group.z);
  let quad = 2u * global.x;
  let slab = group.y;
  let instance = group.z;
  let across = (dims.n + 7u) / 8u * 2u;  // vectors a row
  if (quad >= across) { return; }  // no barrier follows

  let left = given_of(instance, quad);
  let right = given_of(instance, quad + 1u);
  let rows_of_gram = instance * dims.n * across + quad;
  let rows = (instance * SLABS + slab) * (dims.n + 1u) * across + quad;
  for (var a = 0u; a < dims.n; a++) {
    slopes[rows + a * across] = vec4f();
    slopes[rows + a * across + 1u] = vec4f();
  }

  let lists = instance * ((dims.n + 3u) / 4u * 4u) * dims.B;
  let length = (dims.B + SLABS - 1u) / SLABS;
  let begin = slab * length;
  let end = min(dims.B, begin + length);
  var losses = 0.0;
  var left_sum = vec4f();
  var right_sum = vec4f();
  for (var s = begin; s < end; s++) {
    let first = lists + s;
    let beyond = first + count[instance * dims.B + s] * dims.B;

    // 1. What the features that are on give to the outputs; and those of them that these outputs are to be.
    var left_pre = left.bias;
    var right_pre = right.bias;
    var left_x = vec4f();
    var right_x = vec4f();
    for (var entry = first; entry < beyond; entry += dims.B) {
      let a = index[entry];
      let x = value[entry];
      let row = rows_of_gram + a * across;
      left_pre += x * gram[row];
      right_pre += x * gram[row + 1u];
      left_x = select(left_x, vec4f(x), left.j == vec4u(a));
      right_x = select(right_x, vec4f(x), right.j == vec4u(a));
    }

    // 2. Loss and d.
    let left_d = slope_of(left_pre, left_x, left.pull, &losses);
    let right_d = slope_of(right_pre, right_x, right.pull, &losses);
    left_sum += left_d;
    right_sum += right_d;

    // 3. Back to the rows of the features that were on.
    for (var entry = first; entry < beyond; entry += dims.B) {
      let x = value[entry];
      let row = rows + index[entry] * across;
      slopes[row] += x * left_d;
      slopes[row + 1u] += x * right_d;
    }
  }
  slopes[rows + dims.n * across] = left_sum;
  slopes[rows + dims.n * across + 1u] = right_sum;
  parts[((instance * SLABS + slab) * across + quad) / 2u] = 0.5 * losses;
}

// Loss and d of four outputs.
fn slope_of(pre: vec4f, x: vec4f, pull: vec4f, losses: ptr<function, f32>) -> vec4f {
  var y = x;
  if (ABSOLUTE == 1u) { y = abs(x); }
  var out = pre;
  if (OUTPUT_RELU == 1u) { out = max(out, vec4f()); }
  let error = out - y;
  let d = pull * error;
  *losses += dot(d, error);  // twice the loss
  if (OUTPUT_RELU == 0u) { return d; }
  return select(vec4f(), d, out > vec4f());
}

// What is given of four features; `pull` is 2 · importance · loss_scale. Those beyond n never count.
struct Given { j: vec4u, pull: vec4f, bias: vec4f }

fn given_of(instance: u32, quad: u32) -> Given {
  let j = 4u * quad + vec4u(0u, 1u, 2u, 3u);
  let at = instance * dims.n + min(j, vec4u(dims.n - 1u));
  let weight = vec4f(importance[at.x], importance[at.y], importance[at.z], importance[at.w]);
  let bias = vec4f(b[at.x], b[at.y], b[at.z], b[at.w]);
  return Given(j, select(vec4f(), 2.0 * dims.loss_scale * weight, j < vec4u(dims.n)), bias);
}
