import { html, nothing, type TemplateResult } from 'lit';
import { lanesOf, type Step, type Trace } from '../../lab/index';
import { count } from '../format';
import type { ArrayState, Totals } from './access-state';
import { groupsOf } from './access-steps';
import { coordinates, elementName, many } from './access-words';

/** What the colours and marks mean. */
export function accessLegend(chosen: string): TemplateResult {
  return html`<ul class="legend" aria-label="Marks">
    <li><span class="key read"></span>read now</li>
    <li><span class="key write"></span>written now</li>
    <li><span class="key past"></span>read before, deeper: more often</li>
    <li><span class="key corner"></span>written before</li>
    <li><span class="key wait"></span>waits at a barrier</li>
    <li>
      <span class="key frame"></span>invocation ${chosen}: what it accesses now, what it writes in
      the end
    </li>
  </ul>`;
}

const number = (value: number) => html`<td>${count(value)}</td>`;

/** Reads and writes of each array: so far, by the workgroup in all, by all workgroups. */
export function accessTable(
  trace: Trace,
  states: readonly ArrayState[],
  inGroup: Totals,
  inAll: Totals,
  alone: boolean,
): TemplateResult {
  const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);
  const who = alone ? 'this invocation' : 'this workgroup';
  return html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="Reads and writes of each array"
  >
    <table>
      <caption>
        Reads and writes, in numbers of four bytes
      </caption>
      <thead>
        <tr>
          <th scope="col">array</th>
          <th scope="col">read so far</th>
          <th scope="col">written so far</th>
          <th scope="col">read by ${who}</th>
          <th scope="col">read by all ${groupsOf(trace)} workgroups</th>
          <th scope="col">reads of a number, on average</th>
        </tr>
      </thead>
      <tbody>
        ${states.map(({ array, reads, writes }) => {
          const { name, space, width } = array;
          const all = inAll[name].reads * width;
          return html`<tr>
            <th scope="row"><code>${name}</code>${space === 'workgroup' ? ' (workgroup)' : ''}</th>
            ${number(sum(reads))} ${number(sum(writes))} ${number(inGroup[name].reads * width)}
            ${number(all)}
            <td>${space === 'storage' ? Number((all / reads.length).toPrecision(3)) : '–'}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** One step without a picture: every invocation that takes part, and what it accesses. */
export function stepTable(trace: Trace, { site, lanes, elements }: Step): TemplateResult {
  const { kind, name, line } = trace.sites[site];
  const array = trace.arrays.find((candidate) => candidate.name === name);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The accesses of this step">
    <table>
      <caption>
        Line ${line}: ${kind === 'barrier' ? name : `${kind} of ${name}`}
      </caption>
      <thead>
        <tr>
          <th scope="col">invocation</th>
          <th scope="col">${array ? kind : 'is here'}</th>
        </tr>
      </thead>
      <tbody>
        ${lanes.map(
          (lane, k) =>
            html`<tr>
              <th scope="row">${coordinates(lane, trace.workgroup)}</th>
              <td>${array ? elementName(array, elements[k]) : 'yes'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A loop that had to be ended. */
export function endlessNotice({ endless }: Trace): TemplateResult | typeof nothing {
  if (!endless) return nothing;
  const lines = endless.join(' and ');
  const which =
    ['A loop', `The loop in line ${lines}`][endless.length] ?? `One of the loops in lines ${lines}`;
  return html`<div class="race" role="alert">
    <p>
      <strong>Ended by the guard.</strong> ${which} went on beyond all the work that this shape
      needs, and was stopped. What follows it is not what the shader would do.
    </p>
  </div>`;
}

/** What was run, and how true the picture is. */
export function captionOf(trace: Trace): TemplateResult {
  const { kernel, sizes, constants, cut, agrees, unfollowed, adapter } = trace;
  const values = Object.entries({ ...sizes, ...constants }).map(([k, v]) => `${k} = ${v}`);
  const groups = groupsOf(trace);
  return html`<figcaption>
    <strong>${kernel}</strong> with ${values.join(', ')}: ${many(groups, 'workgroup')} of
    ${many(lanesOf(trace), 'invocation')}, run on ${adapter || 'this device'} with every access
    noted.
    ${agrees ? 'Its output agrees with float64.' : html`<strong>Its output does not agree with float64.</strong>`}
    Between two barriers invocations may run in any order; they are shown in step, as a processor
    runs its neighbours. Pieces of 32 bytes, 32 banks and 32 neighbours are those of many GPUs, not
    of all.
    ${cut > 0 ? html`<strong>${count(cut)} accesses were too many to keep and are not shown.</strong>` : nothing}
    ${unfollowed.length > 0 ? html`<br />${unfollowed.join(' ')}` : nothing}
  </figcaption>`;
}
