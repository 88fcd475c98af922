import { html, type TemplateResult } from 'lit';
import type { FigureName } from '../../train/index';
import type { RunController } from '../run-controller';
import '../antipode-feature-table';
import '../antipode-geometries';
import '../antipode-gram';
import '../antipode-loss-chart';
import './antipode-adversarial';
import './antipode-compression';
import './antipode-dictionary';
import './antipode-dimensionality';
import './antipode-double-descent';
import './antipode-energy';
import './antipode-feature-graph';
import './antipode-histogram';
import './antipode-k-gons';
import './antipode-neurons';
import './antipode-phase';
import './antipode-regimes';
import './antipode-probes';
import './antipode-readings';
import './antipode-space';
import './antipode-stack';
import './antipode-capacity';

// The views of a run, by the names that experiments give them.

/** Figures about the selected instance alone: they stand side by side. */
export const INSIDE: ReadonlySet<FigureName> = new Set(['gram', 'features', 'space']);

export const HEADINGS: Readonly<Record<FigureName, string>> = {
  adversarial: 'What a small push does',
  geometries: 'What each model learns to store',
  capacity: 'How dimensions are given out',
  compression: 'What a code without directions could do',
  loss: 'How well it reconstructs',
  gram: 'WᵀW and b',
  features: 'Feature by feature',
  dictionary: 'A dictionary for what is stored',
  dimensionality: 'How much of a dimension a feature gets',
  'double-descent': 'Samples stored, or features',
  energy: 'Jumps between levels',
  'feature-graph': 'Which features share, and in what shape',
  neurons: 'From features to neurons and back',
  regimes: 'How neurons are shared as features grow sparse',
  probes: 'Which reading costs less',
  readings: 'One product, two readings',
  'k-gons': 'Where training stops',
  stack: 'What each neuron listens to',
  histogram: 'How Gaussian the hidden dimensions are',
  phase: 'What becomes of one more feature',
  space: 'In three dimensions',
};

/** @param slots what stands within the figure, in slots of its own */
type Show = (run: RunController, selected: number, slots?: unknown) => TemplateResult;

export const FIGURES: Readonly<Record<FigureName, Show>> = {
  adversarial: ({ live, experiment }, selected) =>
    html`<antipode-adversarial
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-adversarial>`,
  geometries: ({ live, experiment }, selected, slots) =>
    html`<antipode-geometries .live=${live} .experiment=${experiment} .selected=${selected}
      >${slots}</antipode-geometries
    >`,
  capacity: ({ live, experiment }, selected) =>
    html`<antipode-capacity
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-capacity>`,
  compression: ({ live, experiment }, selected) =>
    html`<antipode-compression
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-compression>`,
  loss: ({ live, experiment }, selected) =>
    html`<antipode-loss-chart
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-loss-chart>`,
  gram: ({ live, experiment }, selected) =>
    html`<antipode-gram
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-gram>`,
  features: ({ live, experiment }, selected) =>
    html`<antipode-feature-table
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-feature-table>`,
  dictionary: ({ live, experiment, place }, selected) =>
    html`<antipode-dictionary
      .live=${live}
      .experiment=${experiment}
      .spec=${place?.run.dictionary}
      .selected=${selected}
    ></antipode-dictionary>`,
  dimensionality: ({ live, experiment }, selected) =>
    html`<antipode-dimensionality
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-dimensionality>`,
  'double-descent': ({ live, experiment }, selected) =>
    html`<antipode-double-descent
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-double-descent>`,
  energy: ({ live, experiment }, selected) =>
    html`<antipode-energy
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-energy>`,
  'feature-graph': ({ live, experiment }, selected) =>
    html`<antipode-feature-graph
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-feature-graph>`,
  neurons: ({ live, experiment }, selected) =>
    html`<antipode-neurons
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-neurons>`,
  regimes: ({ live, experiment }, selected) =>
    html`<antipode-regimes
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-regimes>`,
  probes: ({ live, experiment }, selected) =>
    html`<antipode-probes
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-probes>`,
  readings: ({ live, experiment }, selected) =>
    html`<antipode-readings
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-readings>`,
  'k-gons': ({ live, experiment }, selected) =>
    html`<antipode-k-gons
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-k-gons>`,
  stack: ({ live, experiment }, selected) =>
    html`<antipode-stack
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-stack>`,
  histogram: ({ live, experiment }, selected) =>
    html`<antipode-histogram
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-histogram>`,
  phase: ({ live, experiment }, selected) =>
    html`<antipode-phase
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-phase>`,
  space: ({ live, experiment }, selected) =>
    html`<antipode-space
      .live=${live}
      .experiment=${experiment}
      .selected=${selected}
    ></antipode-space>`,
};
