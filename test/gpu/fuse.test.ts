// What "Why fuse?" measures, on a real device: the time line of a step, the rates, and that both programs learn the same.
import { expect, it } from 'vitest';
import { Timeline } from '../../src/gpu/index';
import { FuseClient, type FuseProgress } from '../../src/lab/index';
import { fuse } from '../../src/lab/fuse';
import { meanStep } from '../../src/measure/index';
import { ToyModelSmall, ToyModelStepwise } from '../../src/models/index';
import { worstAdmissible } from './admissible';
import { fusedConfig } from './fused-cases';
import { memoryStore, sharedGpu } from './gpu';

it('a step apart has one span a call, in order, and learns what a step in one pass does', async () => {
  const gpu = await sharedGpu();
  const config = fusedConfig();
  const [apart, together] = [
    await ToyModelStepwise.create(gpu, config),
    await ToyModelStepwise.create(gpu, config),
  ];
  const calls = apart.calls.length;
  const timeline = Timeline.create(gpu.device, 'test', 20 * calls)!;
  const losses = await apart.advanceApart(20, timeline);
  const times = await timeline.read(20 * calls);
  expect([...losses]).toEqual([...(await together.advance(20))]);
  expect([...(await apart.parameters()).w]).toEqual([...(await together.parameters()).w]);
  const { spans, steps, discarded } = meanStep([times], calls);
  expect(calls).toBe(14);
  expect(spans).toHaveLength(14);
  expect(steps + discarded).toBe(20);
  spans.forEach(({ begin, end }, place) => {
    expect(end).toBeGreaterThanOrEqual(begin);
    expect(begin).toBeGreaterThanOrEqual(spans[place - 1]?.begin ?? 0);
  });
  timeline.destroy();
  apart.destroy();
  together.destroy();
});

it('a time line has as many passes as a query set holds', async () => {
  const { device } = await sharedGpu();
  const timeline = Timeline.create(device, 'test', 1e6)!;
  expect(timeline.passes).toBe(2048);
  timeline.destroy();
});

it('measures both programs of a model', async () => {
  const told: FuseProgress[] = [];
  const config = fusedConfig();
  const gpu = await sharedGpu();
  const result = await fuse(
    { gpu, choices: memoryStore(), tell: (progress) => told.push(progress) },
    { config, width: 16 },
  );
  const { rates, same, times, calls, width, launch } = result;
  expect([...new Set(told.map(({ phase }) => phase))]).toEqual([
    'choosing',
    'checking',
    'racing',
    'timing',
  ]);
  told.forEach(({ part }, at) => expect(part).toBeGreaterThanOrEqual(told[at - 1]?.part ?? 0));
  for (const { rounds, perSecond } of [rates.stepwise, rates.fused]) {
    expect(rounds.length).toBeGreaterThanOrEqual(6);
    expect(perSecond.median).toBeGreaterThanOrEqual(perSecond.low);
    expect(perSecond.median).toBeLessThanOrEqual(perSecond.high);
  }
  // Fourteen launches a step against one for hundreds of steps: true on any device.
  expect(rates.ratio.low).toBeGreaterThan(1);
  // Each strays from float64 by no more than the band, so they stray from each other by no more than two.
  const band = worstAdmissible(config, same.steps, 4);
  expect(same.difference).toBeLessThanOrEqual(2 * Math.max(band.w, band.b));
  expect(same.moved).toBeGreaterThan(100 * same.difference);
  expect([width, launch]).toEqual([16, await widthSteps(16)]);
  expect(calls).toHaveLength(14);
  expect(times!.spans).toHaveLength(14);
  expect(times!.fused.median).toBeLessThan(times!.onePass.median);
});

it('the worker tells how far it is and what it found', async () => {
  const client = new FuseClient();
  const told: FuseProgress[] = [];
  const outcome = await client.run({ config: fusedConfig(), width: null }, (p) => told.push(p));
  expect(outcome.kind).toBe('result');
  expect(told[0]).toEqual({ phase: 'opening', part: 0 });
});

it('the worker is ended when told to, and says what cannot be', async () => {
  const client = new FuseClient();
  const running = client.run({ config: fusedConfig(), width: null }, () => client.cancel());
  expect(await running).toEqual({ kind: 'cancelled' });
  const config = fusedConfig({ features: 17, hidden: 4 });
  const outcome = await client.run({ config, width: null }, () => undefined);
  expect(outcome).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('16 features'),
  });
});

async function widthSteps(width: number): Promise<number> {
  const small = await ToyModelSmall.create(await sharedGpu(), fusedConfig(), width);
  small.destroy();
  return small.maxSteps;
}
