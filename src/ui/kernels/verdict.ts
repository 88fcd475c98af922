import {
  coordinatesOf,
  shareOf,
  type Element,
  type LabOutcome,
  type LabOutput,
  type LabResult,
} from '../../lab/index';
import { count, significant } from '../format';

/** c[0, 3, 5] */
export function placeOf(binding: string, { coordinates }: Element): string {
  return `${binding}[${coordinates.join(', ')}]`;
}

/** Whether every output is within its bounds. */
export function isRight({ outputs }: LabResult): boolean {
  return outputs.every(({ wrong }) => wrong === 0);
}

/** What is to be said of an output: right and how closely, or wrong and where and by how much. */
export function verdictOf({ binding, length, wrong, worst, firstWrong }: LabOutput): string {
  if (!firstWrong) {
    const how =
      worst.bound === 0 && worst.share === 0
        ? 'exactly what the float64 reference says'
        : `within its bound of the float64 reference. The largest error takes ${shareText(worst.share)} of its bound, at ${placeOf(binding, worst)}`;
    return `All ${count(length)} elements of ${binding}: ${how}.`;
  }
  const first = `The first is ${placeOf(binding, firstWrong)}: ${comparison(firstWrong)}.`;
  const most =
    worst.index === firstWrong.index
      ? ''
      : ` The furthest off is ${placeOf(binding, worst)}: ${comparison(worst)}.`;
  return `${count(wrong)} of ${count(length)} elements of ${binding} are out of their bounds. ${first}${most}`;
}

function comparison({ got, expected, bound, share }: Element): string {
  if (Number.isNaN(got))
    return `nothing was written there, or NaN; expected ${significant(expected, 6)}`;
  const times = Number.isFinite(share) ? `, ${significant(share)} times the error allowed` : '';
  const allowed = bound === 0 ? 'exactly' : `within ${significant(bound)}`;
  return `${significant(got, 6)} instead of ${significant(expected, 6)} (${allowed})${times}`;
}

export function shareText(share: number): string {
  return share < 0.001 && share > 0 ? 'less than 0.001' : significant(share, 2);
}

/** The time of a run, and which clock says so. */
export function timeOf({ milliseconds, clock, rounds }: LabResult): string {
  if (milliseconds === null) return 'The time was not measured: the device’s clock went backwards.';
  const what =
    clock === 'gpu' ? 'of GPU time' : 'from submit until done (this device has no timestamps)';
  const many = rounds > 1 ? `, median of ${rounds} runs` : ', one run';
  if (milliseconds === 0) return `Less than a tick of the GPU’s clock${many}.`;
  return `${significant(milliseconds)} ms ${what}${many}.`;
}

/** A sentence for a run that gave no result. */
export function failureOf(outcome: Exclude<LabOutcome, { kind: 'result' | 'refused' }>): string {
  switch (outcome.kind) {
    case 'hung':
      return `No answer for ${outcome.seconds} seconds: the run was ended. The page is all right, and so is the training; the graphics device may stay busy for a while. The next run gets a new worker and a new device.`;
    case 'cancelled':
      return 'Stopped.';
    case 'lost':
      return `The lab’s graphics device was lost: ${outcome.message} The page is all right; the next run opens a new one.`;
    case 'unsupported':
      return `Kernels cannot run here. ${outcome.message} They can be read all the same.`;
    case 'failed':
      return `The run failed: ${outcome.message}`;
  }
}

/** One of the shown elements of an output. */
export function elementAt({ got, expected, bound, shape }: LabOutput, index: number): Element {
  return {
    index,
    coordinates: coordinatesOf(index, shape),
    got: got[index],
    expected: expected[index],
    bound: bound[index],
    share: shareOf(got[index], expected[index], bound[index]),
  };
}
