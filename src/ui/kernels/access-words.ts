import {
  BANKS,
  lanesOf,
  PIECE,
  type Pattern,
  type Race,
  type RacingAccess,
  type Site,
  type Step,
  type Trace,
  type TracedArray,
} from '../../lab/index';
import { count } from '../format';
import type { ArrayState } from './access-state';
import type { Look } from './access-steps';

const VERB = { read: 'read', write: 'write', atomic: 'update', barrier: 'reach' } as const;

/** What it means that neighbours access the same number. */
const SAME = {
  read: 'it is fetched once and handed to all',
  write: 'what one of them wrote stays, and which is left to chance',
  atomic: 'they take turns',
  barrier: '',
} as const;

/** "1 number", "3 numbers". */
export function many(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Coordinates of an invocation or workgroup: those axes that are longer than 1. */
export function coordinates(index: number, extents: readonly number[]): string {
  const [x, y] = extents;
  const all = [index % x, Math.floor(index / x) % y, Math.floor(index / (x * y))];
  const shown = all.filter((_, axis) => axis === 0 || extents.slice(axis).some((e) => e > 1));
  return shown.length === 1 ? String(shown[0]) : `(${shown.join(', ')})`;
}

/** An element by its coordinates: `a[1, 3]`; a single leading instance is left out. */
export function elementName({ name, shape, width }: TracedArray, element: number): string {
  const cell = element * width;
  const length = shape.reduce((product, extent) => product * extent, 1);
  if (cell >= length) return `${name}[${element}], which lies outside`;
  const places: number[] = [];
  let rest = cell;
  for (const extent of [...shape].reverse()) {
    places.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  const shown = places.filter((_, axis) => axis > 0 || shape.length < 3 || shape[0] > 1);
  return `${name}[${shown.join(', ')}]${width > 1 ? ` and ${width - 1} more` : ''}`;
}

/** What happens at a step, in one or two sentences. */
export function sentenceOf(
  trace: Trace,
  step: Step,
  lane: number,
  alone: boolean,
  aim: string,
): string {
  const site = trace.sites[step.site];
  const who = `Invocation ${coordinates(lane, trace.workgroup)}`;
  if (site.kind === 'barrier') return barrierSentence(trace, site);
  const array = trace.arrays.find(({ name }) => name === site.name);
  const place = step.lanes.indexOf(lane);
  const goal = aim && aim !== elementOf(array, step, place) ? `, for ${aim}` : '';
  const own =
    place < 0
      ? `${who} waits meanwhile.`
      : `${who} ${VERB[site.kind]}s ${elementOf(array, step, place)}${goal}.`;
  if (alone) return `Line ${site.line}: ${own}`;
  const all = lanesOf(trace);
  const number = step.lanes.length;
  const everybody = all === 2 ? 'both invocations' : `all ${count(all)} invocations`;
  const invocations = number === all ? everybody : `${number} of ${all} invocations`;
  const verb = number === 1 && all > 1 ? `${VERB[site.kind]}s` : VERB[site.kind];
  return `Line ${site.line}: ${invocations} ${verb} ${site.name}. ${own}`;
}

function elementOf(array: TracedArray | undefined, step: Step, place: number): string {
  return array && place >= 0 ? elementName(array, step.elements[place]) : '';
}

function barrierSentence(trace: Trace, { line, name }: Site): string {
  const comment = /\/\/\s*(.*)$/.exec(trace.source.split('\n')[line - 1] ?? '')?.[1] ?? '';
  const because = comment ? `: ${comment.replace(/\.$/, '')}` : '';
  return `Line ${line}: ${name}. Nobody goes on until all ${many(lanesOf(trace), 'invocation')} of the workgroup are here${because}.`;
}

/** Who meets whom, where, and why that is wrong. */
export function raceSentence(trace: Trace, { name, element, write, other }: Race): string {
  const array = trace.arrays.find((candidate) => candidate.name === name)!;
  const apart = write.group !== other.group;
  const who = ({ group, lane }: RacingAccess) =>
    `invocation ${coordinates(lane, trace.workgroup)}${apart ? ` of workgroup ${coordinates(group, trace.groups)}` : ''}`;
  const [first, second] = [trace.sites[write.site], trace.sites[other.site]];
  const what = elementName(array, element);
  const why = apart ? 'and nothing orders two workgroups' : 'and no barrier stands between them';
  return `Line ${first.line}: ${who(write)} writes ${what}; line ${second.line}: ${who(other)} ${VERB[second.kind]}s it, ${why}. Which comes first is left to chance.`;
}

/** What an invocation works for: the one cell that it writes, or how many. */
export function aimOf(trace: Trace, owned: ReadonlyMap<string, ReadonlySet<number>>): string {
  const parts = [...owned].map(([name, cells]) => {
    const array = trace.arrays.find((candidate) => candidate.name === name)!;
    const [first] = cells;
    return cells.size === array.width
      ? elementName(array, first / array.width)
      : `${many(cells.size, 'number')} of ${name}`;
  });
  return parts.join(' and ');
}

/** How neighbours in step fall on memory, and what that costs. */
export function patternSentence(pattern: Pattern, array: TracedArray, kind: Site['kind']): string {
  const { lanes, addresses, pieces, rounds, stride } = pattern;
  const verb = kind === 'barrier' ? '' : VERB[kind];
  if (lanes === 1) return `One invocation alone ${verb}s ${array.name}.`;
  const who = `${lanes} neighbours ${verb}`;
  if (addresses === 1) {
    return `${who} the same number of ${array.name}: ${SAME[kind]}.`;
  }
  const apart = stride !== null && Math.abs(stride) > 1 ? `, each ${Math.abs(stride)} apart` : '';
  const numbers = `${addresses === lanes ? '' : `${addresses} different `}${addresses === lanes ? many(addresses, 'number') : 'numbers'} of ${array.name}${apart}`;
  if (array.space === 'workgroup') {
    return rounds === 1
      ? `${who} ${numbers}, each in a bank of its own: one round.`
      : `${who} ${numbers}. The busiest of ${BANKS} banks holds ${rounds} of them, so it takes ${rounds} rounds.`;
  }
  const fetched = pieces * PIECE;
  const used = Math.round((100 * addresses) / fetched);
  return `${who} ${numbers}, in ${many(pieces, 'piece')} of memory: ${used} % of what is moved is used.`;
}

/** What a cell has been through up to a step. */
export function pointedSentence(
  { trace, steps, at }: Look,
  { array, reads, writes }: ArrayState,
  cell: number,
): string {
  const element = Math.floor(cell / array.width);
  const users = new Set<number>();
  for (const { site, lanes, elements } of steps.slice(0, at + 1)) {
    if (trace.sites[site].name !== array.name) continue;
    lanes.forEach((lane, k) => elements[k] === element && users.add(lane));
  }
  return `${elementName(array, element)}: read ${many(reads[cell], 'time')}, written ${many(writes[cell], 'time')} so far, by ${many(users.size, 'invocation')}.`;
}
