import { afterEach, describe, expect, test } from 'vitest';
import { TraceClient, TraceFailure, type Trace } from '../../src/lab/index';
import { kernelEntry } from '../../src/kernels/index';
import '../../src/ui/kernels/antipode-access';
import type { AntipodeAccess, Tracer } from '../../src/ui/kernels/antipode-access';
import type { AntipodeCells } from '../../src/ui/kernels/antipode-cells';
import { cellAtPoint, MARGIN } from '../../src/ui/kernels/draw-cells';
import { button, eventually, expectAccessible, find, show, textOf } from './page';

afterEach(() => document.body.replaceChildren());

async function access(kernel: string, part: Partial<AntipodeAccess> = {}) {
  const element = document.createElement('antipode-access') as AntipodeAccess;
  return show(Object.assign(element, { kernel, ...part }));
}

/** A kernel that has been traced on the device. */
async function traced(kernel: string, part: Partial<AntipodeAccess> = {}) {
  const element = await access(kernel, part);
  if (part.code) button(element, 'Trace the edited text').click();
  await eventually(() => find(element, 'figure'), 20_000);
  return element;
}

const sentence = (element: Element) => textOf(find(element, '.sentence')).trim();

/** The grid with this name that comes first. */
function grid(element: Element, name: string): AntipodeCells {
  const figure = find(element, 'antipode-access-figure');
  const all = [...figure.shadowRoot!.querySelectorAll('antipode-cells')];
  return all.find((cells) => cells.name === name)!;
}

const marked = (element: Element, name: string) =>
  [...grid(element, name).cells!.now.keys()].sort((a, b) => a - b);

async function goTo(element: Element, step: number): Promise<void> {
  const slider = find<HTMLInputElement>(element, 'input[type=range]');
  slider.value = String(step);
  slider.dispatchEvent(new Event('input'));
  await eventually(() => expect(textOf(find(element, '.place'))).toContain(`step ${step} of`));
}

function press(target: Element, key: string): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

/** The number of the first line of a kernel that holds a text. */
function lineOf(kernel: string, text: string): number {
  const lines = kernelEntry(kernel).source.split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

const READS = lineOf('matmul_naive', 'sum += a[');
const WRITES = lineOf('matmul_naive', '= sum;');
const BARRIER = lineOf('matmul_tiled', 'workgroupBarrier();');
const PRODUCT = lineOf('matmul_tiled', 'sum += a_tile[');
const LOOP = lineOf('matmul_tiled', 'k0 += TILE');

describe('<antipode-access>', () => {
  test('traces the catalogue’s text when in sight, and steps through what the device did', async () => {
    const element = await traced('matmul_naive');
    expect(sentence(element)).toBe(
      `Line ${READS}: all 16 invocations read a. Invocation 0 reads a[0, 0], for c[0, 0].`,
    );
    // Sixteen invocations hold eight rows and two columns: column 0 of A, K = 10 numbers a row.
    expect(marked(element, 'a')).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
    button(element, 'Next').click();
    await eventually(() =>
      expect(sentence(element)).toContain(`Line ${READS}: all 16 invocations read b.`),
    );
    expect(marked(element, 'b')).toEqual([0, 1]);
    expect(marked(element, 'a')).toEqual([]);
    button(element, 'End').click();
    await eventually(() =>
      expect(sentence(element)).toBe(
        `Line ${WRITES}: all 16 invocations write c. Invocation 0 writes c[0, 0].`,
      ),
    );
    expect(button(element, 'Next').disabled).toBe(true);
    const cells = grid(element, 'a').cells!;
    expect(cells.reads!.every((times) => times === 2)).toBe(true);
  });

  test('a barrier says why, in the shader’s own words; the next line is marked', async () => {
    const element = await traced('matmul_tiled');
    button(element, 'Next barrier').click();
    await eventually(() =>
      expect(sentence(element)).toBe(
        `Line ${BARRIER}: workgroupBarrier. Nobody goes on until all 16 invocations of the workgroup are here: both tiles are full before anyone reads them.`,
      ),
    );
    expect(textOf(find(element, '.line.current'))).toContain(`${BARRIER} workgroupBarrier();`);
    button(element, 'Next').click();
    await eventually(() =>
      expect(textOf(find(element, 'mark'))).toBe('a_tile[local.y * TILE + k]'),
    );
    expect(marked(element, 'a_tile')).toEqual([0, 4, 8, 12]);
    const rows = [...find(element, 'table').querySelectorAll('tbody tr')].map((row) =>
      textOf(row).trim(),
    );
    expect(rows[0]).toMatch(/^a 16 0 40 240 3$/);
  });

  test('the arrow keys choose invocation and workgroup, and one may be followed alone', async () => {
    const element = await traced('matmul_tiled');
    await goTo(element, 9);
    press(find(grid(element, 'invocations'), '.grid'), 'ArrowRight');
    await eventually(() =>
      expect(sentence(element)).toContain('Invocation (2, 1) reads b_tile[0, 2], for c[1, 2].'),
    );
    press(find(grid(element, 'workgroups'), '.grid'), 'ArrowDown');
    await eventually(() => expect(sentence(element)).toContain('for c[5, 2]'));
    find<HTMLInputElement>(element, 'fieldset label:nth-of-type(2) input').click();
    await eventually(() =>
      expect(sentence(element)).toBe(
        `Line ${PRODUCT}: Invocation (2, 1) reads b_tile[0, 2], for c[5, 2].`,
      ),
    );
    expect(marked(element, 'b_tile')).toEqual([2]);
  });

  test('pointing at a number names it and says who used it', async () => {
    const element = await traced('matmul_naive');
    await goTo(element, 3);
    const a = grid(element, 'a');
    const canvas = find(a, 'canvas').getBoundingClientRect();
    const { side } = a.cells!;
    const clientX = canvas.left + MARGIN.left + 0.5 * side;
    const clientY = canvas.top + MARGIN.top + 1.5 * side;
    expect(cellAtPoint(a.cells!, clientX - canvas.left, clientY - canvas.top)).toBe(10);
    find(a, '.grid').dispatchEvent(
      new PointerEvent('pointermove', { clientX, clientY, bubbles: true }),
    );
    await eventually(() =>
      expect(textOf(find(element, '.pointed'))).toBe(
        'a[1, 0]: read 2 times, written 0 times so far, by 2 invocations.',
      ),
    );
  });

  test('is accessible, its table of the step too, in light and dark', async () => {
    const element = await traced('matmul_tiled');
    find<HTMLDetailsElement>(element, 'details').open = true;
    await eventually(() =>
      expect(textOf(find(element, 'details'))).toContain('(3, 3) a_tile[3, 3]'),
    );
    await expectAccessible(element);
  });
});

describe('edited text', () => {
  const { source } = kernelEntry('matmul_tiled');

  test('is traced when asked to, not before; a race is told and can be looked at', async () => {
    const code = source.replace('workgroupBarrier();  // both', '// both');
    const element = await traced('matmul_tiled', { code });
    await eventually(() => {
      expect(textOf(find(element, '.race'))).toMatch(
        /A race\. Line \d+: invocation \(.*\) writes a_tile\[.*no barrier stands between them/,
      );
    });
    await expectAccessible(element);
    button(element, 'Show it').click();
    await eventually(() =>
      expect(sentence(element)).toMatch(new RegExp(`Line ${PRODUCT}: .* read a_tile\\.`)),
    );
  });

  test('that does not compile is quoted with what the compiler says', async () => {
    const element = await access('matmul_tiled', {
      code: source.replace('var sum = 0.0', 'var sum = oops'),
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(textOf(element)).not.toContain('could not be traced');
    button(element, 'Trace the edited text').click();
    await eventually(
      () => expect(textOf(find(element, '[role=alert]'))).toMatch(/could not be traced.*oops.*\^/),
      20_000,
    );
    await expectAccessible(element);
  });

  test('with a loop that never ends is ended, and says so', async () => {
    const code = source.replace('k0 += TILE', 'k0 += 0u');
    const element = await traced('matmul_tiled', { code });
    // Invocations that stop in the midst of a round may name a loop inside as well.
    await eventually(() =>
      expect(textOf(element)).toMatch(
        new RegExp(`Ended by the guard\\..* in lines? ${LOOP}( and \\d+)? went on beyond`),
      ),
    );
  });

  test('changed after it was traced: the picture stays and says so', async () => {
    const element = await traced('matmul_tiled', { code: `${source}\n` });
    element.code = `${source}\n\n`;
    await eventually(() =>
      expect(textOf(element)).toContain('The text has changed since this picture was traced.'),
    );
    find(element, 'figure');
    element.code = null;
    await eventually(() => expect(textOf(element)).not.toContain('has changed'));
  });
});

describe('what goes wrong is said', () => {
  const failing = (kind: TraceFailure['kind']): Tracer => ({
    trace: () => Promise.reject(new TraceFailure(kind, `because of ${kind}`)),
    close: () => undefined,
  });

  test.each([
    ['unsupported', 'there is none to be had'],
    ['lost', 'was lost'],
    ['failed', 'could not be traced'],
    ['timeout', 'was stopped'],
  ] as const)('%s', async (kind, words) => {
    const element = await access('add', { tracer: failing(kind) });
    await eventually(() => expect(textOf(find(element, '[role=alert]'))).toContain(words));
    expect(textOf(element)).toContain(`because of ${kind}`);
    button(element, 'Try again');
  });

  test('a late answer about another kernel is not shown', async () => {
    const asked: ((trace: Trace) => void)[] = [];
    const tracer: Tracer = {
      trace: () => new Promise((resolve) => asked.push(resolve)),
      close: () => undefined,
    };
    const element = await access('add', { tracer });
    await eventually(() => expect(asked.length).toBe(1));
    element.kernel = 'scale';
    await eventually(() => expect(asked.length).toBe(2));
    asked[0]({} as Trace);
    await element.updateComplete;
    expect(textOf(element)).toContain('Running scale');
  });

  test('a shader that takes too long is stopped with its worker, and the next trace works', async () => {
    const client = new TraceClient(1);
    await expect(client.trace('add')).rejects.toMatchObject({ kind: 'timeout' });
    client.close();
    const patient = new TraceClient();
    expect((await patient.trace('add')).kernel).toBe('add');
    patient.close();
  });
});
