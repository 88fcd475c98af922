/**
 * How far the rows of a trained W may lie from an ideal shape: standard deviation of each coordinate, as a share of the
 * row's norm. AdamW at its usual rate of 0.001 leaves about 0.003 (right angles of trained digons are cosines below
 * 0.02); four times that leaves room for shapes that unequal importance stretches a little, as in the paper's first
 * figure, whose pentagon has angles of 69 to 75 degrees.
 */
export const ROW_NOISE = 1 / 80;

/** Standard deviations until chance is excluded: one pair in two million is further off. */
const DEVIATIONS = 5;

/**
 * How far a cosine of two features may be from its ideal, and so what counts as a right angle: 0.088. Moving unit
 * vectors u and v by ROW_NOISE moves their cosine by √2 · ROW_NOISE · (sine of their angle) or less.
 */
export const COSINE_TOLERANCE = DEVIATIONS * Math.SQRT2 * ROW_NOISE;

/** How far a norm may be from the mean of its shape, relative to it: two norms differ by √2 · ROW_NOISE as well. */
export const NORM_TOLERANCE = COSINE_TOLERANCE;

/**
 * How far D_i may be from its ideal: 0.044. Of all shapes a digon's follows the norms most closely,
 * D = a² / (a² + b²), so that a/b off by t moves D by t / 2.
 */
export const DIMENSIONALITY_TOLERANCE = COSINE_TOLERANCE / 2;

/**
 * Features below this share of the largest norm are not learned: such a row leaves (1 − 1/16)² = 88 % of what an ignored
 * feature costs (feature benefit; Elhage et al. 2022, "Mathematical Understanding").
 */
export const LEARNED_SHARE = 0.25;
