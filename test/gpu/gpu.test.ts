import { describe, expect, it } from 'vitest';
import {
  bind,
  compileKernel,
  GpuArray,
  GpuError,
  GpuUnavailable,
  openGpu,
  ReadbackRing,
  Scope,
  ShaderError,
  Timer,
} from '../../src/gpu/index';
import { kernelEntry } from '../../src/kernels/index';
import { sharedGpu } from './gpu';

const { source, header } = kernelEntry('add');
const ADD = { name: 'add', code: source, bindings: header.bindings };

describe('openGpu', () => {
  it('tells what it opened', async () => {
    const gpu = await sharedGpu();
    expect(gpu.adapter.vendor).not.toBe('');
    expect(gpu.adapter.fallback).toBe(true); // the tests ask for the software adapter
    expect(gpu.limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(256);
  });

  it('asks for no more than the adapter has', async () => {
    const gpu = await openGpu();
    const adapter = (await navigator.gpu.requestAdapter())!;
    expect(gpu.limits.maxBufferSize).toBe(Math.min(2 ** 30, adapter.limits.maxBufferSize));
    gpu.destroy();
  });

  it('says what is missing where there is no WebGPU or no adapter', async () => {
    const none = { requestAdapter: async () => null } as unknown as GPU;
    await expect(openGpu(none)).rejects.toThrow(GpuUnavailable);
    await expect(openGpu(none)).rejects.toThrow(/hardware acceleration/);
  });

  it('tells of its own destruction', async () => {
    const gpu = await openGpu();
    gpu.destroy();
    expect((await gpu.lost).reason).toBe('destroyed');
  });
});

describe('errors', () => {
  it('a shader that does not compile is shown with its line', async () => {
    const { device } = await sharedGpu();
    const code = source.replace('a[element] + b[element]', 'a[element] + nothing');
    const error = await compileKernel(device, { ...ADD, code }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ShaderError);
    const { messages, message } = error as ShaderError;
    const line = code.split('\n').findIndex((text) => text.includes('nothing')) + 1;
    expect(messages[0].line).toBe(line);
    expect(message).toContain(`${line} |   out[element] = a[element] + nothing;`);
  });

  it('what the device refuses comes back with the label', async () => {
    const gpu = await sharedGpu();
    const tooLarge = () =>
      gpu.device.createBuffer({
        size: gpu.limits.maxBufferSize + 4,
        usage: GPUBufferUsage.STORAGE,
      });
    await expect(gpu.guarded('a test', tooLarge)).rejects.toThrow(GpuError);
    await expect(gpu.guarded('a test', tooLarge)).rejects.toThrow(/^a test: /);
    await expect(gpu.guarded('fine', () => 7)).resolves.toBe(7);
  });

  it('what nobody guards is reported', async () => {
    const gpu = await openGpu();
    const message = new Promise<string>((resolve) => (gpu.onError = resolve));
    gpu.device.createBuffer({ size: gpu.limits.maxBufferSize + 4, usage: GPUBufferUsage.STORAGE });
    gpu.device.queue.submit([]);
    expect(await message).toContain('size');
    gpu.destroy();
  });

  it('a binding that is missing or unknown is named', async () => {
    const { device } = await sharedGpu();
    const kernel = await compileKernel(device, ADD);
    expect(() => bind(device, kernel, {})).toThrow(/dims, a, b, out/);
  });
});

describe('kernels', () => {
  it('are compiled once for one code and set of constants', async () => {
    const { device } = await sharedGpu();
    const one = await compileKernel(device, ADD);
    expect(await compileKernel(device, { ...ADD })).toBe(one);
    expect(await compileKernel(device, { ...ADD, constants: { WORKGROUP: 64 } })).not.toBe(one);
  });

  it('have labels', async () => {
    const { device } = await sharedGpu();
    expect((await compileKernel(device, ADD)).pipeline.label).toBe('add');
    const scope = new Scope(device, 'model');
    expect(scope.array('f32', [2], 'w').buffer.label).toBe('model.w');
    scope.destroy();
  });
});

describe('arrays, read-back and timer', () => {
  it('numbers come back as they were written', async () => {
    const { device } = await sharedGpu();
    const array = new GpuArray(device, 'f32', [2, 3], 'test.array');
    array.write(device.queue, Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(() => array.write(device.queue, new Float32Array(5))).toThrow(
      /holds 6 numbers, was given 5/,
    );
    const ring = new ReadbackRing(device, 'test', 24, 2);
    const read = () => {
      const encoder = device.createCommandEncoder();
      const arrive = ring.copy(encoder, [
        { buffer: array.buffer, offset: 8, bytes: 16 },
        { buffer: array.buffer, bytes: 8 },
      ]);
      device.queue.submit([encoder.finish()]);
      return arrive;
    };
    const [first, second] = [read(), read()];
    expect(() => read()).toThrow(/all 2 slots are under way/);
    expect([...new Float32Array(await first())]).toEqual([3, 4, 5, 6, 1, 2]);
    await second();
    await read()(); // a slot that came back is free again
    ring.destroy();
    array.destroy();
  });

  it('a timer measures a pass, where the device can', async () => {
    const { device, features } = await sharedGpu();
    const timer = Timer.create(device, 'test');
    expect(timer !== null).toBe(features.has('timestamp-query'));
    if (!timer) return;
    const encoder = device.createCommandEncoder();
    encoder.beginComputePass({ timestampWrites: timer.timestampWrites }).end();
    timer.resolve(encoder);
    device.queue.submit([encoder.finish()]);
    const nanoseconds = await timer.read();
    expect(nanoseconds === null || nanoseconds >= 0).toBe(true);
    timer.destroy();
  });
});
