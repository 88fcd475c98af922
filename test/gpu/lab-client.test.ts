// The lab's client with its real worker: an answer, impatience, a person who stops it, and life after both.
import { afterEach, expect, it } from 'vitest';
import { LabClient, type LabRequest, type LabStage } from '../../src/lab/index';

const SMALL = { I: 1, M: 8, K: 8, N: 8 };
/** Takes SwiftShader some hundred milliseconds. */
const LARGE = { I: 1, M: 256, K: 256, N: 256 };

const request = (sizes: LabRequest['sizes']): LabRequest => ({
  kernel: 'matmul_naive',
  code: null,
  sizes,
  seed: 1,
  constants: {},
});

let client: LabClient;
afterEach(() => client.close());

it('tells its stages and gives the result', async () => {
  client = new LabClient();
  const stages: LabStage[] = [];
  const outcome = await client.run(request(SMALL), (stage) => stages.push(stage));
  expect(outcome).toMatchObject({ kind: 'result', result: { outputs: [{ wrong: 0 }] } });
  expect(stages.at(-1)).toBe('running');
});

it('ends a worker that gives no answer in time; the next run gets another', async () => {
  client = new LabClient(0.02);
  const outcome = await client.run(request(LARGE), () => undefined);
  expect(outcome).toEqual({ kind: 'hung', seconds: 0.02 });
  client.close();
  client = new LabClient();
  expect((await client.run(request(SMALL), () => undefined)).kind).toBe('result');
});

it('can be stopped, and run again', async () => {
  client = new LabClient();
  const outcome = client.run(request(LARGE), (stage) => {
    if (stage === 'running') client.cancel();
  });
  expect(await outcome).toEqual({ kind: 'cancelled' });
  expect((await client.run(request(SMALL), () => undefined)).kind).toBe('result');
});
