// unit_rows: gives each row of a matrix the length 1, in place.
//
// WHY   Where samples differ in length, the long ones decide the loss; scaled to one length, every
//       sample counts alike (Henighan et al. 2023 train so). And a sparse autoencoder, which is
//       punished for large activations, could make those small and the entries of its dictionary
//       long, and nothing would have become sparse: so every entry is put back to length 1.
//       A row must be read twice: once for its length, and again to be divided by it. A workgroup
//       has a row. Since every invocation needs the whole sum of squares, each adds up the parts of
//       all for itself: a narrow workgroup has few, and that takes one barrier where a tree and the
//       way back from it take many.
//
// MATH  a[r, c] = a[r, c] / sqrt(sum over k of a[r, k]²)       a row of zeros stays so
//
// SHAPES  row-major f32
//   R  rows
//   C  columns
//
// BINDINGS  group 0
//   0  dims  uniform     Dims
//   1  a     read_write  [R, C]  updated in place
//
// LAUNCH
//   workgroup  WORKGROUP, 1, 1          a row
//   dispatch   fold(R)
//   accepts    any R, C >= 1
//
// COST
//   flops         3 · R · C
//   global reads  2 · R · C  floats
//   shared bytes  WORKGROUP · 4
//
// CHECK
//   reference   src/reference/unit-rows.ts
//   tolerance   chain((C + 2) / 2 + sqrt + division)
//   idempotent  no
//
// LADDER  unit_rows

override WORKGROUP: u32 = 32u;

struct Dims { R: u32, C: u32 }

@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> a: array<f32>;

var<workgroup> partial: array<f32, WORKGROUP>;  // one sum of squares an invocation

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  // The last row of a folded launch may hold workgroups beyond R. They must still reach
  // the barriers, so they have no columns instead of returning.
  let row = group.y * groups.x + group.x;
  let columns = select(0u, dims.C, row < dims.R);
  let start = row * dims.C;

  var squares = 0.0;
  for (var col = lane; col < columns; col += WORKGROUP) {
    let value = a[start + col];
    squares += value * value;
  }
  partial[lane] = squares;

  workgroupBarrier();  // the sums of all are written

  var sum = 0.0;
  for (var part = 0u; part < WORKGROUP; part++) { sum += partial[part]; }
  let length = sqrt(sum);
  for (var col = lane; col < columns; col += WORKGROUP) {
    // Of a row of zeros every element is 0 already.
    a[start + col] = a[start + col] / select(1.0, length, length > 0.0);
  }
}
