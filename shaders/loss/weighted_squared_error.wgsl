// weighted_squared_error: the loss of each instance, one workgroup an instance.
//
// WHY   A sum over B · n numbers has to become one. Each of the WORKGROUP invocations
//       first adds up every WORKGROUP-th term on its own; then a tree in shared memory
//       halves the number of sums until one is left. The order of additions is fixed,
//       so the same input always gives the same bits, which no atomic sum would.
//
// MATH  loss[i] = scale · sum over s, j of importance[i, j] · (out[i, s, j] - x[i, s, j])²
//       with scale = 1 / (B · n): the mean over batch and features
//
// SHAPES
//   I  instances
//   B  samples in the batch
//   n  features
//
// BINDINGS  group 0
//   0  dims        uniform     Dims
//   1  x           read        [I, B, n]  what out is to be: the input of the model, or |input|
//   2  out         read        [I, B, n]
//   3  importance  read        [I, n]
//   4  loss        read_write  [I]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          a power of two, for the tree
//   dispatch   fold(I)
//   accepts    any I, B, n >= 1
//
// COST
//   flops         4 · I · B · n
//   global reads  3 · I · B · n  floats
//   shared bytes  WORKGROUP · 4
//
// CHECK
//   reference   src/reference/squared-error.ts
//   tolerance   dot(B · n) with three more roundings
//   idempotent  yes
//
// LADDER  weighted_squared_error

override WORKGROUP: u32 = 32u;

struct Dims { I: u32, B: u32, n: u32, scale: f32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> out: array<f32>;
@group(0) @binding(3) var<storage, read> importance: array<f32>;
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;

var<workgroup> partial: array<f32, WORKGROUP>;  // one sum an invocation

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  // The last row of a folded launch may hold workgroups beyond I. They must still reach
  // the barriers, so they sum nothing instead of returning.
  let instance = group.y * groups.x + group.x;
  let terms = select(0u, dims.B * dims.n, instance < dims.I);
  let start = instance * dims.B * dims.n;

  var sum = 0.0;
  for (var e = lane; e < terms; e += WORKGROUP) {
    let difference = out[start + e] - x[start + e];
    sum += importance[instance * dims.n + e % dims.n] * difference * difference;
  }
  partial[lane] = sum;

  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();  // the sums of the round before are written
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  // Invocation 0 wrote partial[0] itself in the last round: it needs no barrier to read it.
  if (lane == 0u && instance < dims.I) { loss[instance] = dims.scale * partial[0]; }
}
