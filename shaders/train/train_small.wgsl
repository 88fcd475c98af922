// train_small: trains whole models, many steps a launch, one workgroup a model.
//
// WHY   A toy model is so small that a step of it is over before the next kernel has been
//       launched: fourteen launches a step spend their time on launching, and on writing
//       arrays down that the next kernel reads once. Here one workgroup owns one model and
//       stays with it: weights, biases and the optimiser's moments live in workgroup memory,
//       each invocation draws a sample, takes it forward and back in registers, and adds its
//       gradients to sums that never leave the registers before the batch is over. What the
//       stepwise program writes and reads again, x, h, out, d_out, d_pre, d_h, is never
//       written at all. Thousands of models train side by side, one a workgroup.
//       Read the stepwise kernels first: this is all of them, in the same order.
//
// MATH  for each of `steps` steps, for each sample x of the batch:
//         h = W x                         ReLU(W x) with HIDDEN_RELU
//         out = ReLU(Wᵀ h + b)            without the ReLU if OUTPUT_RELU is 0
//         d = 2 · scale · importance · (out - y) where the ReLU is open;  y = x, or |x| with ABSOLUTE
//         d_h = W d                       with HIDDEN_L1 + l1 · sign(h); 0 where the hidden ReLU was shut
//         d_W += d hᵀ + x d_hᵀ            two gradients of two matrices if WEIGHTS is 2
//         d_b += d
//       then W and b take one step of AdamW, or of gradient descent if ADAM is 0
//
// SHAPES
//   I      instances: models, each with a workgroup of its own
//   B      samples in the batch
//   n      features, at most 4 · QUADS
//   m      hidden dimensions, at most HIDDEN
//   steps  training steps of this launch
//
// BINDINGS  group 0
//   0  dims        uniform     Dims
//   1  schedule    read        [steps, 4]  learning rate and Adam's two corrections; the fourth is not used
//   2  threshold   read        [I, n]  feature probabilities as in sparse_features
//   3  scale       read        [I, n]  1 / threshold
//   4  importance  read        [I, n]
//   5  w           read_write  [WEIGHTS, I, n, m]  encoder, then decoder where they are not tied
//   6  b           read_write  [I, n]
//   7  moments     read_write  [2, WEIGHTS · I · n · m + I · n]  first, then second; of w, then of b
//   8  loss        read_write  [steps, I]  of each step before its update; overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1
//   dispatch   fold(I)
//   accepts    any I, B, steps >= 1, 1 <= n <= 4 · QUADS, 1 <= m <= HIDDEN
//
// COST
//   flops         10 · I · steps · B · n · m
//   global reads  I · (3 · (WEIGHTS · n · m + n) + WORKGROUP · (12 · QUADS + 4 · steps))  words
//   shared bytes  4 · (3 · QUADS · (4 · HIDDEN · WEIGHTS + 4) + (4 · HIDDEN · WEIGHTS + 5) · (WORKGROUP + ceil(WORKGROUP / 16)))
//
// CHECK
//   reference   src/reference/toy-model.ts
//   tolerance   one step: the bounds of its products and of the optimiser, in sequence
//   idempotent  no
//
// LADDER  train_small
//
// EXPECT  its time, against the stepwise program
//   gpu       Much faster for small models, most of all for few of them: one launch for
//             many steps, and no traffic but parameters at the ends of a launch.
//   software  Twenty-five to fifty times as fast, for one model and for thousands.

override WORKGROUP: u32 = 64u;
override QUADS: u32 = 4u;        // blocks of four features, 1 … 4
override LAST: u32 = 4u;         // features of the last of them, 1 … 4
override HIDDEN: u32 = 4u;       // hidden dimensions, 1 … 4
override WEIGHTS: u32 = 1u;      // 1: the decoder is the encoder, transposed; 2: two matrices
override HIDDEN_RELU: u32 = 0u;  // 1: h = ReLU(W x)
override HIDDEN_L1: u32 = 0u;    // 1: the loss has a penalty on |h|
override OUTPUT_RELU: u32 = 1u;  // 0: a linear output
override ABSOLUTE: u32 = 0u;     // 1: the output is to be |x|
override ADAM: u32 = 1u;         // 0: plain gradient descent
override LEARN: u32 = 1u;        // 0: the loss alone, and nothing moves
override SIGNED: u32 = 0u;       // 1: features that are on are uniform on [-1, 1)
override SET: u32 = 1u;          // features a set; 1: each is drawn on its own
override ANTI: u32 = 0u;         // 1: at most one feature of a set is on

struct Dims {
  I: u32, B: u32, n: u32, m: u32, steps: u32,
  first: u32,  // number of the first step: the sampler's counter
  key_0: u32, key_1: u32, key_2: u32, key_3: u32,  // from the seed
  loss_scale: f32,  // 1 / (B · n): the loss is a mean
  beta_1: f32, one_minus_beta_1: f32,
  beta_2: f32, one_minus_beta_2: f32,
  epsilon: f32,
  weight_decay: f32,
  l1: f32,  // λ / (B · n), with HIDDEN_L1: the slope of the penalty with |h|
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> schedule: array<vec4f>;
@group(0) @binding(2) var<storage, read> threshold: array<u32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read> importance: array<f32>;
@group(0) @binding(5) var<storage, read_write> w: array<f32>;
@group(0) @binding(6) var<storage, read_write> b: array<f32>;
@group(0) @binding(7) var<storage, read_write> moments: array<f32>;
@group(0) @binding(8) var<storage, read_write> loss: array<f32>;

// The model's home. A quad of features has 4 · HIDDEN numbers of the encoder, as many of a
// decoder of its own, and 4 biases; quad follows quad.
var<workgroup> parameter: array<f32, QUADS * (4u * HIDDEN * WEIGHTS + 4u)>;
var<workgroup> moment_1: array<f32, QUADS * (4u * HIDDEN * WEIGHTS + 4u)>;
var<workgroup> moment_2: array<f32, QUADS * (4u * HIDDEN * WEIGHTS + 4u)>;
// Where the invocations' sums of one quad meet, one row a parameter; the last row is the loss.
var<workgroup> partial: array<f32, (4u * HIDDEN * WEIGHTS + 5u) * WORKGROUP>;
var<workgroup> sixteenth: array<f32, (4u * HIDDEN * WEIGHTS + 5u) * ((WORKGROUP + 15u) / 16u)>;

// Weights of four features, or their gradients. Column k: what the four have to do with hidden
// dimension k. Those from HIDDEN on are 0, and cost nothing.
struct Block { k0: vec4f, k1: vec4f, k2: vec4f, k3: vec4f }

// What is given of four features, and stays: how they are drawn, and how hard an error pulls,
// 2 · importance · loss_scale.
struct Given { threshold: vec4u, scale: vec4f, pull: vec4f }

// What is learned of four features.
struct Learned { encode: Block, decode: Block, bias: vec4f }

// Sums over an invocation's samples of the gradients of four features. `decode` where it has weights of its own.
struct Gradients { encode: Block, decode: Block, bias: vec4f }

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let instance = group.y * groups.x + group.x;
  if (instance >= dims.I) { return; }  // the whole workgroup at once, so no barrier is missed

  let per_quad = 4u * HIDDEN * WEIGHTS + 4u;
  for (var q = 0u; q < QUADS; q++) {
    for (var e = lane; e < per_quad; e += WORKGROUP) { fetch(instance, q, e); }
  }
  let given0 = given_of(instance, 0u);
  var given1 = Given();
  var given2 = Given();
  var given3 = Given();
  if (QUADS > 1u) { given1 = given_of(instance, 1u); }
  if (QUADS > 2u) { given2 = given_of(instance, 2u); }
  if (QUADS > 3u) { given3 = given_of(instance, 3u); }

  for (var k = 0u; k < dims.steps; k++) {
    workgroupBarrier();  // the parameters are all there: fetched, or updated by the step before

    // 1. Every invocation takes the parameters into its registers.
    let f0 = learned_of(0u);
    var f1 = Learned();
    var f2 = Learned();
    var f3 = Learned();
    if (QUADS > 1u) { f1 = learned_of(1u); }
    if (QUADS > 2u) { f2 = learned_of(2u); }
    if (QUADS > 3u) { f3 = learned_of(3u); }
    var g0 = Gradients();
    var g1 = Gradients();
    var g2 = Gradients();
    var g3 = Gradients();
    var losses = 0.0;

    // 2. Every WORKGROUP-th sample of the batch is its own: forward, loss, backward.
    let step = dims.first + k;
    for (var s = lane; s < dims.B; s += WORKGROUP) {
      let x0 = drawn(step, instance, s, 0u, given0);
      var x1 = vec4f();
      var x2 = vec4f();
      var x3 = vec4f();
      if (QUADS > 1u) { x1 = drawn(step, instance, s, 1u, given1); }
      if (QUADS > 2u) { x2 = drawn(step, instance, s, 2u, given2); }
      if (QUADS > 3u) { x3 = drawn(step, instance, s, 3u, given3); }

      var h = to_hidden(x0, f0.encode);
      if (QUADS > 1u) { h += to_hidden(x1, f1.encode); }
      if (QUADS > 2u) { h += to_hidden(x2, f2.encode); }
      if (QUADS > 3u) { h += to_hidden(x3, f3.encode); }
      if (HIDDEN_RELU == 1u) { h = max(h, vec4f()); }

      // d: how the loss changes with the output before its ReLU.
      let d0 = output_slope(0u, x0, h, given0, f0, &losses);
      var d1 = vec4f();
      var d2 = vec4f();
      var d3 = vec4f();
      if (QUADS > 1u) { d1 = output_slope(1u, x1, h, given1, f1, &losses); }
      if (QUADS > 2u) { d2 = output_slope(2u, x2, h, given2, f2, &losses); }
      if (QUADS > 3u) { d3 = output_slope(3u, x3, h, given3, f3, &losses); }

      if (LEARN == 1u) {
        var d_h = to_hidden(d0, f0.decode);
        if (QUADS > 1u) { d_h += to_hidden(d1, f1.decode); }
        if (QUADS > 2u) { d_h += to_hidden(d2, f2.decode); }
        if (QUADS > 3u) { d_h += to_hidden(d3, f3.decode); }
        if (HIDDEN_L1 == 1u) { d_h += dims.l1 * sign(h); }
        if (HIDDEN_RELU == 1u) { d_h = select(vec4f(), d_h, h > vec4f()); }

        add_sample(&g0, x0, d0, h, d_h);
        if (QUADS > 1u) { add_sample(&g1, x1, d1, h, d_h); }
        if (QUADS > 2u) { add_sample(&g2, x2, d2, h, d_h); }
        if (QUADS > 3u) { add_sample(&g3, x3, d3, h, d_h); }
      }
    }

    // 3. The invocations' sums become one, and the parameters move: a quad at a time, so that
    //    workgroup memory need hold the sums of one.
    let hour = schedule[k];
    let told = k * dims.I + instance;
    meet(lane, g0, losses);
    move_quad(lane, 0u, hour, told);
    if (LEARN == 1u) {
      if (QUADS > 1u) { meet(lane, g1, 0.0); move_quad(lane, 1u, hour, told); }
      if (QUADS > 2u) { meet(lane, g2, 0.0); move_quad(lane, 2u, hour, told); }
      if (QUADS > 3u) { meet(lane, g3, 0.0); move_quad(lane, 3u, hour, told); }
    }
  }

  // An invocation brings home the very parameters that it fetched and moved: no barrier.
  if (LEARN == 0u) { return; }
  for (var q = 0u; q < QUADS; q++) {
    for (var e = lane; e < per_quad; e += WORKGROUP) { bring_home(instance, q, e); }
  }
}

// h, or d_h: what four features give to the hidden dimensions, each its number times its row of W.
fn to_hidden(x: vec4f, weights: Block) -> vec4f {
  var h = vec4f(dot(x, weights.k0), 0.0, 0.0, 0.0);
  if (HIDDEN > 1u) { h.y = dot(x, weights.k1); }
  if (HIDDEN > 2u) { h.z = dot(x, weights.k2); }
  if (HIDDEN > 3u) { h.w = dot(x, weights.k3); }
  return h;
}

// The other way: what the hidden dimensions give to four outputs.
fn to_features(h: vec4f, weights: Block) -> vec4f {
  var out = h.x * weights.k0;
  if (HIDDEN > 1u) { out += h.y * weights.k1; }
  if (HIDDEN > 2u) { out += h.z * weights.k2; }
  if (HIDDEN > 3u) { out += h.w * weights.k3; }
  return out;
}

// Output, loss and d of four features.
fn output_slope(
  quad: u32, x: vec4f, h: vec4f, given: Given, f: Learned, losses: ptr<function, f32>,
) -> vec4f {
  var out = to_features(h, f.decode) + f.bias;
  if (OUTPUT_RELU == 1u) { out = max(out, vec4f()); }
  var y = x;
  if (ABSOLUTE == 1u) { y = abs(x); }
  let error = present(out - y, quad);
  let d = given.pull * error;
  *losses += dot(d, error);  // twice the loss
  if (OUTPUT_RELU == 0u) { return d; }
  return select(vec4f(), d, out > vec4f());
}

// The sample's share of the gradients: d hᵀ for the decoder, x d_hᵀ for the encoder.
fn add_sample(g: ptr<function, Gradients>, x: vec4f, d: vec4f, h: vec4f, d_h: vec4f) {
  (*g).bias += d;
  if (WEIGHTS == 1u) {
    (*g).encode.k0 += x * d_h.x + d * h.x;
    if (HIDDEN > 1u) { (*g).encode.k1 += x * d_h.y + d * h.y; }
    if (HIDDEN > 2u) { (*g).encode.k2 += x * d_h.z + d * h.z; }
    if (HIDDEN > 3u) { (*g).encode.k3 += x * d_h.w + d * h.w; }
    return;
  }
  (*g).encode.k0 += x * d_h.x;
  (*g).decode.k0 += d * h.x;
  if (HIDDEN > 1u) { (*g).encode.k1 += x * d_h.y; (*g).decode.k1 += d * h.y; }
  if (HIDDEN > 2u) { (*g).encode.k2 += x * d_h.z; (*g).decode.k2 += d * h.z; }
  if (HIDDEN > 3u) { (*g).encode.k3 += x * d_h.w; (*g).decode.k3 += d * h.w; }
}

// Features beyond n are never on and never count.
fn given_of(instance: u32, quad: u32) -> Given {
  let j = 4u * quad + vec4u(0u, 1u, 2u, 3u);
  let there = j < vec4u(dims.n);
  let at = instance * dims.n + min(j, vec4u(dims.n - 1u));
  let levels = vec4u(threshold[at.x], threshold[at.y], threshold[at.z], threshold[at.w]);
  let scales = vec4f(scale[at.x], scale[at.y], scale[at.z], scale[at.w]);
  let weight = vec4f(importance[at.x], importance[at.y], importance[at.z], importance[at.w]);
  let pull = 2.0 * dims.loss_scale * weight;
  return Given(select(vec4u(), levels, there), scales, select(vec4f(), pull, there));
}

fn drawn(step: u32, instance: u32, sample: u32, quad: u32, given: Given) -> vec4f {
  return present(draw_features(step, instance, sample, quad, given.threshold, given.scale), quad);
}

// The same numbers: features beyond n are 0 anyway. But this way a compiler knows, and leaves out all that is
// done with them.
fn present(x: vec4f, quad: u32) -> vec4f {
  var y = x;
  if (quad == QUADS - 1u) {
    if (LAST < 2u) { y.y = 0.0; }
    if (LAST < 3u) { y.z = 0.0; }
    if (LAST < 4u) { y.w = 0.0; }
  }
  return y;
}

// The parameters of four features, from workgroup memory.
fn learned_of(quad: u32) -> Learned {
  let home = quad * (4u * HIDDEN * WEIGHTS + 4u);
  var f = Learned();
  f.encode = block_at(home);
  f.decode = f.encode;
  if (WEIGHTS == 2u) { f.decode = block_at(home + 4u * HIDDEN); }
  f.bias = four_at(home + 4u * HIDDEN * WEIGHTS);
  return f;
}

fn block_at(home: u32) -> Block {
  var weights = Block();
  weights.k0 = four_at(home);
  if (HIDDEN > 1u) { weights.k1 = four_at(home + 4u); }
  if (HIDDEN > 2u) { weights.k2 = four_at(home + 8u); }
  if (HIDDEN > 3u) { weights.k3 = four_at(home + 12u); }
  return weights;
}

fn four_at(at: u32) -> vec4f {
  return vec4f(parameter[at], parameter[at + 1u], parameter[at + 2u], parameter[at + 3u]);
}

// Writes an invocation's sums of a quad where all can read them, and adds them up in two rounds: sixteen
// invocations at a time, then the sixteenths. In a fixed order, so the same bits every time.
fn meet(lane: u32, g: Gradients, losses: f32) {
  write_block(lane, 0u, g.encode);
  if (WEIGHTS == 2u) { write_block(lane, 4u * HIDDEN, g.decode); }
  write_four(lane, 4u * HIDDEN * WEIGHTS, g.bias);
  let rows = 4u * HIDDEN * WEIGHTS + 5u;
  partial[(rows - 1u) * WORKGROUP + lane] = losses;
  workgroupBarrier();  // all sums are written
  let parts = (WORKGROUP + 15u) / 16u;
  for (var item = lane; item < rows * parts; item += WORKGROUP) {
    let begin = item % parts * 16u;
    let end = min(begin + 16u, WORKGROUP);
    var sum = 0.0;
    for (var i = begin; i < end; i++) { sum += partial[item / parts * WORKGROUP + i]; }
    sixteenth[item] = sum;
  }
  workgroupBarrier();  // all sixteenths are written, and `partial` may be written again
}

fn write_block(lane: u32, row: u32, sums: Block) {
  write_four(lane, row, sums.k0);
  if (HIDDEN > 1u) { write_four(lane, row + 4u, sums.k1); }
  if (HIDDEN > 2u) { write_four(lane, row + 8u, sums.k2); }
  if (HIDDEN > 3u) { write_four(lane, row + 12u, sums.k3); }
}

fn write_four(lane: u32, row: u32, sums: vec4f) {
  partial[row * WORKGROUP + lane] = sums.x;
  partial[(row + 1u) * WORKGROUP + lane] = sums.y;
  partial[(row + 2u) * WORKGROUP + lane] = sums.z;
  partial[(row + 3u) * WORKGROUP + lane] = sums.w;
}

// One invocation a parameter of the quad: its gradient, then its step. The last row is the loss, which
// quad 0 tells.
fn move_quad(lane: u32, quad: u32, hour: vec4f, told: u32) {
  let rows = 4u * HIDDEN * WEIGHTS + 5u;
  let parts = (WORKGROUP + 15u) / 16u;
  for (var row = lane; row < rows; row += WORKGROUP) {
    var sum = 0.0;
    for (var part = 0u; part < parts; part++) { sum += sixteenth[row * parts + part]; }
    if (row == rows - 1u) {
      if (quad == 0u) { loss[told] = 0.5 * sum; }
    } else if (LEARN == 1u) {
      move_parameter(quad * (rows - 1u) + row, sum, hour);
    }
  }
}

// As in adamw and sgd. `hour`: learning rate and corrections of the step.
fn move_parameter(at: u32, gradient: f32, hour: vec4f) {
  let decayed = parameter[at] * (1.0 - hour.x * dims.weight_decay);
  if (ADAM == 0u) {
    parameter[at] = decayed - hour.x * gradient;
    return;
  }
  let new_1 = dims.beta_1 * moment_1[at] + dims.one_minus_beta_1 * gradient;
  let new_2 = dims.beta_2 * moment_2[at] + dims.one_minus_beta_2 * gradient * gradient;
  moment_1[at] = new_1;
  moment_2[at] = new_2;
  let usual_size = sqrt(new_2 / hour.z) + dims.epsilon;
  parameter[at] = decayed - hour.x * ((new_1 / hour.y) / usual_size);
}

// Where a parameter of a quad stands in w or b, and whether there is such a one.
struct Place { in_w: bool, at: u32, there: bool }

fn place_of(instance: u32, quad: u32, e: u32) -> Place {
  let j = 4u * quad + e % 4u;
  if (e >= 4u * HIDDEN * WEIGHTS) { return Place(false, instance * dims.n + j, j < dims.n); }
  let column = e / 4u;
  let hidden = column % HIDDEN;
  let matrix = column / HIDDEN;
  let at = ((matrix * dims.I + instance) * dims.n + j) * dims.m + hidden;
  return Place(true, at, j < dims.n && hidden < dims.m);
}

// From memory to the model's home. What the model does not have is 0 there, and stays so: its gradient is 0.
fn fetch(instance: u32, quad: u32, e: u32) {
  let home = quad * (4u * HIDDEN * WEIGHTS + 4u) + e;
  let place = place_of(instance, quad, e);
  parameter[home] = 0.0;
  moment_1[home] = 0.0;
  moment_2[home] = 0.0;
  if (!place.there) { return; }
  let weights = WEIGHTS * dims.I * dims.n * dims.m;
  let all = weights + dims.I * dims.n;
  if (place.in_w) { parameter[home] = w[place.at]; } else { parameter[home] = b[place.at]; }
  let moment = select(weights, 0u, place.in_w) + place.at;
  moment_1[home] = moments[moment];
  moment_2[home] = moments[all + moment];
}

// And back.
fn bring_home(instance: u32, quad: u32, e: u32) {
  let home = quad * (4u * HIDDEN * WEIGHTS + 4u) + e;
  let place = place_of(instance, quad, e);
  if (!place.there) { return; }
  let weights = WEIGHTS * dims.I * dims.n * dims.m;
  let all = weights + dims.I * dims.n;
  if (place.in_w) { w[place.at] = parameter[home]; } else { b[place.at] = parameter[home]; }
  let moment = select(weights, 0u, place.in_w) + place.at;
  moments[moment] = moment_1[home];
  moments[all + moment] = moment_2[home];
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
