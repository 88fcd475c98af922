import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  nn,
  numpy as np,
  vjp,
  type Array as JaxArray,
} from '@jax-js/jax';
import type { Operation, Peer, PeerSubject } from './peer';

type Compute = (...inputs: JaxArray[]) => JaxArray[];

/** jax-js, compiled by its jit. Null where it has no such device here. */
export async function openJax(device: 'webgpu' | 'wasm'): Promise<Peer | null> {
  const available = await init(device);
  if (!available.includes(device)) return null;
  return {
    name: 'jax-js',
    version: '0.1.25',
    device,
    includes:
      device === 'webgpu'
        ? 'a jit-compiled call for each repetition, its submits, and waiting until all results are ready on the device; not uploading or reading back'
        : 'a jit-compiled call for each repetition, on one thread; the results stay in WebAssembly memory',
    prepare: (operation) => Promise.resolve(prepare(operation, device)),
  };
}

function prepare(operation: Operation, device: 'webgpu' | 'wasm'): PeerSubject {
  defaultDevice(device);
  const { compute, inputs } = expression(operation);
  const compiled = jit(compute) as unknown as Compute;
  const call = () => {
    defaultDevice(device);
    return compiled(...inputs.map((input) => input.ref));
  };
  return {
    label: `jax-js ${device}`,
    async sample(batch) {
      const begin = performance.now();
      const results: JaxArray[][] = [];
      for (let i = 0; i < batch; i++) results.push(call());
      await blockUntilReady(results.flat());
      const submitToDone = (performance.now() - begin) * 1e6;
      for (const result of results.flat()) result.dispose();
      return { submitToDone, gpu: null };
    },
    async result() {
      const arrays: Float32Array[] = [];
      for (const array of call()) arrays.push((await array.data()) as Float32Array);
      return arrays;
    },
    dispose() {
      for (const input of inputs) input.dispose();
    },
  };
}

/** The operation in jax-js's words. Functions consume their inputs, `.ref` keeps one for later. */
function expression(operation: Operation): { compute: Compute; inputs: JaxArray[] } {
  const { M = 0, K = 0, N = 0, R = 0, C = 0 } = operation.sizes as Partial<Record<string, number>>;
  const array = (data: Float32Array, ...shape: number[]) => np.array(data).reshape(shape);
  switch (operation.kind) {
    case 'matmul':
      return {
        compute: (a, b) => [np.matmul(a, b)],
        inputs: [array(operation.a, M, K), array(operation.b, K, N)],
      };
    case 'matmul gradient':
      return {
        compute: (a, b, d) => {
          const [c, back] = vjp((x: JaxArray, y: JaxArray) => np.matmul(x, y), [a, b]);
          c.dispose();
          return back(d) as unknown as JaxArray[];
        },
        inputs: [array(operation.a, M, K), array(operation.b, K, N), array(operation.d, M, N)],
      };
    case 'bias and ReLU':
      return {
        compute: (a, b) => [nn.relu(np.add(a, b))],
        inputs: [array(operation.a, R, C), array(operation.b, C)],
      };
    case 'bias and ReLU gradient':
      return {
        compute: (a, b, d) => {
          const [out, back] = vjp((x: JaxArray) => nn.relu(np.add(x, b)), [a]);
          out.dispose();
          return back(d) as unknown as JaxArray[];
        },
        inputs: [array(operation.a, R, C), array(operation.b, C), array(operation.d, R, C)],
      };
    case 'row sum':
      return { compute: (a) => [np.sum(a, 1)], inputs: [array(operation.a, R, C)] };
    case 'softmax cross entropy':
      return {
        compute: crossEntropy,
        inputs: [array(operation.a, R, C), oneHot(operation.labels, R, C)],
      };
    case 'softmax cross entropy gradient':
      return {
        compute: (a, labels) => {
          const [mean, back] = vjp(
            (x: JaxArray) => np.sum(crossEntropy(x, labels)[0]).mul(1 / R),
            [a],
          );
          mean.dispose();
          return back(np.array(1)) as unknown as JaxArray[];
        },
        inputs: [array(operation.a, R, C), oneHot(operation.labels, R, C)],
      };
  }
}

function crossEntropy(logits: JaxArray, labels: JaxArray): JaxArray[] {
  return [np.negative(np.sum(nn.logSoftmax(logits, 1).mul(labels), 1))];
}

function oneHot(labels: Uint32Array, R: number, C: number): JaxArray {
  const hot = new Float32Array(R * C);
  labels.forEach((label, r) => (hot[r * C + label] = 1));
  return np.array(hot).reshape([R, C]);
}
