/** The binding that the accesses are written to. */
export const TRACE_BINDING = 'antipode_trace';

/** Words of an invocation's region: a count, and pairs. */
export function regionWords(most: number): number {
  return 1 + 2 * most;
}

/** What a traced text needs of the library. */
interface TraceParts {
  /** Accesses whose index is kept until it is noted. */
  slots: number;
  /** Types that workgroupUniformLoad reads whole. */
  loads: readonly string[];
  /** Extents of the workgroup, as expressions. */
  workgroup: readonly string[];
}

/** Barriers that may stand in the header of a loop; a textureBarrier needs a device that has it. */
const BARRIERS = ['workgroupBarrier', 'storageBarrier'];

/** The functions that note accesses, and the buffer they go to. */
export function traceLibrary(
  binding: number,
  most: number,
  { slots, loads, workgroup }: TraceParts,
): string {
  const invocations = workgroup.map((extent) => `u32(${extent})`).join(' * ');
  return `
@group(0) @binding(${binding}) var<storage, read_write> ${TRACE_BINDING}: array<u32>;
var<private> antipode_base: u32;
var<private> antipode_count: u32;
var<private> antipode_kept: array<u32, ${Math.max(1, slots)}>;

fn antipode_begin(group: vec3u, groups: vec3u, lane: u32) {
  let number = (group.z * groups.y + group.y) * groups.x + group.x;
  antipode_base = (number * (${invocations}) + lane) * ${regionWords(most)}u;
}
fn antipode_note(site: u32, index: u32) {
  let n = antipode_count;
  antipode_count = n + 1u;
  ${TRACE_BINDING}[antipode_base] = n + 1u;
  if (n < ${most}u) {
    ${TRACE_BINDING}[antipode_base + 1u + 2u * n] = site;
    ${TRACE_BINDING}[antipode_base + 2u + 2u * n] = index;
  }
}
fn antipode_wait(site: u32, index: u32) -> u32 {
  antipode_note(site, 0u);
  return index;
}
fn antipode_also(site: u32, slot: u32, index: u32) -> u32 {
  antipode_note(site, antipode_kept[slot]);
  return index;
}
fn antipode_keep(slot: u32, index: u32) -> u32 {
  antipode_kept[slot] = index;
  return index;
}
fn antipode_now(site: u32, slot: u32, index: u32) -> u32 {
  antipode_kept[slot] = index;
  antipode_note(site, index);
  return index;
}
fn antipode_cell(slot: u32, across: u32, index: u32) -> u32 {
  antipode_kept[slot] = antipode_kept[slot] * across + index;
  return index;
}
fn antipode_cell_now(site: u32, slot: u32, across: u32, index: u32) -> u32 {
  antipode_kept[slot] = antipode_kept[slot] * across + index;
  antipode_note(site, antipode_kept[slot]);
  return index;
}
fn antipode_done(site: u32, slot: u32) {
  antipode_note(site, antipode_kept[slot]);
}
${BARRIERS.map((barrier) => `fn antipode_${barrier}(site: u32) {\n  antipode_note(site, 0u);\n  ${barrier}();\n}\n`).join('')}${loads
    .map(
      (type, load) =>
        `fn antipode_load_${load}(site: u32, value: ${type}) -> ${type} {\n  antipode_note(site, 0u);\n  return value;\n}\n`,
    )
    .join('')}`;
}
