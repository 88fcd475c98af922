import { expect, test } from 'vitest';
import { LiveRun } from '../../src/ui/live-run';
import { experimentOf, liveOf, snapshotOf } from './page';

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

test('views are called once a frame, and then the next snapshot is asked for', async () => {
  const experiment = experimentOf({ instances: 2 });
  const live = new LiveRun();
  let drawings = 0;
  let asked = 0;
  live.onDrawn = () => asked++;
  live.begin(experiment);
  await frame();
  live.subscribe(() => drawings++);
  for (let k = 0; k < 5; k++) live.receive(snapshotOf(experiment));
  expect([drawings, asked]).toEqual([0, 0]);
  await frame();
  expect([drawings, asked]).toEqual([1, 1]);
  live.invalidate();
  await frame();
  expect([drawings, asked]).toEqual([2, 1]);
});

test('a view that throws does not stop the training', async () => {
  const live = liveOf(experimentOf());
  let asked = 0;
  live.onDrawn = () => asked++;
  live.subscribe(() => {
    throw new Error('broken view');
  });
  const caught = new Promise<string>((resolve) => {
    window.addEventListener(
      'error',
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        resolve(event.message);
      },
      { once: true, capture: true },
    );
  });
  expect(await caught).toContain('broken view');
  expect(asked).toBe(1);
});

test('a round that takes long is spread over frames, and answered when it is complete', async () => {
  const live = liveOf(experimentOf());
  let drawings = 0;
  let asked = 0;
  live.onDrawn = () => asked++;
  for (let k = 0; k < 3; k++) {
    live.subscribe(() => {
      drawings++;
      for (const end = performance.now() + 15; performance.now() < end;);
    });
  }
  await frame();
  expect([drawings, asked]).toEqual([1, 0]);
  await frame();
  await frame();
  expect([drawings, asked]).toEqual([3, 1]);
});

test('the replica with the lowest recent loss stands for its instance', () => {
  const experiment = experimentOf({ instances: 2, replicas: 3 });
  // Model r · 2 + i: instance 0 is best in replica 2, instance 1 in replica 0.
  const live = liveOf(experiment, { losses: new Float32Array([5, 1, 4, 2, 3, NaN]) });
  expect([live.best(0), live.best(1)]).toEqual([4, 1]);
  expect([live.bestReplica(0), live.bestReplica(1)]).toEqual([2, 0]);
});

test('a replica that is not finite stands for nothing, however low its loss; claims and figures agree', () => {
  const experiment = experimentOf({ instances: 2, replicas: 3 });
  const each = experiment.features * experiment.hidden;
  const w = new Float32Array(6 * each).fill(0.5);
  w[4 * each + 1] = NaN;
  const losses = new Float32Array([5, 1, 4, 2, 3, NaN]);
  const live = liveOf(experiment, { losses, w });
  expect([live.best(0), live.best(1)]).toEqual([2, 1]);
  expect(live.trained?.all().map(({ index }) => index)).toEqual([2, 1]);
});

test('a new run knows nothing of the old one', () => {
  const live = liveOf(experimentOf({ instances: 1 }), { step: 1, losses: new Float32Array([1]) });
  expect(live.recentLoss(0)).toBe(1);
  live.begin(experimentOf({ instances: 3 }));
  expect(live.snapshot).toBeNull();
  expect(live.recentLoss(0)).toBeNaN();
  expect(live.probability).toHaveLength(3);
});
