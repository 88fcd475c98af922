import type { Experiment, ProgramWish } from '../train/index';
import type { ValuesWish } from './values-watch';

/** What the transport controls ask for. */
export type TransportAction = 'run' | 'pause' | 'step' | 'reset' | 'new-seed';

/** Events that travel up to `<antipode-app>`, with what they carry. */
export interface PageEvents {
  'antipode-transport': TransportAction;
  /** Train this experiment from its first weights. */
  'antipode-experiment': Experiment;
  /**
   * Go on as this experiment, from where the training is. Changes with one gesture, of a slider that is being moved, are
   * undone together.
   */
  'antipode-adjust': { experiment: Experiment; gesture?: string };
  /** Back to the experiment before. */
  'antipode-undo': null;
  /** Look at this instance. */
  'antipode-select': number;
  /** Look at every array of the step that comes next; null: no longer. */
  'antipode-values': ValuesWish | null;
  /** Choose kernels by measuring, or not. */
  'antipode-tune': boolean;
  /** Train with this program from the first weights; with an edited kernel, if one is given. */
  'antipode-program': { program: ProgramWish; edit?: { kernel: string; code: string } };
  /** Measure all choices of kernels anew. */
  'antipode-forget-choices': null;
  /** Whether the run that was left first may end, so that there is room for another experiment. */
  'antipode-crowded': boolean;
  /** A shader had to be given up; the graphics processor may be busy with it, and training stand still. */
  'antipode-device-busy': null;
  'antipode-start-again': null;
  'antipode-use-cpu': null;
  /** Run an edited text in the place of a kernel of the model; null: its original again. */
  'antipode-substitute': { kernel: string; code: string | null };
}

/** Sends a page event up, through shadow roots. */
export function send<Name extends keyof PageEvents>(
  from: EventTarget,
  name: Name,
  detail: PageEvents[Name],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
