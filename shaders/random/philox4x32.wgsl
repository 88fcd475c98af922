// philox4x32: raw random words, four a counter, by the best-known counter generator.
//
// WHY   Philox (Salmon et al. 2011) is what most frameworks draw with. Each round needs
//       the full 64-bit product of two 32-bit words; WGSL has only the low half, so the
//       high half is put together from four 16-bit products. Ten rounds of that cost
//       several times what pcg4d costs, and the toy models' sampler would dominate the
//       training step. Kept as the yardstick: it has published known answers.
//
// MATH  words[4 e … 4 e + 3] = Philox4x32 of (e, counter_1, counter_2, counter_3) under key
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
//   reference   src/reference/philox.ts
//   tolerance   exact
//   idempotent  yes
//
// LADDER  philox4x32 -> pcg4d
//
// EXPECT  its time
//   gpu       The yardstick: ten rounds, each with two full 64-bit products put together
//             from 16-bit halves.
//   software  The same in proportion: it is all whole-number arithmetic.

override WORKGROUP: u32 = 256u;
override ROUNDS: u32 = 10u;  // 10 as published; 7 is the fewest that passes BigCrush

struct Dims {
  blocks: u32,
  first: u32,  // the first counter's first word
  counter_1: u32, counter_2: u32, counter_3: u32,
  key_0: u32, key_1: u32,
}

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> words: array<u32>;

// The high 32 bits of a 32 × 32 bit product, from four 16 × 16 bit products.
fn multiply_high(a: u32, b: u32) -> u32 {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  let low = a_low * b_low;
  let middle = a_high * b_low + (low >> 16u);          // cannot overflow
  let other = a_low * b_high + (middle & 0xffffu);     // cannot overflow
  return a_high * b_high + (middle >> 16u) + (other >> 16u);
}

fn philox4x32(counter: vec4u, start_key: vec2u) -> vec4u {
  var c = counter;
  var key = start_key;
  for (var round = 0u; round < ROUNDS; round++) {
    let x = multiply_high(0xcd9e8d57u, c.z) ^ c.y ^ key.x;
    let z = multiply_high(0xd2511f53u, c.x) ^ c.w ^ key.y;
    c = vec4u(x, 0xcd9e8d57u * c.z, z, 0xd2511f53u * c.x);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
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
  let v = philox4x32(counter, vec2u(dims.key_0, dims.key_1));
  words[4u * quad] = v.x;
  words[4u * quad + 1u] = v.y;
  words[4u * quad + 2u] = v.z;
  words[4u * quad + 3u] = v.w;
}
