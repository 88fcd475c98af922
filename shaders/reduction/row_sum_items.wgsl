// row_sum_items: adds up each row, every invocation keeping four sums at once.
//
// WHY   Before the tree even begins, each invocation adds its elements one after the other,
//       and each addition waits for the last. Four sums that do not know of each other can be
//       under way at the same time, and four loads with them. It also makes rounding errors
//       smaller: four short sums instead of a long one.
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
//   gpu       Faster on long rows: four independent loads and sums are under way at a
//             time.
//   software  Faster on long rows too, as a CPU also has several additions under way; on
//             short rows the tree and its barriers take most of the time, and nothing
//             changes.

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

  var four = vec4f();
  var col = lane;
  for (; col + 3u * WORKGROUP < columns; col += 4u * WORKGROUP) {
    let at = start + col;
    four += vec4f(a[at], a[at + WORKGROUP], a[at + 2u * WORKGROUP], a[at + 3u * WORKGROUP]);
  }
  var sum = (four.x + four.y) + (four.z + four.w);
  for (; col < columns; col += WORKGROUP) { sum += a[start + col]; }  // what is left
  partial[lane] = sum;

  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();  // the sums of the round before are written
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  // Invocation 0 wrote partial[0] itself in the last round: it needs no barrier to read it.
  if (lane == 0u && row < dims.R) { sums[row] = partial[0]; }
}
