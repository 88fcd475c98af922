// column_sum: adds up a batch over its samples, one workgroup a column.
//
// WHY   The bias was added to every sample, so its gradient is the sum over all of them.
//       WORKGROUP invocations share a column: each adds up every WORKGROUP-th sample,
//       then a tree in shared memory joins their sums. A fixed order, so the same bits
//       every time.
//
// MATH  sums[i, j] = sum over s of a[i, s, j]
//
// SHAPES
//   I  instances
//   B  samples in the batch (the summed axis)
//   n  columns: features
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [I, B, n]
//   2  sums  read_write  [I, n]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          a power of two, for the tree
//   dispatch   fold(I · n)
//   accepts    any I, B, n >= 1
//
// COST
//   flops         I · B · n
//   global reads  I · B · n  floats
//   shared bytes  WORKGROUP · 4
//
// CHECK
//   reference   src/reference/column-sum.ts
//   tolerance   sum(B)
//   idempotent  yes
//
// LADDER  column_sum

override WORKGROUP: u32 = 32u;

struct Dims { I: u32, B: u32, n: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;

var<workgroup> partial: array<f32, WORKGROUP>;  // one sum an invocation

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  // The last row of a folded launch may hold workgroups beyond I · n. They must still
  // reach the barriers, so they sum nothing instead of returning.
  let column = group.y * groups.x + group.x;  // i * n + j
  let inside = column < dims.I * dims.n;
  let samples = select(0u, dims.B, inside);
  let start = (column / dims.n) * dims.B * dims.n + column % dims.n;  // a[i, 0, j]

  var sum = 0.0;
  for (var s = lane; s < samples; s += WORKGROUP) { sum += a[start + s * dims.n]; }
  partial[lane] = sum;

  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();  // the sums of the round before are written
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  // Invocation 0 wrote partial[0] itself in the last round: it needs no barrier to read it.
  if (lane == 0u && inside) { sums[column] = partial[0]; }
}
