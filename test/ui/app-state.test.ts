import { describe, expect, test } from 'vitest';
import { reduce, sentence, type Action, type AppState } from '../../src/ui/app-state';
import { experimentOf, factsOf } from './page';

const facts = factsOf(experimentOf({ steps: 100 }));
const ready: AppState = { kind: 'ready', facts };
const running: AppState = { kind: 'running', facts, stopping: false };
const asked = (command: 'open' | 'run' | 'pause' | 'step' | 'reset'): Action => ({
  type: 'asked',
  command,
});

const after = (state: AppState, ...actions: Action[]) => actions.reduce(reduce, state);

describe('what the page is doing', () => {
  test('a session opens, runs, pauses and ends', () => {
    const opened = after({ kind: 'starting' }, { type: 'heard', event: { type: 'ready', facts } });
    expect(opened).toEqual(ready);
    expect(after(opened, asked('run'))).toEqual(running);
    const paused = after(running, {
      type: 'heard',
      event: { type: 'paused', step: 40, done: false },
    });
    expect(paused).toEqual({ kind: 'paused', facts, step: 40, done: false });
    expect(sentence(paused)).toContain('60 steps to go');
  });

  test('a pause that was asked for shows at once', () => {
    expect(after(running, asked('pause'))).toEqual({ ...running, stopping: true });
    expect(sentence(after(running, asked('pause')))).toBe('Pausing …');
  });

  test('a step from rest changes nothing until the worker has answered', () => {
    expect(after(ready, asked('step'))).toEqual(ready);
  });

  test('reset starts again', () => {
    expect(after(running, asked('reset'))).toEqual({ kind: 'starting' });
  });

  test('a lost device stays lost, whatever still arrives from the old session', () => {
    const lost = after(
      running,
      { type: 'heard', event: { type: 'lost', message: 'unplugged' } },
      { type: 'heard', event: { type: 'paused', step: 3, done: false } },
      { type: 'heard', event: { type: 'running' } },
      asked('run'),
    );
    expect(lost).toEqual({ kind: 'lost', message: 'unplugged' });
    expect(after(lost, asked('open'))).toEqual({ kind: 'starting' });
  });

  test('each state has its own sentence', () => {
    const states: AppState[] = [
      { kind: 'starting' },
      ready,
      running,
      { kind: 'paused', facts, step: 1, done: false },
      { kind: 'paused', facts, step: 100, done: true },
      { kind: 'lost', message: '' },
      { kind: 'unsupported', message: '' },
      { kind: 'failed', message: '' },
    ];
    expect(new Set(states.map(sentence)).size).toBe(states.length);
  });
});
