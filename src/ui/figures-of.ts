import { html, nothing } from 'lit';
import { matchingSize, type FigureName } from '../train/index';
import { hasSession } from './app-state';
import { FIGURES, HEADINGS, INSIDE } from './figures/index';
import type { RunController } from './run-controller';
import './antipode-formulas';
import './antipode-inflight';
import './antipode-ways';

/**
 * The figures of an experiment, in sections. Where the plots of all instances come first, WᵀW of the chosen one stands
 * beside them, and the settings that change while it trains below; other figures about one instance come side by side at
 * the end.
 */
export function figuresOf(run: RunController, selected: number) {
  const show = (name: FigureName, slots: unknown = nothing) => FIGURES[name](run, selected, slots);
  const { preset } = run.place;
  const [first, ...rest] = preset.figures;
  const plots = first === 'geometries';
  const opened = plots && rest.includes('gram') ? 'gram' : null;
  const inside = rest.filter((name) => INSIDE.has(name) && name !== opened);
  const settings = inflight(run);
  const slots = html`${opened ? html`<div slot="opened">${show(opened)}</div>` : nothing}
    <div slot="settings">${settings}</div>`;
  return html`${plots ? nothing : html`<div class="wide">${settings}</div>`}
    <section class="wide first" aria-labelledby="figure-${first}">
      <h2 id="figure-${first}" class="hidden">${HEADINGS[first]}</h2>
      ${show(first, plots ? slots : nothing)}
      ${
        preset.name === 'introduction'
          ? html`<antipode-ways .preset=${preset}></antipode-ways>`
          : nothing
      }
    </section>
    ${rest
      .filter((name) => !INSIDE.has(name))
      .map(
        (name) =>
          html`<section class="wide" aria-labelledby="figure-${name}">
            <h2 id="figure-${name}">${HEADINGS[name]}</h2>
            ${
              name === 'loss'
                ? html`<antipode-formulas .experiment=${run.experiment}></antipode-formulas>`
                : nothing
            }
            ${show(name)}
          </section>`,
      )}
    ${
      inside.length > 0
        ? html`<section class="wide" aria-labelledby="inside">
            <h2 id="inside">Inside one instance</h2>
            <div class="pair">${inside.map((name) => show(name))}</div>
          </section>`
        : nothing
    }`;
}

function inflight(run: RunController) {
  const { experiment, origin, place, state } = run;
  return html`<antipode-inflight
    .experiment=${experiment}
    .origin=${origin}
    .preset=${matchingSize(place.run, origin) !== undefined}
    .canUndo=${run.canUndoAdjustment}
    .disabled=${!hasSession(state) && state.kind !== 'starting'}
    .unadjusted=${run.unadjusted}
  ></antipode-inflight>`;
}
