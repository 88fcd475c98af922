import axe from 'axe-core';
import type { LitElement } from 'lit';
import { expect } from 'vitest';
import { LiveRun } from '../../src/ui/live-run';
import { featureGeometry } from '../../src/reference/index';
import { parseExperiment, type Experiment, type ExperimentInput } from '../../src/train/index';
import type { SessionFacts, Snapshot } from '../../src/train/index';
import '../../src/ui/tokens.css';

/** Puts an element on an otherwise empty page. */
export async function show<E extends HTMLElement>(element: E): Promise<E> {
  document.body.replaceChildren(element);
  await (element as unknown as LitElement).updateComplete;
  return element;
}

export function experimentOf(input: Partial<ExperimentInput> = {}): Experiment {
  return parseExperiment({ model: 'relu-output', ...input });
}

/** What a session on the CPU reference tells of itself. */
export function factsOf(experiment = experimentOf(), facts: Partial<SessionFacts> = {}) {
  const cpu: SessionFacts = {
    experiment,
    engine: 'cpu',
    adapter: null,
    reason: '',
    program: 'reference',
    programReason: '',
    maxSteps: 128,
    memory: {
      bytes: 0,
      estimate: { parameters: 0, moments: 0, losses: 0, activations: 0, snapshots: 0 },
    },
    kernelsOf: { stepwise: [], fused: [] },
    calls: [],
    edited: [],
    adjustments: [],
  };
  return { ...cpu, ...facts };
}

/** A snapshot of so many models, all numbers zero where nothing else is said. */
export function snapshotOf(experiment: Experiment, part: Partial<Snapshot> = {}): Snapshot {
  const { instances, replicas, features, hidden } = experiment;
  const models = instances * replicas;
  const w = part.w ?? new Float32Array(models * features * hidden);
  const geometry = featureGeometry(w, { I: models, n: features, m: hidden });
  return {
    step: 0,
    w,
    wDecode: null,
    b: new Float32Array(models * features),
    geometry: {
      norm: Float32Array.from(geometry.norm),
      dimensionality: Float32Array.from(geometry.dimensionality),
      overlap: Float32Array.from(geometry.overlap),
    },
    nonfinite: 0,
    losses: new Float32Array(0),
    lossSteps: new Uint32Array((part.losses?.length ?? 0) / models).fill(1),
    stepsPerSecond: 0,
    ...part,
  };
}

/** A live run that has heard one snapshot. */
export function liveOf(experiment: Experiment, part: Partial<Snapshot> = {}): LiveRun {
  const live = new LiveRun();
  live.begin(experiment);
  live.receive(snapshotOf(experiment, part));
  return live;
}

/** Waits until `check` no longer throws. */
export async function eventually(check: () => void, milliseconds = 5000): Promise<void> {
  const end = performance.now() + milliseconds;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

/** All text of an element, its shadow roots included, as a reader gets it. */
export function textOf(node: Node): string {
  if (node instanceof HTMLElement && ['STYLE', 'SCRIPT'].includes(node.tagName)) return '';
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  if (node instanceof HTMLSlotElement && node.assignedNodes().length > 0) {
    return node.assignedNodes().map(textOf).join('').replace(/\s+/g, ' ');
  }
  const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
  return [...inside.childNodes].map(textOf).join('').replace(/\s+/g, ' ');
}

/** The first element within shadow roots that a selector matches. */
export function find<E extends Element>(root: ParentNode, selector: string): E {
  const found = search(root, selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found as E;
}

function search(root: ParentNode, selector: string): Element | null {
  const here = root.querySelector(selector);
  if (here) return here;
  const own = root instanceof Element && root.shadowRoot ? [root.shadowRoot] : [];
  const inner = [...root.querySelectorAll('*')].flatMap((e) => e.shadowRoot ?? []);
  for (const shadow of [...own, ...inner]) {
    const found = search(shadow, selector);
    if (found) return found;
  }
  return null;
}

/** The button that is called so. */
export function button(root: ParentNode, name: string): HTMLButtonElement {
  const all: HTMLButtonElement[] = [];
  const walk = (node: ParentNode) => {
    all.push(...node.querySelectorAll('button'));
    if (node instanceof Element && node.shadowRoot) walk(node.shadowRoot);
    for (const e of node.querySelectorAll('*')) if (e.shadowRoot) walk(e.shadowRoot);
  };
  walk(root);
  const found = all.find((candidate) => candidate.textContent?.trim() === name);
  if (!found) throw new Error(`no button is called ${name}`);
  return found;
}

/** axe-core's word on an element, in light and dark. */
export async function expectAccessible(element: Element): Promise<void> {
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset.theme = theme;
    document.dispatchEvent(new Event('antipode-theme'));
    const { violations } = await axe.run(element);
    const told = violations.map(
      ({ id, nodes }) => `${theme}, ${id}: ${nodes.map((n) => n.target.join(' ')).join('; ')}`,
    );
    expect(told).toEqual([]);
  }
  delete document.documentElement.dataset.theme;
}
