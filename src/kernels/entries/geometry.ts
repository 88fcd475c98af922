import { featureGeometry, featureGeometryBound } from '../../reference/index';
import type { KernelDefinition } from '../case';
import { WEIGHTS } from './sizes';

/** One feature in so many has the norm 0. */
const ZERO_ROWS = 8;

export const geometry: readonly KernelDefinition[] = [
  {
    file: 'shaders/geometry/feature_geometry.wgsl',
    testSizes: WEIGHTS,
    variants: [{ WORKGROUP: 64 }, { WORKGROUP: 256 }],
    makeCase({ I, n, m }, random) {
      const w = random.floats(I * n * m);
      for (let row = 0; row < I * n; row++) {
        if (random.integer(0, ZERO_ROWS - 1) === 0) w.fill(0, row * m, (row + 1) * m);
      }
      const reference = () => featureGeometry(w, { I, n, m });
      const value = reference();
      const bound = featureGeometryBound(w, { I, n, m });
      return {
        reference,
        uniforms: { dims: { I, n, m } },
        inputs: { w },
        expected: {
          norm: { value: value.norm, bound: bound.norm },
          dimensionality: { value: value.dimensionality, bound: bound.dimensionality },
          overlap: { value: value.overlap, bound: bound.overlap },
        },
      };
    },
  },
];
