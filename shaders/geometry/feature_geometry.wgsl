// feature_geometry: how long each feature's vector is, and how much it shares its direction.
//
// WHY   Thousands of models are too many to look at one by one: a map of them wants few
//       numbers a model, and those should be ready before anything leaves the GPU. Three
//       say most about a feature. Its norm: is it stored at all. Its overlap: how strongly
//       the other features switch it on. Its dimensionality: what share of a hidden
//       dimension it has for itself, 1 alone, 1/2 in an antipodal pair, 2/5 in a pentagon.
//       Each feature needs a walk over all features of its model, but no memory beyond
//       three numbers: WᵀW, n times as large, is never written down.
//
// MATH  norm[i, f] = sqrt(sum over k of w[i, f, k]²)
//       along(f, g) = (sum over k of w[i, f, k] · w[i, g, k]) / norm[i, f]
//       overlap[i, f] = sum over g ≠ f of along(f, g)²
//       dimensionality[i, f] = norm[i, f]² / (norm[i, f]² + overlap[i, f])
//       A feature of norm 0 has no direction: all three are 0.
//
// SHAPES  row-major f32
//   I  instances
//   n  features
//   m  hidden dimensions
//
// BINDINGS  group 0
//   0  dims            uniform     Dims
//   1  w               read        [I, n, m]
//   2  norm            read_write  [I, n]  overwritten, never read
//   3  dimensionality  read_write  [I, n]  overwritten, never read
//   4  overlap         read_write  [I, n]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          one invocation a feature of an instance
//   dispatch   fold(ceil(I · n / WORKGROUP))
//   accepts    any I, n, m >= 1
//
// COST
//   flops         2 · I · n · n · m
//   global reads  I · n · m · (2 · n - 1)  floats
//   shared bytes  0
//
// CHECK
//   reference   src/reference/geometry.ts
//   tolerance   dot(m), sqrt, division, sum(n)
//   idempotent  yes
//
// LADDER  feature_geometry

override WORKGROUP: u32 = 64u;

struct Dims { I: u32, n: u32, m: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> norm: array<f32>;
@group(0) @binding(3) var<storage, read_write> dimensionality: array<f32>;
@group(0) @binding(4) var<storage, read_write> overlap: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let feature = (group.y * groups.x + group.x) * WORKGROUP + lane;  // i * n + f
  if (feature >= dims.I * dims.n) { return; }
  let own = feature * dims.m;                // w[i, f, 0]
  let first = feature - feature % dims.n;    // the first feature of the same instance

  var squares = 0.0;
  for (var k = 0u; k < dims.m; k++) {
    let weight = w[own + k];
    squares += weight * weight;
  }
  let length = sqrt(squares);
  // Nothing may be divided by 0. All products with a zero row are 0, over 1 they stay so.
  let divisor = select(length, 1.0, length == 0.0);

  var shared_squares = 0.0;
  for (var other = first; other < first + dims.n; other++) {
    if (other == feature) { continue; }
    // Eight products a round: their loads do not wait for each other, and one known driver
    // (Mesa's llvmpipe) silently ends all loops of an invocation after 65535 rounds.
    let start = other * dims.m;
    var product = 0.0;
    var k = 0u;
    for (; k + 8u <= dims.m; k += 8u) {
      let p = own + k;
      let q = start + k;
      product += dot(
        vec4f(w[p], w[p + 1u], w[p + 2u], w[p + 3u]),
        vec4f(w[q], w[q + 1u], w[q + 2u], w[q + 3u]),
      );
      product += dot(
        vec4f(w[p + 4u], w[p + 5u], w[p + 6u], w[p + 7u]),
        vec4f(w[q + 4u], w[q + 5u], w[q + 6u], w[q + 7u]),
      );
    }
    for (; k < dims.m; k++) { product += w[own + k] * w[start + k]; }  // what is left
    // Divided before it is squared, so that short vectors do not vanish in the square.
    let along = product / divisor;
    shared_squares += along * along;
  }

  let whole = squares + shared_squares;
  norm[feature] = length;
  overlap[feature] = shared_squares;
  dimensionality[feature] = squares / select(whole, 1.0, whole == 0.0);
}
