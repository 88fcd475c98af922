// What "See it" draws is what the device noted: the kernels still compute the same, and read what they say they read.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  catalogue,
  evaluate,
  kernelEntry,
  lacking,
  type KernelEntry,
} from '../../src/kernels/index';
import { lanesOf, NEIGHBOURS, patternOf, races, schedule, type Trace } from '../../src/lab/index';
import { runTrace } from '../../src/lab/run-trace';
import { sharedGpu } from './gpu';

const gpu = await sharedGpu();
/** Those that this adapter can run; the tests on wgpu trace the others. */
const entries = [...catalogue.values()].filter((entry) => lacking(gpu, entry).length === 0);

const traces = new Map<string, Trace>();

async function traceOf(name: string): Promise<Trace> {
  const trace = traces.get(name) ?? (await runTrace(await sharedGpu(), kernelEntry(name)));
  traces.set(name, trace);
  return trace;
}

/** Numbers that accesses of one kind to arrays of one space moved, by all invocations; a vector is several. */
function counted(trace: Trace, kind: 'read' | 'write', space: 'storage' | 'workgroup'): number {
  const arrays = trace.arrays.filter((array) => array.space === space);
  const width = new Map(arrays.map((array) => [array.name, array.width]));
  return trace.site.reduce((sum, at) => {
    const site = trace.sites[at];
    return sum + (site.kind === kind ? (width.get(site.name) ?? 0) : 0);
  }, 0);
}

/** What an invocation did, as "read a 3". */
function story({ site, index, starts, sites }: Trace, invocation: number): string[] {
  const told: string[] = [];
  for (let k = starts[invocation]; k < starts[invocation + 1]; k++) {
    const { kind, name } = sites[site[k]];
    told.push(kind === 'barrier' ? 'barrier' : `${kind} ${name} ${index[k]}`);
  }
  return told;
}

describe.each(entries)('$name', (entry: KernelEntry) => {
  let trace: Trace;
  beforeAll(async () => {
    trace = await traceOf(entry.name);
  });

  it('computes the same while it is traced, and all of it is seen', () => {
    expect(trace.agrees).toBe(true);
    expect(trace.cut).toBe(0);
    expect(trace.endless).toBe(null);
    expect(trace.unfollowed).toEqual([]);
    expect(trace.site.length).toBeGreaterThan(0);
  });

  it('shows more than one workgroup, few enough invocations to be drawn', () => {
    expect(trace.groups[0] * trace.groups[1] * trace.groups[2]).toBeGreaterThan(1);
    expect(lanesOf(trace)).toBeGreaterThan(1);
    expect(lanesOf(trace)).toBeLessThanOrEqual(256);
  });

  it('reads and writes inside its arrays', () => {
    const length = new Map(
      trace.arrays.map(({ name, shape }) => [name, shape.reduce((a, b) => a * b, 1)]),
    );
    for (const [k, at] of trace.site.entries()) {
      const { kind, name } = trace.sites[at];
      if (kind !== 'barrier') expect(trace.index[k], name).toBeLessThan(length.get(name)!);
    }
  });

  it('has no race', () => {
    expect(races(trace)).toEqual([]);
  });

  it('reads global memory as often as its header says', () => {
    const symbols = { ...entry.header.constants, ...entry.header.fixed };
    const cost = evaluate(entry.header.cost['global reads'], {
      ...symbols,
      ...trace.sizes,
      ...trace.constants,
    });
    expect(counted(trace, 'read', 'storage')).toBe(cost);
  });
});

describe('the accesses are the formula’s', () => {
  it('matmul_naive walks a row of A and a column of B, then writes its cell', async () => {
    const trace = await traceOf('matmul_naive');
    const { M, K, N } = trace.sizes;
    const lanes = lanesOf(trace);
    for (let cell = 0; cell < M * N; cell++) {
      const [row, col] = [cell % M, Math.floor(cell / M)];
      const expected = Array.from({ length: K }, (_, k) => [
        `read a ${row * K + k}`,
        `read b ${k * N + col}`,
      ]).flat();
      expect(story(trace, cell)).toEqual([...expected, `write c ${row * N + col}`]);
    }
    expect(trace.starts.length).toBe(trace.groups[0] * lanes + 1);
  });

  it('matmul_tiled fills its tiles, waits, reads what they hold, and waits again', async () => {
    const trace = await traceOf('matmul_tiled');
    const { M, K, N } = trace.sizes;
    const { TILE } = trace.constants;
    const [x, y] = [2, 3];
    const [row, col, slot] = [y, x, y * TILE + x];
    const expected: string[] = [];
    for (let k0 = 0; k0 < K; k0 += TILE) {
      expected.push(`write a_tile ${slot}`, `write b_tile ${slot}`);
      if (k0 + x < K) expected.push(`read a ${row * K + k0 + x}`, `write a_tile ${slot}`);
      if (k0 + y < K) expected.push(`read b ${(k0 + y) * N + col}`, `write b_tile ${slot}`);
      expected.push('barrier');
      for (let k = 0; k < TILE; k++) {
        expected.push(`read a_tile ${y * TILE + k}`, `read b_tile ${k * TILE + x}`);
      }
      expected.push('barrier');
    }
    expect(M).toBeGreaterThan(row);
    expect(story(trace, slot)).toEqual([...expected, `write c ${row * N + col}`]);
  });

  it.each([
    ['matmul_tiled', ({ K, TILE }: Record<string, number>) => 2 * Math.ceil(K / TILE)],
    ['matmul_block_2d', ({ K, DEPTH }: Record<string, number>) => 2 * Math.ceil(K / DEPTH)],
    ['row_sum_interleaved', ({ WORKGROUP }: Record<string, number>) => Math.log2(WORKGROUP)],
    ['transpose_padded', () => 1],
    ['matmul_naive', () => 0],
  ])('%s meets as many barriers as its loops say', async (name, expected) => {
    const trace = await traceOf(name);
    const barriers = schedule(trace, 0).filter(({ site }) => trace.sites[site].kind === 'barrier');
    expect(barriers.length).toBe(expected({ ...trace.sizes, ...trace.constants }));
    for (const { lanes } of barriers) expect(lanes.length).toBe(lanesOf(trace));
  });

  it('a tile reads global memory TILE times less often than the naive product', async () => {
    const [naive, tiled] = [await traceOf('matmul_naive'), await traceOf('matmul_tiled')];
    expect(naive.sizes).toEqual(tiled.sizes);
    expect(counted(naive, 'read', 'storage') / counted(tiled, 'read', 'storage')).toBe(
      tiled.constants.TILE,
    );
  });
});

describe('patterns that the lessons speak of', () => {
  /** The pattern of the first neighbours at the first step that accesses an array so. */
  async function first(kernel: string, kind: 'read' | 'write', name: string) {
    const trace = await traceOf(kernel);
    const step = schedule(trace, 0).find(
      ({ site }) => trace.sites[site].kind === kind && trace.sites[site].name === name,
    )!;
    return patternOf(step.elements.slice(0, NEIGHBOURS));
  }

  it('neighbours of the naive product read A a row apart; of the coalesced one, B side by side', async () => {
    const { K } = (await traceOf('matmul_naive')).sizes;
    const naive = await first('matmul_naive', 'read', 'a');
    const coalesced = await first('matmul_coalesced', 'read', 'b');
    expect(naive.pieces).toBe(8);
    expect(coalesced.pieces).toBe(2);
    const trace = await traceOf('matmul_naive');
    const [step] = schedule(trace, 0);
    expect(step.elements[1] - step.elements[0]).toBe(K);
  });

  it('a padded tile is read across with fewer rounds than a plain one', async () => {
    expect((await first('transpose_tiled', 'read', 'block_of_a')).rounds).toBe(8);
    expect((await first('transpose_padded', 'read', 'block_of_a')).rounds).toBe(2);
  });

  it('the interleaved tree leaves gaps between those that work; the sequential one does not', async () => {
    const atWork = async (name: string) => {
      const trace = await traceOf(name);
      return schedule(trace, 0).find(({ phase }) => phase === 2)!.lanes;
    };
    expect(await atWork('row_sum_interleaved')).toEqual([0, 4]);
    expect(await atWork('row_sum_sequential')).toEqual([0, 1]);
  });
});

describe('edited text', () => {
  const entry = kernelEntry('matmul_tiled');

  it('is traced as it is: vectors, tiles of two dimensions, lines where they stood', async () => {
    const code = entry.source
      .replaceAll('array<f32, TILE * TILE>', 'array<array<f32, 4>, 4>')
      .replaceAll('a_tile[slot]', 'a_tile[local.y][local.x]')
      .replaceAll('b_tile[slot]', 'b_tile[local.y][local.x]')
      .replace('a_tile[local.y * TILE + k]', 'a_tile[local.y][k]')
      .replace('b_tile[k * TILE + local.x]', 'b_tile[k][local.x]');
    const trace = await runTrace(await sharedGpu(), entry, code);
    const plain = await traceOf('matmul_tiled');
    expect(trace.agrees).toBe(true);
    expect(trace.index).toEqual(plain.index);
    expect(trace.sites.map(({ line, kind }) => [line, kind])).toEqual(
      plain.sites.map(({ line, kind }) => [line, kind]),
    );
    expect(trace.arrays.find(({ name }) => name === 'a_tile')!.shape).toEqual([4, 4]);
  });

  it('that computes something else is told apart', async () => {
    const trace = await runTrace(
      await sharedGpu(),
      entry,
      entry.source.replace('] = sum;', '] = -sum;'),
    );
    expect(trace.agrees).toBe(false);
  });

  it('that does not compile fails at the reader’s own column', async () => {
    const code = entry.source.replace('sum += a_tile', 'sum += oops + a_tile');
    const line = code.slice(0, code.indexOf('oops')).split('\n').length;
    const column = code.split('\n')[line - 1].indexOf('oops') + 1;
    await expect(runTrace(await sharedGpu(), entry, code)).rejects.toMatchObject({
      name: 'ShaderError',
      messages: [{ line, column }],
    });
  });

  it('that loops without end is ended, and the line told: with a barrier inside, and without', async () => {
    const around = entry.source.replace('k0 += TILE', 'k0 += 0u');
    const inside = entry.source.replace('k < TILE; k++', 'k < TILE; k += dims.I - dims.I');
    for (const code of [around, inside]) {
      const trace = await runTrace(await sharedGpu(), entry, code);
      const loop = code === around ? 'for (var k0' : 'for (var k =';
      const line = code.slice(0, code.indexOf(loop)).split('\n').length;
      // Lanes that stop in the midst of a round may name a loop inside as well.
      expect(trace.endless).toContain(line);
    }
  });

  it('with a barrier in the head of a loop, sizes of expressions and a const in the place of an override', async () => {
    const tile = kernelEntry('matmul_tiled');
    const code = tile.source
      .replace('override TILE: u32 = 16u;', 'const TILE = 2u << 1u;')
      .replaceAll('array<f32, TILE * TILE>', 'array<f32, max(TILE, 4u) * TILE>')
      .replace(
        'var sum = 0.0;',
        'var sum = 0.0; for (var i = 0u; i < 2u; workgroupBarrier()) { i++; }',
      );
    expect(code).toContain('const TILE');
    const trace = await runTrace(await sharedGpu(), tile, code);
    expect(trace.unfollowed).toEqual([]);
    expect([trace.agrees, races(trace)]).toEqual([true, []]);
    expect(trace.arrays.find(({ name }) => name === 'a_tile')!.shape).toEqual([4, 4]);
  });

  it('that is cut short says how much is missing', async () => {
    const code = entry.source.replace(
      'for (var k = 0u; k < TILE; k++)',
      'for (var k = 0u; k < 900u; k++)',
    );
    const trace = await runTrace(await sharedGpu(), entry, code);
    expect(trace.cut).toBeGreaterThan(0);
  });
});

describe('a lost barrier is a race', () => {
  const withBarriers = entries.filter(({ source }) => source.includes('workgroupBarrier();'));

  it.each(withBarriers)('$name', async (entry) => {
    const parts = entry.source.split('workgroupBarrier();');
    for (let lost = 1; lost < parts.length; lost++) {
      const code =
        parts.slice(0, lost).join('workgroupBarrier();') +
        parts.slice(lost).join('workgroupBarrier();');
      const found = races(await runTrace(await sharedGpu(), entry, code));
      expect(found.length, `barrier ${lost}`).toBeGreaterThan(0);
      for (const { name } of found) expect(code).toContain(`var<workgroup> ${name}`);
    }
  });

  it('a workgroupUniformLoad stands for it, in a function, too', async () => {
    const entry = kernelEntry('row_sum_sequential');
    const load = '_ = workgroupUniformLoad(&partial[0]);';
    const inPlace = entry.source.replaceAll('workgroupBarrier();', load);
    const helped = `${entry.source.replaceAll('workgroupBarrier();', 'meet();')}\nfn meet() { ${load} }\n`;
    for (const code of [inPlace, helped]) {
      expect(code).toContain(load);
      const trace = await runTrace(await sharedGpu(), entry, code);
      expect(races(trace)).toEqual([]);
      expect([trace.agrees, trace.unfollowed]).toEqual([true, []]);
    }
  });

  it('is one in brackets, too', async () => {
    const entry = kernelEntry('row_sum_sequential');
    const code = entry.source
      .replaceAll(/workgroupBarrier\(\);/g, '')
      .replaceAll(/partial\[lane\] (\+?=)/g, '(partial[lane]) $1');
    expect(code).toContain('(partial[lane]) +=');
    expect(races(await runTrace(await sharedGpu(), entry, code)).length).toBeGreaterThan(0);
  });

  it('two workgroups that write one number', async () => {
    const entry = kernelEntry('add');
    const code = entry.source.replace('out[element] =', 'out[element % 8u] =');
    const [race] = races(await runTrace(await sharedGpu(), entry, code));
    expect(race).toMatchObject({
      name: 'out',
      element: 0,
      write: { group: 0 },
      other: { group: 1 },
    });
  });
});
