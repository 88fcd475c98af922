import { allNear, claim, near, nearly } from '../claim';
import { cosine, dimensionalities, dimensionsFilled, pairs } from '../measures';
import { preset } from '../preset';

export const dynamics = preset({
  name: 'dynamics',
  title: 'Learning by jumps',
  section: 'Superposition and Learning Dynamics',
  summary:
    'Features jump between the dimensionalities that geometry allows, as electrons do between energy levels, and every jump is a drop of the loss.',
  look: 'Each line is a feature. It stays at a dimensionality for many steps and then jumps to another one, and the loss falls at that moment. With two sets of three correlated features, the two groups first part, each becomes a triangle, and the triangles turn against each other into an octahedron.',
  picture: { run: 'octahedron', figure: 'space' },
  figures: ['energy', 'loss', 'feature-graph', 'space', 'features'],
  runs: [
    {
      name: 'energy-levels',
      title: 'n = 100, m = 20: all pairs in the end',
      experiment: {
        model: 'relu-output',
        // With 60 features there is not enough pressure: some end with 2/3 or a dimension of their own.
        features: 100,
        hidden: 20,
        instances: 1,
        featureProbability: [0.35],
        importance: { decay: 1 },
        batch: 512,
        steps: 6000,
        optimizer: { learningRate: 1e-3, schedule: 'cosine' },
        initStd: 0.05,
        seed: 1,
      },
      ci: { batch: 256, steps: 3000, optimizer: { learningRate: 3e-3, schedule: 'cosine' } },
      claims: [
        claim('Σ D, the dimensions filled', (t) =>
          nearly(dimensionsFilled(t.instance(0)), 20, 0.005),
        ),
        claim('D of every feature that is represented: digons', (t) =>
          allNear(dimensionalities(t.instance(0)), 0.5, 0.05),
        ),
      ],
    },
    {
      name: 'octahedron',
      title: 'Two sets of three correlated features, m = 3',
      experiment: {
        model: 'relu-output',
        features: 6,
        hidden: 3,
        instances: 1,
        replicas: 8,
        featureProbability: [0.05],
        importance: { decay: 1 },
        sets: { size: 3, kind: 'correlated' },
        steps: 6000,
        // At 1e-3 the triangles have not finished turning: the least cosine is −0.88.
        optimizer: { learningRate: 3e-3, schedule: 'cosine', weightDecay: 0 },
        initStd: 0.02,
        seed: 1,
      },
      claims: [
        claim('D of all six features', (t) => allNear(dimensionalities(t.instance(0)), 0.5, 0.02)),
        claim('cosines within a set: at right angles', (t) =>
          allNear(
            pairs(6, 3, 'inside').map(([i, j]) => cosine(t.instance(0), i, j)),
            0,
            0.05,
          ),
        ),
        claim('least cosine across the sets: antipodal', (t) =>
          near(
            Math.min(...pairs(6, 3, 'across').map(([i, j]) => cosine(t.instance(0), i, j))),
            -1,
            0.05,
          ),
        ),
      ],
    },
  ],
});
