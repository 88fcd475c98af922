// The reader's elements in a browser: what they say, what they send, and that everybody can use them.
import { afterEach, describe, expect, it, vi } from 'vitest';
import '../../src/ui/index';
import '../../src/ui/kernels/index';
import type { AntipodeEditor } from '../../src/ui/kernels/antipode-editor';
import '../../src/ui/kernels/antipode-editor';
import { LiveRun } from '../../src/ui/live-run';
import { catalogue, kernelEntry } from '../../src/kernels/index';
import { compare, type LabResult } from '../../src/lab/index';
import { editedMarker } from '../../src/ui/edited-marker';
import { EditedWatch } from '../../src/ui/edited-watch';
import { drafts } from '../../src/ui/kernels/drafts';
import { packCode } from '../../src/ui/kernels/link-code';
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

  it('says which loops the guard has ended, and no longer once another text runs', async () => {
    const element = document.createElement('antipode-edited');
    element.edited = ['adamw', 'add'];
    const live = (element.live = new LiveRun());
    await show(element);
    live.ended = [
      { kernel: 'adamw', lines: [7] },
      { kernel: 'adamw', lines: [7, 12] },
    ];
    live.invalidate();
    await eventually(() =>
      expect(textOf(element)).toMatch(
        /your adamw\. Ended by the guard\. The loops at lines 7 and 12 went on beyond all the work .*your add\. Put/,
      ),
    );
    await expectAccessible(element);
    live.exchanged();
    await eventually(() => expect(textOf(element)).not.toContain('Ended'));
  });
});

describe('the mark of a running edited kernel', () => {
  /** As a page leaves it that was ended by its kernel. */
  const leave = (mark: string) => localStorage.setItem('antipode.edited-running.earlier', mark);

  it('is told at the start of the page, until it is dismissed', async () => {
    leave('{"kernel":"add","where":"lab"}');
    const notice = await show(document.createElement('antipode-safe-start'));
    await eventually(() =>
      expect(textOf(notice)).toMatch(/Started safe.*edited add was running in the lab/),
    );
    await expectAccessible(notice);
    button(notice, 'Dismiss').click();
    await eventually(() => expect(textOf(notice).trim()).toBe(''));
    await expect.poll(() => editedMarker.left()).toBe(null);
  });

  it('of a page that is still there is not told, and neither is its own', async () => {
    leave('{"kernel":"add","where":"lab"}');
    editedMarker.set({ kernel: 'gelu', where: 'lab' });
    let close = (): void => undefined;
    await new Promise<void>((held) => {
      void navigator.locks.request('antipode.edited-running.earlier', () => {
        held();
        return new Promise<void>((resolve) => (close = resolve));
      });
    });
    expect(await editedMarker.left()).toBe(null);
    await editedMarker.dismiss();
    close();
    await expect.poll(() => editedMarker.left()).toMatchObject({ kernel: 'add' });
    expect(editedMarker.own()?.kernel).toBe('gelu');
    await editedMarker.dismiss();
    editedMarker.clear();
  });

  it.each(['nonsense', '{"kernel":"<b>","where":"lab"}', '{"kernel":"add"}', '[]'])(
    'that says %s is none',
    async (kept) => {
      leave(kept);
      expect(await editedMarker.left()).toBe(null);
    },
  );

  it('of an earlier page is left alone by a watch that has nothing edited', async () => {
    leave('{"kernel":"add","where":"model"}');
    const watch = new EditedWatch(() => undefined);
    watch.stop();
    watch.sent({ type: 'run' });
    expect(await editedMarker.left()).not.toBe(null);
    await editedMarker.dismiss();
  });

  it('stands from the command until the model has trained on', () => {
    const snapshot = snapshotOf(experimentOf(), { step: 7 });
    const watch = new EditedWatch(() => undefined);
    watch.sent({ type: 'substitute', kernel: 'add', code: 'x' });
    expect(editedMarker.own()).toEqual({ kernel: 'add', where: 'model' });
    watch.heard({ type: 'substituted', kernel: 'add', calls: [], edited: ['add'] });
    expect(editedMarker.own()).not.toBe(null);
    watch.heard({ type: 'snapshot', snapshot });
    expect(editedMarker.own()).toBe(null);
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
  it('are kept by kernel, and what is no draft is ignored and costs no other', () => {
    drafts.keep('add', 'one');
    drafts.keep('gelu', 'two');
    drafts.forget('gelu');
    expect([drafts.of('add'), drafts.of('gelu')]).toEqual(['one', null]);
    localStorage.setItem(
      'antipode.drafts',
      '[{"kernel":"add","code":7},{"kernel":"relu","code":"a\\r\\nb"}]',
    );
    expect([drafts.of('add'), drafts.of('relu')]).toEqual([null, 'a\nb']);
  });

  it('are whole, however long; what cannot be kept is said, and the last one stays', () => {
    const long = 'x'.repeat(40_000);
    expect(drafts.keep('add', long)).toBe('');
    expect(drafts.of('add')).toBe(long);
    expect(drafts.keep('add', 'x'.repeat(2 ** 20 + 1))).toContain('has 1048577 characters');
    expect(drafts.of('add')).toBe(long);
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(drafts.keep('add', 'y')).toContain('no room left to keep the text');
    full.mockRestore();
    expect(drafts.of('add')).toBe(long);
    drafts.forget('add');
  });

  it('of each kernel there may be one more, set aside', () => {
    drafts.keep('add', 'one');
    drafts.swap('add');
    drafts.keep('add', 'two');
    expect([drafts.of('add'), drafts.of('add', true)]).toEqual(['two', 'one']);
    drafts.swap('add');
    expect([drafts.of('add'), drafts.of('add', true)]).toEqual(['one', 'two']);
    localStorage.removeItem('antipode.drafts');
  });
});

describe('code that came by link', () => {
  const { source } = kernelEntry('add');
  const came = source.replace('fn main', '// from afar\nfn main');
  const openLink = async () => {
    drafts.keep('add', 'my own');
    const page = document.createElement('antipode-kernel');
    page.entry = kernelEntry('add');
    page.link = await packCode(came.replaceAll('\n', '\r\n'));
    await show(page);
    await eventually(() => find(find(page, 'antipode-shader'), 'antipode-editor'));
    const shader = find<HTMLElement>(page, 'antipode-shader');
    return { page, shader, editor: find<AntipodeEditor>(shader, 'antipode-editor') };
  };
  afterEach(() => localStorage.removeItem('antipode.drafts'));

  it('is no edit of the reader: its lines may end as they like, the draft stays, the warning is shown', async () => {
    const { shader, editor } = await openLink();
    expect(editor.code).toBe(came);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(textOf(shader)).toContain('This code came by link');
    expect(textOf(shader)).toContain('Another edited text of yours');
    expect(drafts.of('add')).toBe('my own');
  });

  it('once edited stands beside the draft, which can be opened', async () => {
    const { page, shader, editor } = await openLink();
    editor.dispatchEvent(new CustomEvent('code', { detail: `${came}\n` }));
    await eventually(() => expect(textOf(shader)).not.toContain('This code came by link'));
    expect([drafts.of('add'), drafts.of('add', true)]).toEqual([`${came}\n`, 'my own']);
    button(shader, 'Open it').click();
    await eventually(() =>
      expect(find<AntipodeEditor>(find(page, 'antipode-shader'), 'antipode-editor').code).toBe(
        'my own',
      ),
    );
    expect([drafts.of('add'), drafts.of('add', true)]).toEqual(['my own', `${came}\n`]);
  });

  it('can be reset, and the draft is still there', async () => {
    const { shader } = await openLink();
    button(shader, 'Reset to the original').click();
    await eventually(() => expect(textOf(shader)).toContain('Edit this kernel'));
    expect(drafts.of('add')).toBe('my own');
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
      ended: null,
      watched: true,
      fixed: {},
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

  it('wrong: how many, where and by how much', async () => {
    const element = await shown(resultOf([1, -2, NaN, 4], { milliseconds: null }));
    const text = textOf(element);
    expect(text).toContain('2 of 4 elements of c are out of their bounds');
    expect(text).toMatch(/The first is c\[0, 0, 1\]: −2.00000 instead of 2.00000.*400 times/);
    expect(text).toContain('The time was not measured');
    await expectAccessible(element);
  });

  it('neither right nor wrong: what the guard ended, and at which loop', async () => {
    const told = async (more: Partial<LabResult>) =>
      textOf(await shown(resultOf([1, 9, 3, 4], more)));
    const element = await shown(resultOf([1, 9, 3, 4], { ended: [58] }));
    expect(find<HTMLElement>(element, '.verdict').dataset.verdict).toBe('ended');
    expect(textOf(element)).toMatch(/Ended by the guard\. The loop at line 58 went on/);
    expect(textOf(element)).not.toContain('Wrong.');
    expect(await told({ ended: [58, 60] })).toContain('The loops at lines 58 and 60 went on');
    expect(await told({ ended: [] })).toContain('Ended by the guard. A loop went on');
    expect(await told({ watched: false })).toMatch(/Wrong\. Loops of an edited text are ended/);
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

  it('a run that was left is not told on the next kernel’s page', async () => {
    const page = document.createElement('antipode-kernel');
    page.entry = kernelEntry('add');
    await show(page);
    const run = find<HTMLElement>(page, 'antipode-run');
    run.dispatchEvent(new CustomEvent('run'));
    await eventually(() => expect(textOf(run)).toContain('Stop'));
    page.entry = kernelEntry('gelu');
    await page.updateComplete;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(textOf(find(page, 'antipode-run'))).not.toContain('Stop');
  });

  it('what the device lacks is said instead of offering to run or trace', async () => {
    const page = document.createElement('antipode-kernel');
    page.entry = kernelEntry('matmul_f16');
    await show(page);
    await eventually(() => expect(textOf(page)).toContain('this device lacks it'));
    expect(button(find(page, 'antipode-run'), 'Run on this device').disabled).toBe(true);
    expect(textOf(find(page, 'antipode-access'))).toContain('this device has no shader-f16');
    expect(textOf(find(page, 'antipode-access'))).not.toContain('Try again');
  });

  it('what was typed is compiled after a pause, and its errors stand at their lines', async () => {
    const page = document.createElement('antipode-kernel');
    page.entry = kernelEntry('add');
    await show(page);
    const shader = find(page, 'antipode-shader');
    const code = kernelEntry('add').source.replace('fn main', 'fn nothing() { oops(); }\nfn main');
    shader.dispatchEvent(new CustomEvent('code', { detail: code }));
    const line = code.split('\n').findIndex((text) => text.includes('oops')) + 1;
    await eventually(
      () => expect(textOf(shader)).toMatch(new RegExp(`Line ${line}.*oops`)),
      20_000,
    );
    expect(textOf(find(page, 'antipode-run'))).not.toContain('does not compile'); // nothing was run
    localStorage.removeItem('antipode.drafts');
  });

  it('overview: every kernel has a link', async () => {
    const overview = await show(document.createElement('antipode-overview'));
    for (const name of catalogue.keys()) find(overview, `a[href="#/kernels/${name}"]`);
    await expectAccessible(overview);
  });
});
