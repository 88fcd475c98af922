// The lesson "Why fuse?" with results that the test decides: its figures, their twins, and every way it can end.
import { afterEach, describe, expect, it } from 'vitest';
import '../../src/ui/kernels/index';
import {
  plainStep,
  type FuseOutcome,
  type FuseProgress,
  type FuseResult,
} from '../../src/lab/index';
import type { AntipodeStrip } from '../../src/ui/kernels/antipode-strip';
import type { AntipodeWhyFuse } from '../../src/ui/kernels/antipode-why-fuse';
import { FUSE_DEFAULT, readFuseDraft, requestOf } from '../../src/ui/kernels/fuse-draft';
import { button, eventually, expectAccessible, find, show, textOf } from './page';

const { config } = requestOf(readFuseDraft(FUSE_DEFAULT).wish!);

const spans = Array.from({ length: 14 }, (_, k) => ({
  begin: 1000 * k,
  end: 1000 * k + 600,
  error: 5,
}));
const interval = (median: number) => ({ median, low: 0.9 * median, high: 1.1 * median });
const rate = (median: number) => ({
  rounds: [0.95 * median, median, 1.05 * median],
  perSecond: interval(median),
});
const RESULT: FuseResult = {
  adapter: { vendor: '', architecture: '', device: '', description: '', fallback: false },
  rates: { stepwise: rate(1000), fused: rate(50_000), ratio: { median: 50, low: 48, high: 52 } },
  same: { steps: 100, difference: 2e-7, moved: 0.3 },
  times: {
    spans,
    steps: 400,
    discarded: 0,
    onePass: interval(9000),
    fused: interval(180),
    quantum: 65_536,
  },
  calls: plainStep(config),
  width: 64,
  launch: 512,
};

/** A worker that ends as the test says. */
async function lesson(outcome?: FuseOutcome): Promise<AntipodeWhyFuse> {
  const element = document.createElement('antipode-why-fuse') as AntipodeWhyFuse;
  let end: (outcome: FuseOutcome) => void = () => undefined;
  element.worker = {
    run: (_request, tell: (progress: FuseProgress) => void) => {
      tell({ phase: 'racing', part: 0.5 });
      return new Promise((resolve) => {
        end = resolve;
        if (outcome) resolve(outcome);
      });
    },
    cancel: () => end({ kind: 'cancelled' }),
  };
  await show(element);
  return element;
}

async function measured(outcome: FuseOutcome = { kind: 'result', result: RESULT }) {
  const element = await lesson(outcome);
  button(element, 'Measure on this device').click();
  await eventually(() => button(element, 'Measure on this device').matches(':enabled') || fail());
  await element.updateComplete;
  return element;
}

function fail(): never {
  throw new Error('still measuring');
}

const strips = (element: AntipodeWhyFuse) => {
  const found: AntipodeStrip[] = [];
  for (const part of element.shadowRoot!.querySelectorAll('*')) {
    found.push(...(part.shadowRoot?.querySelectorAll<AntipodeStrip>('antipode-strip') ?? []));
  }
  return found;
};

afterEach(() => document.body.replaceChildren());

describe('before anything is measured', () => {
  it('shows what can be said without running: traffic and workgroup memory', async () => {
    const element = await lesson();
    expect(strips(element)).toHaveLength(2);
    expect(textOf(element)).toContain('1 024 000 flops a step in 5 products');
    expect(textOf(element)).toContain('of the 16 384 bytes');
    await expectAccessible(element);
  });

  it('refuses models that the kernel cannot hold, and says what is allowed', async () => {
    const element = await lesson();
    const field = find<HTMLInputElement>(element, '#hidden');
    field.value = '5';
    field.dispatchEvent(new Event('input'));
    await eventually(() =>
      expect(textOf(element)).toContain('m is a whole number from 1 to 4 here.'),
    );
    expect(button(element, 'Measure on this device').disabled).toBe(true);
    await expectAccessible(element);
    button(element, 'The introduction’s model').click();
    await eventually(() => expect(button(element, 'Measure on this device').disabled).toBe(false));
  });

  it('follows the form: a larger model takes more workgroup memory', async () => {
    const element = await lesson();
    const before = textOf(find(element, 'antipode-fuse-memory'));
    const field = find<HTMLInputElement>(element, '#features');
    field.value = '16';
    field.dispatchEvent(new Event('input'));
    await eventually(() => {
      const now = textOf(find(element, 'antipode-fuse-memory'));
      expect(now).toContain('16 features');
      expect(now).not.toBe(before);
    });
  });
});

describe('measured', () => {
  it('has four figures that pointer, keys and tables can read', async () => {
    const element = await measured();
    await eventually(() => expect(strips(element)).toHaveLength(4));
    expect(textOf(element)).toContain(
      'Fused makes 50.0 times as many steps a second (48.0 to 52.0)',
    );
    expect(textOf(element)).toContain('Both learn the same');
    const captions = strips(element).map((strip) => strip.textContent?.replace(/\s+/g, ' '));
    captions.forEach((caption, k) => expect(caption).toContain(`Figure ${k + 1}.`));
    expect(captions[1]).toContain('only every 65 536 ns');
    for (const strip of strips(element)) {
      const plot = find<HTMLElement>(strip, '[role="application"]');
      await eventually(() => find(strip, '[data-place]'));
      const bars = strip.shadowRoot!.querySelectorAll('[data-place]').length;
      const said = new Set<string>();
      plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home' }));
      for (let k = 0; k < bars; k++) {
        await strip.updateComplete;
        said.add(textOf(find(strip, '.at')));
        plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
      }
      expect(said.size).toBeGreaterThanOrEqual(2);
      const details = find<HTMLDetailsElement>(strip, 'details');
      details.open = true;
      await eventually(() => find(strip, 'tbody tr'));
    }
    await expectAccessible(element);
  });

  it('reads each call of the step: when it begins, how long it takes, what share that is', async () => {
    const element = await measured();
    await eventually(() => expect(strips(element)).toHaveLength(4));
    const [, clock] = strips(element);
    await eventually(() => find(clock, '[data-place]'));
    expect(clock.shadowRoot!.querySelectorAll('[data-place]')).toHaveLength(16);
    const second = find<HTMLElement>(clock, '[data-place="1"]').getBoundingClientRect();
    find<HTMLElement>(clock, '.plot').dispatchEvent(
      new PointerEvent('pointermove', { clientX: second.x + 1, clientY: second.y + 1 }),
    );
    await clock.updateComplete;
    expect(textOf(find(clock, '.at'))).toMatch(
      /2 matmul_coalesced, h = W x.*: begins at 1.00 µs, takes 600 ns, 4 % of the step/,
    );
  });

  it('keeps its figures while another measurement runs, and when that is cancelled', async () => {
    const element = await measured();
    await eventually(() => expect(strips(element)).toHaveLength(4));
    let end: (outcome: FuseOutcome) => void = () => undefined;
    element.worker!.run = () => new Promise((resolve) => (end = resolve));
    button(element, 'Measure on this device').click();
    await eventually(() => button(element, 'Cancel'));
    expect(strips(element)).toHaveLength(4);
    end({ kind: 'cancelled' });
    await eventually(() => expect(strips(element)).toHaveLength(4));
  });

  it('says when the two programs did not learn the same', async () => {
    const same = { ...RESULT.same, difference: 0.2 };
    const element = await measured({ kind: 'result', result: { ...RESULT, same } });
    await eventually(() => expect(textOf(element)).toContain('They did not learn the same'));
    await expectAccessible(element);
  });

  it.each([
    [null, 'This device has no clock that a page may read'],
    [{ ...RESULT.times!, spans: [], steps: 0, discarded: 9 }, 'The device’s clock went backwards'],
  ])('says when there is no clock, or none that can be used: %#', async (times, sentence) => {
    const element = await measured({ kind: 'result', result: { ...RESULT, times } });
    await eventually(() => expect(textOf(element)).toContain(sentence));
    expect(strips(element)).toHaveLength(3);
    await expectAccessible(element);
  });
});

describe('what goes wrong is said', () => {
  it.each([
    ['unsupported', 'There is no GPU to measure on'],
    ['lost', 'The graphics device went away'],
    ['failed', 'Something went wrong'],
  ] as const)('%s', async (kind, sentence) => {
    const element = await measured({ kind, message: 'The reason.' });
    await eventually(() => expect(textOf(element)).toContain(`${sentence}. The reason.`));
    expect(strips(element)).toHaveLength(2);
    await expectAccessible(element);
  });
});

it('while it measures it says what it does, and can be ended', async () => {
  const element = await lesson();
  button(element, 'Measure on this device').click();
  await eventually(() => expect(textOf(element)).toContain('Counting steps a second, in turn'));
  expect(find<HTMLProgressElement>(element, 'progress').value).toBe(0.5);
  await expectAccessible(element);
  button(element, 'Cancel').click();
  await eventually(() => expect(button(element, 'Measure on this device').disabled).toBe(false));
});
