import type { Event, Experiment, SessionFacts } from '../train/index';
import { count, several } from './format';

/** What the page as a whole is doing. Numbers that change every step are not in here. */
export type AppState =
  /** `choosing`: kernels are being chosen by measuring, so many of so many. */
  | { kind: 'starting'; choosing?: { done: number; of: number } }
  | { kind: 'ready'; facts: SessionFacts }
  /** `stopping`: a pause or a step was asked for and has not been answered. */
  | { kind: 'running'; facts: SessionFacts; stopping: boolean }
  /** `done`: the experiment's steps are all made. */
  | { kind: 'paused'; facts: SessionFacts; step: number; done: boolean }
  /** The device is gone. */
  | { kind: 'lost'; message: string }
  /** What was asked for cannot work in this browser at all. */
  | { kind: 'unsupported'; message: string }
  | { kind: 'failed'; message: string };

/** What can happen to the state: the person asks, the worker tells. */
export type Action =
  | { type: 'asked'; command: 'open' | 'run' | 'pause' | 'step' | 'reset' }
  | { type: 'heard'; event: Event };

/** The state after an action. Pure. */
export function reduce(state: AppState, action: Action): AppState {
  if (action.type === 'asked') return ask(state, action.command);
  return hear(state, action.event);
}

function ask(state: AppState, command: 'open' | 'run' | 'pause' | 'step' | 'reset'): AppState {
  if (command === 'open') return { kind: 'starting' };
  if (!hasSession(state)) return state;
  if (command === 'reset') return { kind: 'starting' };
  if (command === 'run') return { kind: 'running', facts: state.facts, stopping: false };
  // A pause waits for the submits under way; the button says so at once.
  return state.kind === 'running' ? { ...state, stopping: true } : state;
}

function hear(state: AppState, event: Event): AppState {
  switch (event.type) {
    case 'ready':
      return { kind: 'ready', facts: event.facts };
    case 'lost':
      return { kind: 'lost', message: event.message };
    case 'unsupported':
    case 'failed':
      return { kind: event.type, message: event.message };
    case 'resumed': {
      const { facts, step, done } = event;
      return { kind: 'paused', facts, step, done };
    }
    case 'running':
      return hasSession(state) ? { kind: 'running', facts: state.facts, stopping: false } : state;
    case 'paused': {
      if (!hasSession(state)) return state;
      return { kind: 'paused', facts: state.facts, step: event.step, done: event.done };
    }
    case 'substituted': {
      if (!hasSession(state)) return state;
      const { calls, edited } = event;
      return { ...state, facts: { ...state.facts, calls, edited } };
    }
    case 'adjusted': {
      if (!hasSession(state)) return state;
      const { experiment, adjustments } = event;
      return { ...state, facts: { ...state.facts, experiment, adjustments } };
    }
    case 'tuning':
      return state.kind === 'starting'
        ? { kind: 'starting', choosing: { done: event.done, of: event.of } }
        : state;
    case 'refused':
    case 'unadjusted':
    case 'snapshot':
    case 'step-values':
    case 'no-step-values':
    case 'evaluating':
    case 'evaluated':
      return state;
  }
}

/** Whether the learning rate is 0 once the experiment's steps are made. */
export function endsAtZero({ optimizer }: Experiment): boolean {
  return optimizer.schedule !== 'constant';
}

/** States in which a model is there to be trained. */
export type SessionState = Extract<AppState, { facts: SessionFacts }>;

export function hasSession(state: AppState): state is SessionState {
  return 'facts' in state;
}

/**
 * One sentence or two about the state: what is so, and what to do.
 *
 * @param undoneStep where the run stands that Undo brings back
 */
export function sentence(state: AppState, undoneStep: number | null = null): string {
  switch (state.kind) {
    case 'starting':
      if (state.choosing) {
        const { done, of } = state.choosing;
        return `Choosing the fastest kernels for this device: ${count(done + 1)} of ${count(of)}. This happens once for each size of model.`;
      }
      return 'Starting: looking for a graphics adapter and compiling the shaders.';
    case 'ready':
      return undoneStep === null
        ? 'Ready at the first weights. Press Run to train.'
        : `Ready at the first weights. Undo brings step ${count(undoneStep)} back.`;
    case 'running':
      return state.stopping ? 'Pausing …' : 'Training. Press Pause to look closer.';
    case 'paused': {
      const { steps } = state.facts.experiment;
      if (state.done) {
        return endsAtZero(state.facts.experiment)
          ? 'Done. The schedule has brought the learning rate to 0, and at 0 nothing changes: Continue trains at a constant rate.'
          : 'Done. Replay shows the training again; Continue trains on.';
      }
      const left = steps - (state.step % steps);
      return `Paused, ${several(left, 'step')} to go. Run continues.`;
    }
    case 'lost':
      return 'The graphics device is gone, and the trained weights with it. Start again to train the same experiment from its first weights.';
    case 'unsupported':
      return 'This browser cannot train on the GPU. The CPU reference shows the same model, more slowly.';
    case 'failed':
      return 'Something went wrong and training has stopped. Start again, or train on the CPU reference.';
  }
}
