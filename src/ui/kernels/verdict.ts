import {
  coordinatesOf,
  shareOf,
  type Element,
  type LabOutcome,
  type LabOutput,
  type LabResult,
} from '../../lab/index';
import { TRAINING_PATIENCE } from '../device-watch';
import { endedWords } from '../ended-words';
import { count, significant } from '../format';

/** c[0, 3, 5] */
export function placeOf(binding: string, { coordinates }: Element): string {
  return `${binding}[${coordinates.join(', ')}]`;
}

/** Whether every output is within its bounds. */
export function isRight({ outputs }: LabResult): boolean {
  return outputs.every(({ wrong }) => wrong === 0);
}

/** The verdict on a run. What was cut off in the middle is neither right nor wrong. */
export function judgementOf(result: LabResult): {
  verdict: 'right' | 'wrong' | 'ended';
  words: string;
} {
  if (result.ended) return { verdict: 'ended', words: 'Ended by the guard.' };
  return isRight(result)
    ? { verdict: 'right', words: 'Right.' }
    : { verdict: 'wrong', words: 'Wrong.' };
}

/** Which loop was ended and why, or that nothing is known of it; '' where all is well. */
export function endedSentence(result: LabResult): string {
  if (result.ended) {
    return `${endedWords(result.ended)} What the outputs hold is unfinished.`;
  }
  if (result.watched || isRight(result)) return '';
  return 'Loops of an edited text are ended when they go on and on. This kernel leaves no buffer in which that could be said, so it may be what happened here.';
}

/** Which constants the text itself decides; '' where none. */
export function fixedSentence({ fixed }: LabResult): string {
  return Object.entries(fixed)
    .map(
      ([name, value]) => `${name} is a const of the text: the launch went by its value, ${value}.`,
    )
    .join(' ');
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
      return `No answer for ${outcome.seconds} seconds: the run was given up, and its device with it; the next run opens a new one. The graphics processor may be busy with the shader for a while. Until it is free, training may stand still, and so may the painting of this page. If a training that runs does not move for ${TRAINING_PATIENCE} seconds, it is started again from its first weights on a new device.`;
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
