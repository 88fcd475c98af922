// train_list: draws a batch, and writes of each sample only the features that are on.
//
// WHY   The first launch of a step of the program for sparse features. A batch in which one
//       feature of a hundred is on is nearly all zeros, and products that multiply zeros cost
//       as much as any. So nobody gets the batch: each sample becomes a list of the features
//       that are on, with their values, and the launches that follow walk lists. An invocation
//       draws four samples, because what is given of four features is then read once for all.
//       Lists lie side by side, first entries first: neighbours write neighbouring words.
//
// MATH  index[i, 0 … count - 1, s] = the features j with x[i, s, j] != 0, in their order;  value = x of each
//       with x as sparse_features draws it
//
// SHAPES
//   I  instances, computed side by side
//   B  samples in the batch
//   n  features
//
// BINDINGS  group 0
//   0  dims       uniform     Dims
//   1  schedule   uniform     Schedule  what changes from step to step
//   2  threshold  read        [I, n]  feature probabilities as in sparse_features
//   3  scale      read        [I, n]  1 / threshold
//   4  count      read_write  [I, B]  features that are on; overwritten, never read
//   5  index      read_write  [I, 4 · ceil(n / 4), B]  overwritten as far as the list goes, never read
//   6  value      read_write  [I, 4 · ceil(n / 4), B]  overwritten as far as the list goes, never read
//
// LAUNCH
//   workgroup  LANES, 1, 1              one invocation 4 samples
//   dispatch   fold(ceil(B / (4 · LANES)), I)
//   accepts    any I, B, n >= 1
//
// COST
//   flops         I · B · n
//   global reads  I · ceil(B / 4) · ceil(n / 4) · 8  words
//   shared bytes  0
//
// CHECK
//   reference   src/reference/sparse-features.ts
//   tolerance   that of sparse_features; which features are on is exact
//   idempotent  yes
//
// LADDER  train_list -> train_gram -> train_active -> train_gram_gradient -> train_update
//
// EXPECT  its time
//   gpu       That of drawing. Lists of neighbours differ in length, so writes are scattered a little.
//   software  Half as much again as drawing the features once: blocks of four without any are skipped.

override LANES: u32 = 16u;
override SIGNED: u32 = 0u;  // 1: features that are on are uniform on [-1, 1)
override SET: u32 = 1u;     // features a set; 1: each is drawn on its own
override ANTI: u32 = 0u;    // 1: one feature of a set is on

struct Dims {
  I: u32, B: u32, n: u32,
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
@group(0) @binding(4) var<storage, read_write> count: array<u32>;
@group(0) @binding(5) var<storage, read_write> index: array<u32>;
@group(0) @binding(6) var<storage, read_write> value: array<f32>;

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
  let group = unfold(place, places, (dims.B + 4u * LANES - 1u) / (4u * LANES), dims.I);
  if (group.z > 0u) { return; }  // of the whole workgroup: a folded launch may have some too many
  let global = vec3u(group.x * LANES + lane, group.y, group.z);
  let samples = 4u * global.x + vec4u(0u, 1u, 2u, 3u);
  let instance = global.y;
  if (samples.x >= dims.B) { return; }  // no barrier follows

  let first = instance * ((dims.n + 3u) / 4u * 4u) * dims.B + samples;
  var at = first;  // where the next entry of each goes
  for (var quad = 0u; 4u * quad < dims.n; quad++) {
    let given = given_of(instance, quad);
    at.x = list_four(at.x, instance, samples.x, quad, given);
    at.y = list_four(at.y, instance, samples.y, quad, given);
    at.z = list_four(at.z, instance, samples.z, quad, given);
    at.w = list_four(at.w, instance, samples.w, quad, given);
  }
  let counts = (at - first) / dims.B;
  write_count(instance, samples.x, counts.x);
  write_count(instance, samples.y, counts.y);
  write_count(instance, samples.z, counts.z);
  write_count(instance, samples.w, counts.w);
}

// Four features of a sample. Says where the entry after them goes.
fn list_four(first: u32, instance: u32, sample: u32, quad: u32, given: Given) -> u32 {
  let x = draw_features(schedule.step, instance, sample, quad, given.threshold, given.scale);
  var at = first;
  // Once or not at all: a CPU skips a loop, but goes through both sides of an `if`.
  let some = sample < dims.B && any(x != vec4f());
  for (var turns = select(0u, 1u, some); turns > 0u; turns--) {
    at = put(at, 4u * quad, x.x);
    at = put(at, 4u * quad + 1u, x.y);
    at = put(at, 4u * quad + 2u, x.z);
    at = put(at, 4u * quad + 3u, x.w);
  }
  return at;
}

// Writes an entry in any case, and says where the next one goes: to the same place if this feature is off. There is
// room for it, because there are as many places as features, counted in fours.
fn put(at: u32, feature: u32, x: f32) -> u32 {
  index[at] = feature;
  value[at] = x;
  return at + select(0u, dims.B, x != 0.0);
}

fn write_count(instance: u32, sample: u32, number: u32) {
  if (sample < dims.B) { count[instance * dims.B + sample] = number; }
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
