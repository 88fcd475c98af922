/** A library that the peers page measures. */
export interface Library {
  name: string;
  /** Its packages, as package.json has them; a test holds the versions against it. */
  packages: Readonly<Record<string, string>>;
  home: string;
  /** What a visit loads, gzipped, in kB; measured with esbuild --minify. */
  kilobytes: Readonly<Record<'script' | 'wasm', number>>;
  /** What a timing covers, by device. */
  includes: Readonly<Record<'webgpu' | 'wasm', string>>;
}

export const LIBRARIES: readonly Library[] = [
  {
    name: 'jax-js',
    packages: { '@jax-js/jax': '0.1.25' },
    home: 'https://github.com/ekzhang/jax-js',
    kilobytes: { script: 102, wasm: 0 },
    includes: {
      webgpu:
        'a jit-compiled call for each repetition, its submits, and waiting until all results are ready on the device; not uploading or reading back',
      wasm: 'a jit-compiled call for each repetition, on one thread; the results stay in WebAssembly memory',
    },
  },
  {
    name: 'TensorFlow.js',
    packages: {
      '@tensorflow/tfjs-core': '4.22.0',
      '@tensorflow/tfjs-backend-webgpu': '4.22.0',
      '@tensorflow/tfjs-backend-wasm': '4.22.0',
    },
    home: 'https://www.tensorflow.org/js',
    kilobytes: { script: 165, wasm: 137 },
    includes: {
      webgpu:
        'the calls, their submits, and waiting until the queue is empty; not uploading or reading back',
      wasm: 'the calls, on one thread or as many as the backend takes; the results stay in WebAssembly memory',
    },
  },
];
