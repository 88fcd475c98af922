import { schedule, type RacingAccess, type Step, type Trace } from '../../lab/index';

/** What is looked at: a workgroup of a trace, one of its invocations, alone or with the others, and a step. */
export interface Look {
  trace: Trace;
  group: number;
  lane: number;
  alone: boolean;
  steps: readonly Step[];
  /** Into `steps`. */
  at: number;
}

/** The first look at a trace. */
export function firstLook(trace: Trace): Look {
  const [x, y] = trace.workgroup;
  const lane = x > 1 && y > 1 ? x + 1 : 0; // off the edges, so that rows and columns can be told apart
  return { trace, group: 0, lane, alone: false, steps: schedule(trace, 0), at: 0 };
}

/** The same step of another workgroup or invocation, or as near as there is. */
export function turn(look: Look, change: Partial<Pick<Look, 'group' | 'lane' | 'alone'>>): Look {
  const next = { ...look, ...change };
  const { trace, group, lane, alone } = next;
  const steps = schedule(trace, group, alone ? lane : null);
  let { at } = look;
  if (alone !== look.alone) {
    // Between both ways the invocation's own accesses are what stays.
    const takes = (step: Step) => step.lanes.includes(lane);
    const done = look.steps.slice(0, look.at + 1).filter(takes).length;
    const own = steps.flatMap((step, k) => (takes(step) ? [k] : []));
    at = own[Math.max(0, done - 1)] ?? 0;
  }
  return { ...next, steps, at: within(at, steps) };
}

/** The first step at which an invocation accesses an element at a place, seen with its whole workgroup. */
export function lookAt(look: Look, { group, lane, site }: RacingAccess, element: number): Look {
  const next = turn(look, { group, lane, alone: false });
  const at = next.steps.findIndex((step) => {
    const place = step.lanes.indexOf(lane);
    return step.site === site && place >= 0 && step.elements[place] === element;
  });
  return go(next, at);
}

/** Another step of the same look. */
export function go(look: Look, at: number): Look {
  return { ...look, at: within(at, look.steps) };
}

/** The next barrier behind a step; null where there is none. */
export function nextBarrier({ trace, steps, at }: Look): number | null {
  const found = steps.findIndex(({ site }, k) => k > at && trace.sites[site].kind === 'barrier');
  return found < 0 ? null : found;
}

/** Extents of a grid of workgroups or invocations: x across, y and z down. */
export function gridExtents([x, y, z]: readonly number[]): { rows: number; columns: number } {
  return { rows: y * z, columns: x };
}

/** Workgroups of a dispatch. */
export function groupsOf({ groups: [x, y, z] }: Trace): number {
  return x * y * z;
}

/** Invocations that do nothing in the whole run: those that returned at once. */
export function idle({ starts }: Trace, group: number, lanes: number): number {
  let count = 0;
  for (let k = group * lanes; k < (group + 1) * lanes; k++)
    if (starts[k] === starts[k + 1]) count++;
  return count;
}

function within(at: number, steps: readonly Step[]): number {
  return Math.max(0, Math.min(at, steps.length - 1));
}
