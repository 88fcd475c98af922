import {
  blockUntilReady,
  defaultDevice,
  jit,
  nn,
  numpy as np,
  random,
  valueAndGrad,
  type Array as JaxArray,
} from '@jax-js/jax';
import { openJax } from '../peers/jax';
import { ADAMW, type TrainCase } from './cases';
import type { Entrant, Trainer } from './trainer';

// The whole step, from sampling to update, under one jit. What was tried and left, with n = 5, m = 2 on both engines:
// 4, 8 or 16 steps in one jit (from 21 % slower to 7 % faster: every kernel is a submit of its own either way, and there
// is no loop to compile), waiting for every step (a third of the speed on wgpu), leaving all to the wait at the end
// (5 to 20 % slower on WebGPU, which then begins only there).

/** w [I, n, m], b [I, 1, n], first and second moments of both, and the key of the next step. */
type State = JaxArray[];
/** @returns the batch's losses [I], then the new state */
type Step = (...state: State) => JaxArray[];
/** @returns losses [I], and the gradients of w and b. w and b stay the caller's, x [I, B, n] does not. */
type Gradient = (w: JaxArray, b: JaxArray, x: JaxArray) => [JaxArray, JaxArray, JaxArray];

/** Steps that each form of the gradient makes before the faster is kept. */
const TRIAL = 5;

/** jax-js as an entrant. Null where it has no such device here. */
export async function jaxEntrant(device: 'webgpu' | 'wasm'): Promise<Entrant | null> {
  const library = await openJax(device);
  if (!library) return null;
  const { name, version } = library;
  return {
    variant: `${name} ${device}`,
    peer: { name, version, device },
    onGpu: device === 'webgpu',
    prepare: (problem, w) => fasterOf(problem, w, device),
  };
}

/** The gradient by `valueAndGrad` or written out, whichever is faster for this case. */
async function fasterOf(problem: TrainCase, w: Float32Array, device: 'webgpu' | 'wasm') {
  const forms = [differentiated, writtenOut];
  let best = { form: forms[0], ms: Infinity };
  for (const form of forms) {
    const trainer = prepare(problem, w, device, form);
    await trainer.train(1); // compiles
    const begin = performance.now();
    await trainer.train(TRIAL);
    const ms = performance.now() - begin;
    if (ms < best.ms) best = { form, ms };
    trainer.dispose();
  }
  return prepare(problem, w, device, best.form);
}

function prepare(
  problem: TrainCase,
  w: Float32Array,
  device: 'webgpu' | 'wasm',
  form: (problem: TrainCase) => Gradient,
): Trainer {
  const { I, n, m } = problem.sizes;
  defaultDevice(device);
  const step = jit(stepBy(form(problem), problem));
  let losses = np.zeros([I]);
  let state: State = [
    np.array(w).reshape([I, n, m]),
    ...[
      [1, n],
      [n, m],
      [n, m],
      [1, n],
      [1, n],
    ].map((shape) => np.zeros([I, ...shape])),
    np.array(new Uint32Array([1, 0])),
  ];
  return {
    async train(steps) {
      defaultDevice(device);
      for (let k = 0; k < steps; k++) {
        losses.dispose();
        [losses, ...state] = step(...state);
        // On WebGPU this submits the step without waiting for it; WebAssembly computes it here and now.
        if (device === 'webgpu') losses.ref.gpuBufferSync();
        else await losses.blockUntilReady();
      }
      await blockUntilReady([losses, ...state]);
    },
    async lastLoss() {
      const each = (await losses.ref.data()) as Float32Array;
      return each.reduce((sum, loss) => sum + loss, 0) / I;
    },
    async parameters() {
      const [w, b] = await Promise.all([state[0].ref.data(), state[1].ref.data()]);
      return { w: w as Float32Array, b: b as Float32Array };
    },
    dispose() {
      for (const array of [losses, ...state]) array.dispose();
      step.dispose();
    },
  };
}

/** One step: features, loss, gradient, AdamW. The key counts steps, so it is the optimiser's t as well. */
function stepBy(gradient: Gradient, { sizes: { I, n, B }, probability }: TrainCase): Step {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = ADAMW;
  const p = () => np.array([...probability]).reshape([I, 1, 1]);
  return (w, b, mw, vw, mb, vb, key) => {
    // One number a feature: below p it is on, and divided by p it is uniform again.
    const u = random.uniform(key.ref, [I, B, n]);
    const x = np.where(u.ref.less(p()), u.div(p()), 0);
    const [losses, dw, db] = gradient(w.ref, b.ref, x);
    const next = key.add(np.array(new Uint32Array([0, 1])));
    const t = next.ref.slice(1).astype(np.float32);
    const correction1 = np.subtract(1, np.exp(t.ref.mul(Math.log(beta1))));
    const correction2 = np.subtract(1, np.exp(t.mul(Math.log(beta2))));
    const update = (q: JaxArray, g: JaxArray, mq: JaxArray, vq: JaxArray) => {
      const m = mq.mul(beta1).add(g.ref.mul(1 - beta1));
      const v = vq.mul(beta2).add(np.square(g).mul(1 - beta2));
      const denominator = np.sqrt(v.ref.div(correction2.ref)).add(epsilon);
      const move = m.ref.div(correction1.ref).div(denominator).mul(learningRate);
      return [q.mul(1 - learningRate * weightDecay).sub(move), m, v];
    };
    const [w1, mw1, vw1] = update(w, dw, mw, vw);
    const [b1, mb1, vb1] = update(b, db, mb, vb);
    correction1.dispose();
    correction2.dispose();
    return [losses, w1, b1, mw1, vw1, mb1, vb1, next];
  };
}

/** By the library's own differentiation. */
function differentiated({ sizes: { n, B }, importance }: TrainCase): Gradient {
  const lossOf = (w: JaxArray, b: JaxArray, x: JaxArray): [JaxArray, JaxArray] => {
    const h = np.matmul(x.ref, w.ref);
    const out = nn.relu(np.matmul(h, np.matrixTranspose(w)).add(b));
    const squares = np.square(out.sub(x)).mul(np.array([...importance]));
    const losses = squares.sum([1, 2]).mul(1 / (B * n));
    return [losses.ref.sum(), losses];
  };
  const both = valueAndGrad(lossOf, { argnums: [0, 1], hasAux: true });
  return (w, b, x) => {
    const [[sum, losses], [dw, db]] = both(w, b, x) as unknown as [
      [JaxArray, JaxArray],
      [JaxArray, JaxArray],
    ];
    sum.dispose();
    return [losses, dw, db];
  };
}

/** By hand, as the stepwise program has it. */
function writtenOut({ sizes: { n, B }, importance }: TrainCase): Gradient {
  return (w, b, x) => {
    const weight = () => np.array([...importance]);
    const h = np.matmul(x.ref, w.ref);
    const out = nn.relu(np.matmul(h.ref, np.matrixTranspose(w.ref)).add(b));
    const difference = out.ref.sub(x.ref);
    const losses = np
      .square(difference.ref)
      .mul(weight())
      .sum([1, 2])
      .mul(1 / (B * n));
    const dOut = difference.mul(weight()).mul(2 / (B * n));
    const dPre = np.where(out.greater(0), dOut, 0);
    const db = dPre.ref.sum(1, { keepdims: true });
    const dH = np.matmul(dPre.ref, w);
    const dDecode = np.matmul(np.matrixTranspose(dPre), h);
    const dEncode = np.matmul(np.matrixTranspose(x), dH);
    return [losses, dDecode.add(dEncode), db];
  };
}
