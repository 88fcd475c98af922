/** A neuron that works for two features, one of them loud, and what keeps the loud one off the other's output. */
export interface AsymmetricMotif {
  neuron: number;
  /** Read strongly and written weakly: ideally 2 and 1/2. */
  loud: number;
  /** Read weakly and written strongly: ideally 1/2, of either sign, and 2. */
  quiet: number;
  /** Weights of loud and quiet, the neuron scaled so that it reads loud as strongly as it writes quiet. */
  encoder: [number, number];
  decoder: [number, number];
  /** What one unit of loud puts on quiet's output: ideally 4. */
  interference: number;
  /** What one unit of quiet puts on loud's output: ideally 1/4. */
  echo: number;
  /** Other neurons by which one unit of loud takes from quiet's output, and how much; the most first. */
  inhibitors: { neuron: number; amount: number }[];
}

/** The paper's ratio between strong and weak, 2 : 1/2. */
const RATIO = 4;
/** A neuron alone gives a feature its |x| at a slope of 1; up to this slope other features do not count as its own. */
const BY_THE_WAY = 0.25;
/** Share of the interference that other neurons must take away, or the motif would only be a mistake. */
const TAKEN_AWAY = 0.5;
/** An inhibitor takes at least this share of the interference. */
const INHIBITOR = 0.1;

/**
 * The asymmetric superposition motif in a model of |x| with its own decoder (Elhage et al. 2022, "Computation in
 * Superposition"): a neuron with W_1 = [2, −1/2] and W_2 = [1/2, 2], and an inhibiting neuron. The quiet feature hardly
 * shows in the loud one's output; the loud one shows fourfold in the quiet one's, where another neuron takes it away.
 *
 * A neuron is one if, whatever its scale (twice the encoder and half the decoder is the same model):
 *
 * - it serves exactly two features: encoder times decoder weight is from 1/f to f, where 1 is ideal and f the factor;
 *   for all other features it is below 1/4;
 * - it reads loud more strongly than quiet, and writes quiet more strongly than loud, both 4/f to 4 f times;
 * - the other neurons that loud switches on with this one take away half of the interference or more, all told.
 *
 * Signs of the encoder do not matter: turning a feature round (x to −x) leaves |x| and its distribution as they are.
 *
 * @param encoder W_1 with one row a feature, [n, m]
 * @param decoder W_2 likewise, [n, m]
 * @param factor f, how far from the ideal numbers
 */
export function asymmetricMotifs(
  encoder: ArrayLike<number>,
  decoder: ArrayLike<number>,
  n: number,
  m: number,
  factor = 2,
): AsymmetricMotif[] {
  const found: AsymmetricMotif[] = [];
  for (let neuron = 0; neuron < m; neuron++) {
    const reads = (feature: number) => Math.abs(encoder[feature * m + neuron]);
    const writes = (feature: number) => decoder[feature * m + neuron];
    const pair = servesTwo(n, (feature) => reads(feature) * writes(feature), factor);
    if (!pair) continue;
    const [loud, quiet] = reads(pair[0]) > reads(pair[1]) ? pair : [pair[1], pair[0]];
    if (!within(reads(loud) / reads(quiet), RATIO, factor)) continue;
    if (!within(writes(quiet) / writes(loud), RATIO, factor)) continue;

    const interference = reads(loud) * writes(quiet);
    const others = helpers(encoder, decoder, m, { neuron, loud, quiet });
    const takenAway = others.reduce((sum, { amount }) => sum + amount, 0);
    if (!(takenAway >= TAKEN_AWAY * interference)) continue;
    const scale = Math.sqrt(writes(quiet) / reads(loud));
    found.push({
      neuron,
      loud,
      quiet,
      encoder: [scale * encoder[loud * m + neuron], scale * encoder[quiet * m + neuron]],
      decoder: [writes(loud) / scale, writes(quiet) / scale],
      interference,
      echo: reads(quiet) * writes(loud),
      inhibitors: others
        .filter(({ amount }) => amount >= INHIBITOR * interference)
        .sort((a, b) => b.amount - a.amount),
    });
  }
  return found;
}

/** The two features that a neuron serves with about the slope 1, if there are no others and no halves. */
function servesTwo(
  n: number,
  slope: (feature: number) => number,
  factor: number,
): [number, number] | null {
  const served: number[] = [];
  for (let feature = 0; feature < n; feature++) {
    if (within(slope(feature), 1, factor)) served.push(feature);
    else if (!(slope(feature) < BY_THE_WAY)) return null;
  }
  return served.length === 2 ? [served[0], served[1]] : null;
}

/** What the other neurons that loud switches on take from quiet's output per unit of loud; negative where they add. */
function helpers(
  encoder: ArrayLike<number>,
  decoder: ArrayLike<number>,
  m: number,
  { neuron, loud, quiet }: { neuron: number; loud: number; quiet: number },
): { neuron: number; amount: number }[] {
  const sign = Math.sign(encoder[loud * m + neuron]);
  return Array.from({ length: m }, (_, other) => ({
    neuron: other,
    amount: -Math.max(0, sign * encoder[loud * m + other]) * decoder[quiet * m + other],
  })).filter((helper) => helper.neuron !== neuron);
}

function within(value: number, ideal: number, factor: number): boolean {
  return value >= ideal / factor && value <= ideal * factor;
}
