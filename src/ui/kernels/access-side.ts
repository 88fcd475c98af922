import { html, nothing, type TemplateResult } from 'lit';
import { lanesOf, patternOf, type Step } from '../../lab/index';
import { groupCells, invocationCells, memoryCells } from './access-cells';
import { markOf, neighbourAddresses } from './access-state';
import { groupsOf, idle, turn, type Look } from './access-steps';
import { coordinates, many, patternSentence } from './access-words';
import './antipode-cells';

/** The workgroups of the dispatch and the invocations of one, to choose from. */
export function invocationGrids(
  look: Look,
  step: Step | undefined,
  width: number,
  set: (look: Look) => void,
): TemplateResult {
  const { trace, group, lane } = look;
  const [x, y, z] = trace.workgroup;
  const spare = idle(trace, group, lanesOf(trace));
  return html`
    ${
      groupsOf(trace) > 1
        ? html`<antipode-cells
            name="workgroups"
            note="${trace.groups.filter((n, axis) => axis === 0 || n > 1).join(' × ')}, chosen: ${coordinates(group, trace.groups)}"
            choosable="Workgroups of the dispatch. Arrow keys choose one. Chosen: ${coordinates(group, trace.groups)}"
            .chosen=${group}
            .cells=${groupCells(trace, group, width)}
            @antipode-cell-choose=${({ detail }: CustomEvent<number>) => set(turn(look, { group: detail }))}
          ></antipode-cells>`
        : nothing
    }
    <antipode-cells
      name="invocations"
      note="${[x, y, z].filter((n, axis) => axis === 0 || n > 1).join(' × ')}, chosen: ${coordinates(lane, trace.workgroup)}"
      choosable="Invocations of the workgroup. Arrow keys choose one. Chosen: ${coordinates(lane, trace.workgroup)}"
      .chosen=${lane}
      .cells=${invocationCells(trace, step, lane, width)}
      @antipode-cell-choose=${({ detail }: CustomEvent<number>) => set(turn(look, { lane: detail }))}
    ></antipode-cells>
    ${
      spare > 0
        ? html`<p class="small">
            ${many(spare, 'invocation')} of this workgroup ${spare === 1 ? 'has' : 'have'} nothing
            to do: the shape is no multiple of the workgroup.
          </p>`
        : nothing
    }
  `;
}

/** The array of a step as it lies in memory or over banks, and how the invocation's neighbours fall on it. */
export function memoryGrid(
  { trace, lane, alone }: Look,
  step: Step,
  width: number,
): TemplateResult | typeof nothing {
  const { kind, name } = trace.sites[step.site];
  const array = trace.arrays.find((candidate) => candidate.name === name);
  if (!array || alone) return nothing;
  const addresses = neighbourAddresses(step, array, lane);
  if (addresses.length === 0) return nothing;
  const isStorage = array.space === 'storage';
  return html`<antipode-cells
      name=${name}
      note=${isStorage ? 'as it lies in memory, in pieces of 32 bytes' : 'over 32 banks: a column is a bank'}
      .cells=${memoryCells(array, step, lane, markOf(kind), width)}
    ></antipode-cells>
    <p class="small">${patternSentence(patternOf(addresses), array, kind)}</p>`;
}
