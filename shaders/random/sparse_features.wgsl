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
//
// MATH  level = word >> 8            x = level · scale if level < threshold else 0
//       with threshold = round(p · 2^24), scale = 1 / threshold
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

  let key = vec4u(dims.key_0, dims.key_1, dims.key_2, dims.key_3);
  let counter = vec4u(schedule.step, instance, sample, quad) ^ key;
  let words = pcg4d(counter);

  let first = quad * 4u;
  let last = min(first + 4u, dims.n);  // the last quad of a sample may be partly empty
  for (var j = first; j < last; j++) {
    let level = words[j - first] >> 8u;  // 24 bits: f32 holds them exactly
    let f = instance * dims.n + j;
    x[row * dims.n + j] = select(0.0, f32(level) * scale[f], level < threshold[f]);
  }
}
