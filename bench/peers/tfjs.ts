import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import wasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import type { Operation, Peer, PeerSubject } from './peer';

/** TensorFlow.js on one of its devices. Null where it has none here. */
export async function openTensorFlow(device: 'webgpu' | 'wasm'): Promise<Peer | null> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': wasm,
    'tfjs-backend-wasm-simd.wasm': wasmSimd,
    'tfjs-backend-wasm-threaded-simd.wasm': wasmThreaded,
  });
  const opened = await tf.setBackend(device).catch(() => false);
  if (!opened) return null;
  await tf.ready();
  return {
    name: 'TensorFlow.js',
    version: tf.version_core,
    device,
    includes:
      device === 'webgpu'
        ? 'the calls, their submits, and waiting until the queue is empty; not uploading or reading back'
        : 'the calls, on one thread or as many as the backend takes; the results stay in WebAssembly memory',
    prepare: async (operation) => {
      await tf.setBackend(device);
      return prepare(operation, device);
    },
  };
}

/** Submits what TensorFlow.js's WebGPU backend, the one in use, has recorded, and waits until it is done. */
export async function webGpuDone(): Promise<void> {
  const backend = tf.backend() as WebGPUBackend;
  // What reading a tensor back does before it copies; a batch may have been submitted already.
  backend.endComputePassEncoder();
  backend.ensureCommandEncoderReady();
  backend.submitQueue();
  await backend.queue.onSubmittedWorkDone();
}

function prepare(operation: Operation, device: 'webgpu' | 'wasm'): PeerSubject {
  const { compute, inputs } = expression(operation);
  const call = () => tf.tidy(compute);
  return {
    label: `TensorFlow.js ${device}`,
    async sample(batch) {
      await tf.setBackend(device);
      const begin = performance.now();
      for (let i = 0; i < batch; i++) tf.dispose(call());
      if (device === 'webgpu') await webGpuDone();
      return { submitToDone: (performance.now() - begin) * 1e6, gpu: null };
    },
    async result() {
      await tf.setBackend(device);
      const tensors = call();
      const arrays = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
      tf.dispose(tensors);
      return arrays;
    },
    dispose: () => tf.dispose(inputs),
  };
}

/** The operation in TensorFlow.js's words. */
function expression(operation: Operation): { compute: () => tf.Tensor[]; inputs: tf.Tensor[] } {
  const { M = 0, K = 0, N = 0, R = 0, C = 0 } = operation.sizes as Partial<Record<string, number>>;
  switch (operation.kind) {
    case 'matmul': {
      const [a, b] = [tf.tensor2d(operation.a, [M, K]), tf.tensor2d(operation.b, [K, N])];
      return { compute: () => [tf.matMul(a, b)], inputs: [a, b] };
    }
    case 'matmul gradient': {
      const [a, b] = [tf.tensor2d(operation.a, [M, K]), tf.tensor2d(operation.b, [K, N])];
      const d = tf.tensor2d(operation.d, [M, N]);
      const gradients = tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y));
      return { compute: () => gradients([a, b], d), inputs: [a, b, d] };
    }
    case 'bias and ReLU': {
      const [a, b] = [tf.tensor2d(operation.a, [R, C]), tf.tensor1d(operation.b)];
      return { compute: () => [tf.relu(tf.add(a, b))], inputs: [a, b] };
    }
    case 'bias and ReLU gradient': {
      const [a, b] = [tf.tensor2d(operation.a, [R, C]), tf.tensor1d(operation.b)];
      const d = tf.tensor2d(operation.d, [R, C]);
      const gradient = tf.grad((x: tf.Tensor) => tf.relu(tf.add(x, b)));
      return { compute: () => [gradient(a, d)], inputs: [a, b, d] };
    }
    case 'row sum': {
      const a = tf.tensor2d(operation.a, [R, C]);
      return { compute: () => [tf.sum(a, 1)], inputs: [a] };
    }
    case 'softmax cross entropy': {
      const [a, hot] = [tf.tensor2d(operation.a, [R, C]), oneHot(operation.labels, R, C)];
      return { compute: () => [crossEntropy(a, hot)], inputs: [a, hot] };
    }
    case 'softmax cross entropy gradient': {
      const [a, hot] = [tf.tensor2d(operation.a, [R, C]), oneHot(operation.labels, R, C)];
      const gradient = tf.grad((x: tf.Tensor) => tf.mean(crossEntropy(x as tf.Tensor2D, hot)));
      return { compute: () => [gradient(a)], inputs: [a, hot] };
    }
  }
}

function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), labels), 1));
}

function oneHot(labels: Uint32Array, R: number, C: number): tf.Tensor2D {
  const hot = new Float32Array(R * C);
  labels.forEach((label, r) => (hot[r * C + label] = 1));
  return tf.tensor2d(hot, [R, C]);
}
