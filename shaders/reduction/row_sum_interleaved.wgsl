// row_sum_interleaved: adds up each row, one workgroup a row, joined by a tree of pairs.
//
// WHY   WORKGROUP invocations share a row: each adds up every WORKGROUP-th element, reading
//       neighbours together, and then pairs of neighbours join their sums, pairs of pairs,
//       and so on: log2 rounds instead of a long queue. But the invocations that still work
//       in a round lie apart (every second, every fourth), while a GPU runs 32 neighbours in
//       step: the idle ones between them cost as much as the busy ones.
//
// MATH  sums[r] = sum over c of a[r, c]
//
// SHAPES  row-major f32
//   R  rows
//   C  columns (the summed axis)
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read        [R, C]
//   2  sums  read_write  [R]  overwritten, never read
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          a power of two, for the tree
//   dispatch   fold(R)
//   accepts    any R, C >= 1
//
// COST
//   flops         R · C
//   global reads  R · C  floats
//   shared bytes  WORKGROUP · 4
//
// CHECK
//   reference   src/reference/row-sum.ts
//   tolerance   sum(C)
//   idempotent  yes
//
// LADDER  row_sum_serial -> row_sum_interleaved -> row_sum_sequential -> row_sum_items
//         -> row_sum_subgroup
//
// EXPECT  its time against the rung below
//   gpu       Much faster than the serial kernel on few long rows, since all lanes share
//             the work; but in the tree the idle lanes lie between the busy ones.
//   software  Can be slower than the serial kernel, and that is expected: each round of
//             the tree has a barrier, which stops and resumes every invocation of the
//             workgroup in turn. Only rows that are long against the tree make up for
//             it.

override WORKGROUP: u32 = 64u;

struct Dims { R: u32, C: u32 }

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
  // The last row of a folded launch may hold workgroups beyond R. They must still reach
  // the barriers, so they sum nothing instead of returning.
  let row = group.y * groups.x + group.x;
  let columns = select(0u, dims.C, row < dims.R);
  let start = row * dims.C;

  var sum = 0.0;
  for (var col = lane; col < columns; col += WORKGROUP) { sum += a[start + col]; }
  partial[lane] = sum;

  for (var stride = 1u; stride < WORKGROUP; stride *= 2u) {
    workgroupBarrier();  // the sums of the round before are written
    if (lane % (2u * stride) == 0u) { partial[lane] += partial[lane + stride]; }
  }
  // Invocation 0 wrote partial[0] itself in the last round: it needs no barrier to read it.
  if (lane == 0u && row < dims.R) { sums[row] = partial[0]; }
}
