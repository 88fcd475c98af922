import * as v from 'valibot';

const value = v.union([v.pipe(v.number(), v.finite()), v.string()]);
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
/** What a result was trained on. */
export const adapter = v.strictObject({
  vendor: v.string(),
  architecture: v.string(),
  device: v.string(),
  description: v.string(),
  /** A software adapter. */
  fallback: v.boolean(),
});

/** A claim and what it came to, as it stands in files. */
export const row = v.strictObject({
  /** Address of the run. */
  experiment: v.string(),
  section: v.string(),
  quantity: v.string(),
  expected: value,
  got: value,
  tolerance: value,
  verdict: v.picklist(['holds', 'off', 'not-run']),
  size: v.strictObject({
    ...{ features: count, hidden: count, instances: count },
    ...{ replicas: count, batch: count, steps: count },
  }),
});
