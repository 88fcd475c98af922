// square_sums: adds up the squares of a gradient, a part for each workgroup.
//
// WHY   Clipping by the norm needs one number made of all elements, and a dispatch has no
//       barrier across workgroups: nobody can know that all others are done. So the sum is
//       made in two launches. Here each of P workgroups adds up its share; clip_by_norm, the
//       next launch, adds up the P parts. There are no float atomics, whose order would
//       change from run to run: every run gives the same bits.
//
// MATH  parts[p] = sum of gradient[e]² over e = p · WORKGROUP + j mod P · WORKGROUP
//
// SHAPES
//   count  elements of the gradient, of any shape
//   P      parts, one a workgroup
//
// BINDINGS  group 0
//   0  dims      uniform     Dims
//   1  gradient  read        [count]
//   2  parts     read_write  [P]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          a power of two, for the tree
//   dispatch   fold(P)
//   accepts    any count, P >= 1
//
// COST
//   flops         2 · count
//   global reads  count  floats
//   shared bytes  WORKGROUP · 4
//
// CHECK
//   reference   src/reference/clip.ts
//   tolerance   dot(count)
//   idempotent  yes
//
// LADDER  square_sums

override WORKGROUP: u32 = 64u;

struct Dims { count: u32, P: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;

var<workgroup> partial: array<f32, WORKGROUP>;  // one sum an invocation

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let part = group.y * groups.x + group.x;
  if (part >= dims.P) { return; }  // of the whole workgroup: a folded launch may have some too many

  var sum = 0.0;
  for (var e = part * WORKGROUP + lane; e < dims.count; e += dims.P * WORKGROUP) {
    let g = gradient[e];
    sum += g * g;
  }
  partial[lane] = sum;

  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();  // the sums of the round before are written
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  if (lane == 0u) { parts[part] = partial[0]; }
}
