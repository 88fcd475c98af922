import * as tf from '@tensorflow/tfjs-core';
import { openTensorFlow, webGpuDone } from '../peers/tfjs';
import { ADAMW, type TrainCase } from './cases';
import type { Entrant, Trainer } from './trainer';

/**
 * TensorFlow.js as an entrant. Null where it has no such device here. Whatever its device, it draws random numbers on
 * the CPU and uploads them: it has no other generator. A gradient written out was no faster than its own.
 */
export async function tensorFlowEntrant(device: 'webgpu' | 'wasm'): Promise<Entrant | null> {
  const library = await openTensorFlow(device);
  if (!library) return null;
  const { name, version } = library;
  return {
    variant: `${name} ${device}`,
    peer: { name, version, device },
    onGpu: device === 'webgpu',
    async prepare(problem, w) {
      await tf.setBackend(device);
      return prepare(problem, w, device);
    },
  };
}

function prepare(
  { sizes, probability, importance }: TrainCase,
  first: Float32Array,
  device: 'webgpu' | 'wasm',
): Trainer {
  const { I, n, m, B } = sizes;
  const { learningRate, beta1, beta2, epsilon, weightDecay } = ADAMW;
  const p = tf.tensor([...probability], [I, 1, 1]);
  const weight = tf.tensor([...importance], [1, 1, n]);
  const zero = tf.scalar(0);
  const w = tf.variable(tf.tensor(first, [I, n, m]));
  const b = tf.variable(tf.zeros([I, 1, n]));
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const lossOn = (x: tf.Tensor) => () => {
    const h = tf.matMul(x, w);
    const out = tf.relu(tf.add(tf.matMul(h, w, false, true), b));
    const squares = tf.mul(weight, tf.square(tf.sub(out, x)));
    return tf.mul(tf.sum(squares), 1 / (B * n)) as tf.Scalar;
  };
  const step = () =>
    tf.tidy(() => {
      const u = tf.randomUniform([I, B, n]);
      const x = tf.where(tf.less(u, p), tf.div(u, p), zero);
      const { value, grads } = tf.variableGrads(lossOn(x), [w, b]);
      for (const q of [w, b]) q.assign(tf.mul(q, 1 - learningRate * weightDecay));
      optimizer.applyGradients([w, b].map(({ name }) => ({ name, tensor: grads[name] })));
      return value;
    });
  let loss = tf.scalar(NaN);
  return {
    async train(steps) {
      await tf.setBackend(device);
      for (let k = 0; k < steps; k++) {
        tf.dispose(loss);
        loss = step();
      }
      if (device === 'webgpu') await webGpuDone();
    },
    async lastLoss() {
      await tf.setBackend(device);
      // Instances do not share parameters, so the sum over them is what has their gradients.
      return (await loss.data())[0] / I;
    },
    async parameters() {
      await tf.setBackend(device);
      return { w: await w.data<'float32'>(), b: await b.data<'float32'>() };
    },
    dispose() {
      optimizer.dispose();
      tf.dispose([p, weight, zero, loss, w, b]);
    },
  };
}
