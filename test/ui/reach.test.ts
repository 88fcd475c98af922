// What everybody can reach: small windows, forced colours, right-to-left pages, touch, keyboards.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import '../../src/ui/index';
import type { AntipodeApp } from '../../src/ui/index';
import type { AntipodeSymbol } from '../../src/ui/antipode-symbol';
import { accessStyles } from '../../src/ui/kernels/access-styles';
import { SYMBOLS } from '../../src/ui/symbols';
import { button, eventually, factsOf, find, show, snapshotOf, textOf } from './page';

/** A page with ten models that have made six steps. */
async function pageWithModels(hash = '#/'): Promise<AntipodeApp> {
  history.replaceState(null, '', hash);
  const app = document.createElement('antipode-app') as AntipodeApp;
  let tell: Parameters<AntipodeApp['connect']>[0] = () => undefined;
  app.connect = (listen) => {
    tell = listen;
    return { send: () => undefined, close: () => undefined };
  };
  await show(app);
  const { experiment } = app.run;
  const losses = new Float32Array(6 * experiment.instances * experiment.replicas).map(
    (_, k) => 1 / (1 + k),
  );
  tell({ type: 'ready', facts: factsOf(experiment) });
  tell({ type: 'snapshot', snapshot: snapshotOf(experiment, { step: 6, losses }) });
  await eventually(() => expect(textOf(find(app, '.at'))).toContain('step 6'));
  return app;
}

/** All elements and text nodes, those of shadow roots among them. */
function* nodesOf(node: Node): Generator<Node> {
  yield node;
  if (node instanceof Element && node.shadowRoot) yield* nodesOf(node.shadowRoot);
  for (const child of node.childNodes) yield* nodesOf(child);
}

const elements = (root: Node, selector: string) =>
  [...nodesOf(root)].filter(
    (n): n is HTMLElement => n instanceof HTMLElement && n.matches(selector),
  );

beforeEach(() => page.viewport(1000, 800));
afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.removeAttribute('dir');
  history.replaceState(null, '', '#/');
});

describe('the bar at the top', () => {
  test.each([
    [390, 844],
    [1000, 800],
  ])('leaves room for what takes the focus, at %d × %d', async (width, height) => {
    await page.viewport(width, height);
    const app = await pageWithModels();
    const bar = find<HTMLElement>(app, 'antipode-transport');
    await eventually(() => {
      expect(getComputedStyle(bar).position).toBe('sticky');
      const room = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
      expect(room).toBeGreaterThan(bar.getBoundingClientRect().height);
    });
  });

  test('scrolls away in a low window, as at 400 % zoom, and hides nothing that has the focus', async () => {
    await page.viewport(320, 256);
    const app = await pageWithModels();
    const bar = find<HTMLElement>(app, 'antipode-transport');
    expect(getComputedStyle(bar).position).not.toBe('sticky');
    await eventually(() => {
      const room = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
      expect(room).toBeLessThan(40);
    });
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  });
});

describe('without a mouse', () => {
  test('the first stop of the keyboard skips to the content', async () => {
    const app = await pageWithModels();
    await userEvent.tab();
    const skip = app.shadowRoot!.activeElement as HTMLElement;
    expect(skip.textContent).toBe('Skip to the content');
    skip.click();
    expect(app.shadowRoot!.activeElement).toBe(find(app, 'main:not([hidden])'));
    expect(location.hash).toBe('#/');
  });

  test('a finger reads values along the loss chart, and scrolls over it', async () => {
    const app = await pageWithModels();
    const plot = find<HTMLElement>(find(app, 'antipode-loss-chart'), '.plot');
    const { left, width, top } = find(plot, '.u-over').getBoundingClientRect();
    const touch = { pointerType: 'touch', clientX: left + width / 2, clientY: top + 9 };
    // The axis reaches to step 100, and the last step is the sixth.
    plot.dispatchEvent(new PointerEvent('pointerdown', touch));
    expect(textOf(find(app, '.at'))).toMatch(/^Step 6/);
    plot.dispatchEvent(new PointerEvent('pointermove', { ...touch, clientX: left }));
    expect(textOf(find(app, '.at'))).toMatch(/^Step 1/);
    expect(getComputedStyle(plot).touchAction).toBe('pan-y');
  });

  test.each(['antipode-feature-graph', 'antipode-space'] as const)(
    '<%s> turns, and does not hold a finger that scrolls',
    async (name) => {
      await show(document.createElement(name));
      const plot = find(find(document, name), '.plot');
      expect(getComputedStyle(plot).touchAction).toBe('pan-y');
    },
  );

  test('files to be saved have names of their own', async () => {
    const app = await pageWithModels();
    const names = elements(app, 'antipode-export')
      .flatMap((e) => [...e.shadowRoot!.querySelectorAll('button')])
      .map((b) => b.getAttribute('aria-label') ?? b.textContent);
    expect(names.length).toBeGreaterThan(5);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^(PNG|SVG|CSV)/.test(name!))).toBe(true);
  });
});

describe('symbols', () => {
  async function shown(formula = false): Promise<AntipodeSymbol> {
    const symbol = document.createElement('antipode-symbol') as AntipodeSymbol;
    symbol.of = ['S', 'I'];
    symbol.formula = formula;
    return show(symbol);
  }
  const tip = (symbol: AntipodeSymbol) => find<HTMLElement>(symbol, '.tip');

  test('explain themselves when they have the focus; Escape puts it away', async () => {
    const symbol = await shown();
    expect(tip(symbol).hidden).toBe(true);
    button(symbol, 'S').focus();
    await eventually(() => expect(tip(symbol).hidden).toBe(false));
    expect(textOf(tip(symbol))).toContain(`S: ${SYMBOLS.S}`);
    await userEvent.keyboard('{Escape}');
    await eventually(() => expect(tip(symbol).hidden).toBe(true));
  });

  test('explain themselves when they are pointed at, within the window', async () => {
    await page.viewport(320, 256);
    const symbol = await shown(true);
    find(symbol, 'span').dispatchEvent(new PointerEvent('pointerenter'));
    await eventually(() => {
      const { left, right, height } = tip(symbol).getBoundingClientRect();
      expect(height).toBeGreaterThan(10);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(320);
    });
    find(symbol, 'span').dispatchEvent(new PointerEvent('pointerleave'));
    await eventually(() => expect(tip(symbol).hidden).toBe(true));
  });

  test('stand on a line of their own as formulas, even where math is no block', async () => {
    const app = await pageWithModels('#/experiments/basic-results');
    const formulas = elements(app, 'antipode-symbol[formula]');
    expect(formulas.length).toBeGreaterThan(1);
    for (const formula of formulas) {
      // Firefox does not know `display: block math`.
      formula.querySelector<MathMLElement>('math')!.style.setProperty('display', 'inline math');
      const { bottom } = formula.getBoundingClientRect();
      const next = formula.nextElementSibling?.getBoundingClientRect();
      if (next) expect(next.top).toBeGreaterThanOrEqual(bottom - 1);
    }
  });
});

test('formulas read from left to right on a page that does not', async () => {
  document.documentElement.dir = 'rtl';
  const app = await pageWithModels();
  const wrong: string[] = [];
  let seen = 0;
  for (const node of nodesOf(app)) {
    const text = node.nodeType === Node.TEXT_NODE ? node.textContent! : '';
    const at = text.indexOf('1 − ');
    const parent = node.parentElement;
    if (at < 0 || !parent || parent.closest('style, option')) continue;
    const place = (k: number) => {
      const range = document.createRange();
      range.setStart(node, k);
      range.setEnd(node, k + 1);
      return range.getBoundingClientRect();
    };
    const [one, minus] = [place(at), place(at + 2)];
    if (one.width === 0 || one.top !== minus.top) continue;
    seen++;
    if (one.left > minus.left) wrong.push(`${parent.tagName} ${text.trim()}`);
  }
  expect(seen).toBeGreaterThanOrEqual(20);
  expect(wrong).toEqual([]);
});

describe('where colours are forced', () => {
  const force = (value: string) =>
    cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value }] });
  beforeEach(() => force('active'));
  afterEach(() => force('none'));

  test('the current place, the chosen plot and the keys of colours are told apart', async () => {
    const app = await pageWithModels();
    const border = (e: Element) => getComputedStyle(e).borderBottomColor;
    const links = elements(app, 'antipode-nav nav a, nav a');
    const [here] = links.filter((link) => link.ariaCurrent === 'page');
    const [elsewhere] = links.filter((link) => link.ariaCurrent !== 'page');
    expect(border(here)).not.toBe(border(elsewhere));
    const plots = elements(app, 'button[aria-pressed]');
    const [chosen] = plots.filter((plot) => plot.ariaPressed === 'true');
    const [other] = plots.filter((plot) => plot.ariaPressed !== 'true');
    expect(border(chosen)).not.toBe(border(other));
    const keys = elements(app, '.key, .dot').map((key) => getComputedStyle(key).backgroundColor);
    // Ten plots, the opened one, ten lines of losses, five features.
    expect(new Set(keys).size).toBeGreaterThanOrEqual(15);
  });

  test('the expression that the tracer is at is told apart', async () => {
    const host = await show(document.createElement('div'));
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [accessStyles.styleSheet!];
    root.innerHTML =
      '<pre class="source"><code><span class="line current">a = <mark class="read">b[i]</mark>;</span></code></pre>';
    const colour = (selector: string) =>
      getComputedStyle(root.querySelector(selector)!).backgroundColor;
    expect(colour('mark')).not.toBe(colour('.line'));
    expect(colour('mark')).not.toBe('rgba(0, 0, 0, 0)');
  });
});
