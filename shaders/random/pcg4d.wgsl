// pcg4d: raw random words, four a counter. The generator this project draws with.
//
// WHY   A counter-based generator is a hash: it turns "step 7, instance 2, sample 31,
//       block 0" into words that look like chance. pcg4d mixes four words with twelve
//       multiplications and additions that every GPU has in 32 bits, which makes it
//       several times cheaper than Philox (the rung below), whose 32 × 32 -> 64 bit
//       product WGSL lacks.
//       This kernel only writes the words down, so that they can be tested and timed;
//       sparse_features holds the same function.
//
// MATH  words[4 e … 4 e + 3] = pcg4d((e, counter_1, counter_2, counter_3) xor key)
//
// SHAPES
//   blocks  counters, each giving four words
//
// BINDINGS  group 0
//   0  dims   uniform     Dims
//   1  words  read_write  [blocks, 4]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a counter
//   dispatch   fold(ceil(blocks / WORKGROUP))
//   accepts    any blocks >= 1
//
// COST
//   flops         0
//   global reads  0  words
//   shared bytes  0
//
// CHECK
//   reference   src/reference/pcg4d.ts
//   tolerance   exact
//   idempotent  yes
//
// LADDER  philox4x32 -> pcg4d
//
// EXPECT  its time against the rung below
//   gpu       Many times faster: a dozen multiplications for four words.
//   software  Many times faster too: 470 million words a second against 29 million on
//             SwiftShader, on two cores.

override WORKGROUP: u32 = 256u;

struct Dims {
  blocks: u32,
  first: u32,  // the first counter's first word
  counter_1: u32, counter_2: u32, counter_3: u32,
  key_0: u32, key_1: u32, key_2: u32, key_3: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> words: array<u32>;

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
  let quad = (group.y * groups.x + group.x) * WORKGROUP + lane;
  if (quad >= dims.blocks) { return; }
  let counter = vec4u(dims.first + quad, dims.counter_1, dims.counter_2, dims.counter_3);
  let keyed = counter ^ vec4u(dims.key_0, dims.key_1, dims.key_2, dims.key_3);
  let v = pcg4d(keyed);
  words[4u * quad] = v.x;
  words[4u * quad + 1u] = v.y;
  words[4u * quad + 2u] = v.z;
  words[4u * quad + 3u] = v.w;
}
