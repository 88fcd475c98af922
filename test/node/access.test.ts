// Steps, patterns, races and words of a trace that is written down by hand.
import { describe, expect, it } from 'vitest';
import { patternOf, races, schedule, type Trace, type TracedArray } from '../../src/lab/index';
import { coordinates, elementName, patternSentence } from '../../src/ui/kernels/access-words';
import { statesAt, totalsOf } from '../../src/ui/kernels/access-state';

const array = (part: Partial<TracedArray> = {}): TracedArray => ({
  name: 'a',
  space: 'storage',
  shape: [2, 3, 4],
  symbols: [],
  width: 1,
  atomic: false,
  note: '',
  ...part,
});

/** One workgroup of as many invocations as there are stories; a story is "place element" by place number. */
function traceOf(
  sites: readonly [Trace['sites'][number]['kind'], string][],
  stories: readonly (readonly [number, number][])[],
  arrays: readonly TracedArray[] = [array({ name: 'tile', space: 'workgroup', shape: [8] })],
): Trace {
  const starts = [0];
  for (const story of stories) starts.push(starts[starts.length - 1] + story.length);
  const flat = stories.flat();
  return {
    kernel: 'k',
    file: 'k.wgsl',
    source: '',
    sizes: {},
    constants: {},
    groups: [1, 1, 1],
    workgroup: [stories.length, 1, 1],
    arrays,
    sites: sites.map(([kind, name], k) => ({ kind, name, line: k + 1, from: 0, to: 1 })),
    starts: Uint32Array.from(starts),
    site: Uint16Array.from(flat, ([site]) => site),
    index: Uint32Array.from(flat, ([, element]) => element),
    cut: 0,
    endless: [],
    agrees: true,
    unfollowed: [],
    adapter: '',
  };
}

const [WRITE, READ, BARRIER] = [0, 1, 2];
const SITES: [Trace['sites'][number]['kind'], string][] = [
  ['write', 'tile'],
  ['read', 'tile'],
  ['barrier', 'workgroupBarrier'],
];

describe('steps', () => {
  it('go together where invocations stand at one place; others wait, barriers come last', () => {
    const trace = traceOf(SITES, [
      [
        [WRITE, 0],
        [BARRIER, 0],
        [READ, 1],
      ],
      [
        [READ, 5],
        [BARRIER, 0],
        [READ, 0],
      ],
    ]);
    expect(schedule(trace, 0)).toEqual([
      { site: WRITE, phase: 0, lanes: [0], elements: [0] },
      { site: READ, phase: 0, lanes: [1], elements: [5] },
      { site: BARRIER, phase: 0, lanes: [0, 1], elements: [0, 0] },
      { site: READ, phase: 1, lanes: [0, 1], elements: [1, 0] },
    ]);
    expect(schedule(trace, 0, 1).map(({ site }) => site)).toEqual([READ, BARRIER, READ]);
  });

  it('add up to counts, cell by cell', () => {
    const trace = traceOf(
      [
        ['atomic', 'tile'],
        ['read', 'tile'],
      ],
      [
        [
          [0, 1],
          [1, 0],
        ],
        [[0, 1]],
      ],
      [array({ name: 'tile', space: 'workgroup', shape: [8], width: 4 })],
    );
    const steps = schedule(trace, 0);
    const [state] = statesAt(trace, steps, 0);
    expect([...state.reads]).toEqual([0, 0, 0, 0, 2, 2, 2, 2]);
    expect([...state.writes]).toEqual([...state.reads]);
    expect([...state.now]).toEqual([4, 5, 6, 7].map((cell) => [cell, 'both']));
    expect(totalsOf(trace)).toEqual({ tile: { reads: 3, writes: 2 } });
    expect(totalsOf(trace, steps)).toEqual(totalsOf(trace));
  });
});

describe('races', () => {
  it('need a write, two invocations, and no barrier between', () => {
    const found = (...stories: [number, number][][]) => races(traceOf(SITES, stories)).length;
    expect(found([[WRITE, 0]], [[READ, 0]])).toBe(1);
    expect(found([[READ, 0]], [[WRITE, 0]])).toBe(1);
    expect(found([[WRITE, 0]], [[WRITE, 0]])).toBe(1);
    expect(found([[READ, 0]], [[READ, 0]])).toBe(0);
    expect(found([[WRITE, 0]], [[READ, 1]])).toBe(0);
    expect(
      found(
        [
          [WRITE, 0],
          [READ, 0],
        ],
        [],
      ),
    ).toBe(0);
    expect(
      found(
        [
          [WRITE, 0],
          [BARRIER, 0],
        ],
        [
          [BARRIER, 0],
          [READ, 0],
        ],
      ),
    ).toBe(0);
    // The one that writes has read before; so have two others.
    expect(
      found(
        [
          [READ, 0],
          [WRITE, 0],
        ],
        [[READ, 0]],
        [[READ, 0]],
      ),
    ).toBe(1);
  });

  it('are not told of atomics', () => {
    const atomic = array({ name: 'tile', space: 'workgroup', shape: [8], atomic: true });
    expect(races(traceOf(SITES, [[[WRITE, 0]], [[READ, 0]]], [atomic]))).toEqual([]);
  });
});

describe('patterns', () => {
  const say = (addresses: number[], part: Partial<TracedArray> = {}) =>
    patternSentence(patternOf(addresses), array(part), 'read');

  it('of global memory: how much of what is moved is used', () => {
    expect(say([0, 1, 2, 3, 4, 5, 6, 7])).toBe(
      '8 neighbours read 8 numbers of a, in 1 piece of memory: 100 % of what is moved is used.',
    );
    expect(say([0, 10, 20, 30])).toBe(
      '4 neighbours read 4 numbers of a, each 10 apart, in 4 pieces of memory: 13 % of what is moved is used.',
    );
    expect(say([7, 7, 7])).toMatch('the same number of a');
    expect(say([7])).toBe('One invocation alone reads a.');
  });

  it('of workgroup memory: how many rounds the busiest bank takes', () => {
    const shared = { name: 'tile', space: 'workgroup' as const };
    expect(say([0, 1, 2, 0], shared)).toMatch(
      '3 different numbers of tile, each in a bank of its own',
    );
    expect(say([0, 32, 64, 1], shared)).toMatch('The busiest of 32 banks holds 3 of them');
    expect(patternOf([0, 16, 32, 48]).rounds).toBe(2);
    expect(patternOf([0, 17, 34, 51]).rounds).toBe(1);
  });
});

describe('names', () => {
  it('of elements: by axis, a single instance left out', () => {
    expect(elementName(array(), 23)).toBe('a[1, 2, 3]');
    expect(elementName(array({ shape: [1, 3, 4] }), 5)).toBe('a[1, 1]');
    expect(elementName(array({ shape: [8], width: 4 }), 1)).toBe('a[4] and 3 more');
    expect(elementName(array(), 24)).toBe('a[24], which lies outside');
  });

  it('of invocations: axes that are longer than 1', () => {
    expect(coordinates(5, [8, 1, 1])).toBe('5');
    expect(coordinates(5, [4, 4, 1])).toBe('(1, 1)');
    expect(coordinates(9, [2, 2, 3])).toBe('(1, 0, 2)');
  });
});
