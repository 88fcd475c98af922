// The reader's elements in a browser: what they say, what they send, and that everybody can use them.
import { afterEach, describe, expect, it, vi } from 'vitest';
import '../../src/ui/index';
import '../../src/ui/kernels/index';
import '../../src/ui/kernels/antipode-editor';
import { catalogue, kernelEntry } from '../../src/kernels/index';
import { compare, type LabResult } from '../../src/lab/index';
import { editedMarker } from '../../src/ui/edited-marker';
import { EditedWatch } from '../../src/ui/edited-watch';
import { drafts } from '../../src/ui/kernels/drafts';
import { Measured } from '../../src/ui/kernels/measured';
import {
  button,
  eventually,
  expectAccessible,
  experimentOf,
  factsOf,
  find,
  show,
  snapshotOf,
  textOf,
} from './page';

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
  vi.useRealTimers();
});

describe('antipode-nav', () => {
  it.each([
    ['kernels', 'Kernels'],
    ['bench', 'Bench'],
    ['libraries', 'Libraries'],
  ] as const)('from %s, every place is a fragment of the page', async (place, name) => {
    const nav = document.createElement('antipode-nav');
    Object.assign(nav, { place, experiment: '#/experiments/uniform' });
    await show(nav);
    const links = [...nav.shadowRoot!.querySelectorAll('a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '#/experiments/uniform',
      '#/experiments',
      '#/kernels',
      '#/bench',
      '#/bench/libraries',
    ]);
    const current = links.filter((link) => link.getAttribute('aria-current') === 'page');
    expect(current.map((link) => link.textContent)).toEqual([name]);
    await expectAccessible(nav);
  });
});

describe('antipode-wgsl', () => {
  it('shows every line of the text, coloured, its header folded where a lesson stands beside', async () => {
    const { source, file } = kernelEntry('matmul_tiled');
    const element = document.createElement('antipode-wgsl');
    Object.assign(element, { source, file, folded: true });
    await show(element);
    await eventually(() => find(element, '.tok-keyword'));
    const lines = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.line')];
    expect(lines.map((line) => line.textContent).join('\n')).toBe(source.trimEnd());
    expect(lines.map((line) => Number(line.dataset.line))).toEqual(lines.map((_, k) => k + 1));
    expect(find<HTMLDetailsElement>(element, 'details').open).toBe(false);
    await expectAccessible(element);
  });
});

describe('antipode-edited', () => {
  it('names each edited kernel and offers its original', async () => {
    const element = document.createElement('antipode-edited');
    element.edited = ['adamw'];
    await show(element);
    expect(textOf(element)).toContain('the model now trains with your adamw');
    const asked = new Promise<unknown>((resolve) =>
      element.addEventListener('antipode-substitute', (e) => resolve((e as CustomEvent).detail)),
    );
    button(element, 'Put the original back').click();
    expect(await asked).toEqual({ kernel: 'adamw', code: null });
    await expectAccessible(element);
  });
});

describe('the mark of a running edited kernel', () => {
  it('is told at the start of the page, until it is dismissed', async () => {
    editedMarker.set({ kernel: 'add', where: 'lab' });
    const notice = await show(document.createElement('antipode-safe-start'));
    expect(textOf(notice)).toMatch(/Started safe.*edited add was running in the lab/);
    await expectAccessible(notice);
    button(notice, 'Dismiss').click();
    expect(editedMarker.read()).toBe(null);
    await eventually(() => expect(textOf(notice).trim()).toBe(''));
  });

  it.each(['nonsense', '{"kernel":"<b>","where":"lab"}', '{"kernel":"add"}', '[]'])(
    'that says %s is none',
    (kept) => {
      localStorage.setItem('antipode.edited-running', kept);
      expect(editedMarker.read()).toBe(null);
    },
  );

  it('of an earlier page is left alone by a watch that has nothing edited', () => {
    editedMarker.set({ kernel: 'add', where: 'model' });
    const watch = new EditedWatch(() => undefined);
    watch.stop();
    watch.sent({ type: 'run' });
    expect(editedMarker.read()).not.toBe(null);
  });

  it('stands from the command until the model has trained on', () => {
    const snapshot = snapshotOf(experimentOf(), { step: 7 });
    const watch = new EditedWatch(() => undefined);
    watch.sent({ type: 'substitute', kernel: 'add', code: 'x' });
    expect(editedMarker.read()).toEqual({ kernel: 'add', where: 'model' });
    watch.heard({ type: 'substituted', kernel: 'add', calls: [], edited: ['add'] });
    expect(editedMarker.read()).not.toBe(null);
    watch.heard({ type: 'snapshot', snapshot });
    expect(editedMarker.read()).toBe(null);
    watch.stop();
  });

  it('a model that answers no more is noticed', () => {
    vi.useFakeTimers();
    const hung = vi.fn();
    const watch = new EditedWatch(hung, 10);
    watch.sent({ type: 'substitute', kernel: 'add', code: 'x' });
    vi.advanceTimersByTime(9_000);
    expect(hung).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(hung).toHaveBeenCalledWith(['add'], 10);
    watch.stop();
  });
});

describe('drafts', () => {
  it('are kept by kernel, and what is no draft is ignored', () => {
    drafts.keep('add', 'one');
    drafts.keep('gelu', 'two');
    drafts.forget('gelu');
    expect([drafts.of('add'), drafts.of('gelu')]).toEqual(['one', null]);
    localStorage.setItem('antipode.drafts', '[{"kernel":"add","code":7}]');
    expect(drafts.of('add')).toBe(null);
  });
});

describe('antipode-result', () => {
  const entry = kernelEntry('matmul_naive');
  const sizes = { I: 1, M: 2, K: 3, N: 2 };
  const request = { kernel: entry.name, code: null, sizes, seed: 1, constants: {} };
  const resultOf = (got: number[], more: Partial<LabResult> = {}): LabResult => {
    const expected = {
      value: Float64Array.of(1, 2, 3, 4),
      bound: new Float64Array(4).fill(0.01),
    };
    return {
      outputs: [compare('c', [1, 2, 2], Float32Array.from(got), expected)],
      milliseconds: 0.5,
      clock: 'gpu',
      rounds: 6,
      adapter: { vendor: '', architecture: '', device: '', description: '', fallback: false },
      features: [],
      workgroups: [1, 1, 1],
      ended: [],
      ...more,
    };
  };
  const shown = async (result: LabResult) => {
    const element = document.createElement('antipode-result');
    const measured = new Measured();
    measured.add(entry, sizes, 0.5);
    measured.add(kernelEntry('matmul_tiled'), sizes, 0.25);
    Object.assign(element, { entry, request, result, measured });
    return show(element);
  };

  it('right: how close, how fast, and beside the other rungs', async () => {
    const element = await shown(resultOf([1, 2, 3, 4.005]));
    const text = textOf(element);
    expect(text).toMatch(/Right\. All 4 elements of c.*0\.50 of its bound, at c\[0, 1, 1\]/);
    expect(text).toContain('0.500 ms of GPU time, median of 6 runs');
    expect(text).toMatch(/matmul_naive.*0\.500 ms.*matmul_tiled.*0\.250 ms/);
    await expectAccessible(element);
  });

  it('wrong: how many, where and by how much, and the loop that a guard ended', async () => {
    const element = await shown(resultOf([1, -2, NaN, 4], { ended: [58], milliseconds: null }));
    const text = textOf(element);
    expect(text).toContain('2 of 4 elements of c are out of their bounds');
    expect(text).toMatch(/The first is c\[0, 0, 1\]: −2.00000 instead of 2.00000.*400 times/);
    expect(text).toContain('The loop at line 58 did not end');
    expect(text).toContain('The time was not measured');
    await expectAccessible(element);
  });

  it('arrow keys read the elements', async () => {
    const element = await shown(resultOf([1, 2, 3, 4.005]));
    const maps = find<HTMLElement>(element, '.maps');
    const press = (key: string) => maps.dispatchEvent(new KeyboardEvent('keydown', { key }));
    press('ArrowLeft');
    await eventually(() => expect(textOf(element)).toContain('c[0, 1, 0] is 3.000000'));
  });
});

describe('the page of a kernel', () => {
  it.each([...catalogue.values()])('$name is whole', async (entry) => {
    const page = document.createElement('antipode-kernel');
    page.entry = entry;
    page.facts = factsOf();
    await show(page);
    await eventually(() => expect(textOf(page)).toContain('What it is given'));
    const text = textOf(page);
    expect(text).toContain(entry.header.why);
    expect(text).toContain(entry.header.summary);
    expect(text).toMatch(/invocations in each workgroup|1 invocation in each/);
    if (entry.header.ladder.indexOf(entry.name) > 0) expect(text).toContain('What changes from');
    await eventually(() =>
      expect(textOf(find(page, 'antipode-bindings'))).toMatch(/array<|struct/),
    );
    if (/^(matmul_tiled|adamw|sparse_features)$/.test(entry.name)) await expectAccessible(page);
  });

  it('a refusal of the model stands at its line', async () => {
    const page = document.createElement('antipode-kernel');
    page.entry = kernelEntry('add');
    page.refusal = {
      type: 'refused',
      kernel: 'add',
      messages: [{ type: 'error', line: 12, column: 3, text: 'not like this' }],
    };
    await show(page);
    await eventually(() => expect(textOf(page)).toMatch(/Line 12\s*not like this/));
  });

  it('overview: every kernel has a link', async () => {
    const overview = await show(document.createElement('antipode-overview'));
    for (const name of catalogue.keys()) find(overview, `a[href="#/kernels/${name}"]`);
    await expectAccessible(overview);
  });
});
