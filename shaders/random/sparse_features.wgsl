// sparse_features: draws a batch of synthetic features, on the GPU, from counters.
//
// WHY   The model learns from features that are mostly off: on with probability p, and
//       then uniform on [0, 1). The generator keeps no state. Each invocation hashes
//       *where* it stands (step, instance, sample, block of four features) together with
//       a key made from the seed, so any program on any machine can draw the same number
//       again, in any order, without ever storing it.
//       One 32-bit word serves one feature. Its high 24 bits fall below the threshold
//       p · 2^24 with probability p; given that they did, they are uniform below it, so
//       dividing by the threshold makes them uniform on [0, 1).
//       Features may also come in sets of SET neighbours. A word of the set's own then
//       decides whether the set is on, and a feature's word says only how large it is:
//       correlated features are on together, of anticorrelated ones only one at a time.
//       SET, ANTI and SIGNED are overrides, so what a model does not want costs nothing.
//
// MATH  level = word >> 8            x = level · scale if level < threshold else 0
//       with threshold = round(p · 2^24), scale = 1 / threshold
//       in sets: x = level / 2^24 if level of the set < threshold else 0, and of
//       anticorrelated features only for member floor(level of the set · size / threshold)
//       signed: 2 x - 1 in the place of x where the feature is on
//
// SHAPES
//   I  instances
//   B  samples in the batch
//   n  features
//
// BINDINGS  group 0
//   0  dims       uniform     Dims
//   1  schedule   uniform     Schedule  what changes from step to step
//   2  threshold  read        [I, n]  1 … 2^24
//   3  scale      read        [I, n]  1 / threshold
//   4  x          read_write  [I, B, n]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a block of four features
//   dispatch   fold(ceil(I · B · ceil(n / 4) / WORKGROUP))
//   accepts    any I, B, n >= 1
//
// COST
//   flops         I · B · n
//   global reads  2 · I · B · n  words
//   shared bytes  0
//
// CHECK
//   reference   src/reference/sparse-features.ts
//   tolerance   chain(1)
//   idempotent  yes
//
// LADDER  sparse_features

override WORKGROUP: u32 = 256u;
override SIGNED: u32 = 0u;  // 1: a feature that is on is uniform on [-1, 1)
override SET: u32 = 1u;     // features a set, at most 128; 1: each feature on its own
override ANTI: u32 = 0u;    // 1: at most one feature of a set is on

const LEVEL: f32 = 1.0 / 16777216.0;  // a level has 24 bits, which f32 holds exactly
// Counters of sets begin where no block of four features reaches; and no higher, because pcg4d
// hardly mixes counters that differ in their highest bits only.
const FIRST_SET: u32 = 0x100000u;

struct Dims {
  I: u32, B: u32, n: u32,
  key_0: u32, key_1: u32, key_2: u32, key_3: u32,  // from the seed
}

struct Schedule {
  step: u32,
  learning_rate: f32,  // not used here, nor are the next two: adamw reads them
  correction_1: f32,
  correction_2: f32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<uniform> schedule: Schedule;
@group(0) @binding(2) var<storage, read> threshold: array<u32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read_write> x: array<f32>;

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

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let invocation = (group.y * groups.x + group.x) * WORKGROUP + lane;
  let blocks = (dims.n + 3u) / 4u;  // of four features, in a sample
  if (invocation >= dims.I * dims.B * blocks) { return; }

  let quad = invocation % blocks;
  let row = invocation / blocks;  // i * B + s
  let instance = row / dims.B;
  let sample = row % dims.B;

  let first = 4u * quad;
  let last = min(first + 4u, dims.n);  // the last quad of a sample may be partly empty
  var below = vec4u();  // a feature beyond n has threshold 0: it is never on
  var scales = vec4f();
  for (var j = first; j < last; j++) {
    below[j - first] = threshold[instance * dims.n + j];
    scales[j - first] = scale[instance * dims.n + j];
  }
  let features = draw_features(schedule.step, instance, sample, quad, below, scales);
  for (var j = first; j < last; j++) { x[row * dims.n + j] = features[j - first]; }
}
