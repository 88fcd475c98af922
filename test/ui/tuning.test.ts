import { afterEach, expect, it } from 'vitest';
import type { CallDescription } from '../../src/models/index';
import '../../src/ui/antipode-device';
import type { AntipodeDevice } from '../../src/ui/antipode-device';
import { reduce, sentence } from '../../src/ui/app-state';
import { rememberTuning, tuningWanted } from '../../src/ui/tuning-wish';
import { expectAccessible, factsOf, show } from './page';

afterEach(() => rememberTuning(true));

const product: CallDescription = {
  kernel: 'matmul_vec4',
  does: 'h = W x',
  summary: '',
  file: 'shaders/matmul/matmul_vec4.wgsl',
  source: '',
  constants: {},
  workgroups: [1, 1, 1],
  arrays: [],
};

async function device(): Promise<AntipodeDevice> {
  const element = document.createElement('antipode-device');
  element.facts = factsOf(undefined, {
    engine: 'gpu',
    program: 'stepwise',
    adapter: { vendor: 'v', architecture: 'a', device: '', description: '', fallback: false },
    calls: [product],
  });
  return show(element);
}

function heard(element: HTMLElement, name: string): Promise<unknown> {
  return new Promise((resolve) =>
    element.addEventListener(name, (event) => resolve((event as CustomEvent).detail), {
      once: true,
    }),
  );
}

it('says which kernels compute the products, and lets the choice be switched off and made again', async () => {
  const element = await device();
  const root = element.shadowRoot!;
  expect(root.textContent).toContain('matmul_vec4');
  const named = [...root.querySelectorAll('label')];
  const box = named
    .find((label) => label.textContent.includes('Choose kernels'))!
    .querySelector('input')!;
  expect(box.checked).toBe(true);
  const off = heard(element, 'antipode-tune');
  box.click();
  expect(await off).toBe(false);
  const again = heard(element, 'antipode-forget-choices');
  root.querySelector('button')!.click();
  expect(await again).toBe(null);
  await expectAccessible(element);
});

it('remembers the wish in this browser', () => {
  expect(tuningWanted()).toBe(true);
  rememberTuning(false);
  expect(tuningWanted()).toBe(false);
  rememberTuning(true);
  expect(tuningWanted()).toBe(true);
});

it('the page says that it is choosing, and how far it is', () => {
  const state = reduce(
    { kind: 'starting' },
    { type: 'heard', event: { type: 'tuning', done: 1, of: 3 } },
  );
  expect(sentence(state)).toContain('2 of 3');
});
