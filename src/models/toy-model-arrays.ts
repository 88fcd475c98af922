import type { ToyModelConfig } from './toy-model';

/** An axis of an array: instance, sample, feature, hidden dimension. */
export type AxisName = 'I' | 'B' | 'n' | 'm';

/** An array of the stepwise program, as a reader meets it. */
export interface ArrayMeaning {
  axes: readonly AxisName[];
  /** The paper's symbol, or the nearest that plain text has. */
  symbol: string;
  /** What it is, as the end of "x: …". */
  words: string;
}

const weights = (symbol: string, words: string): ArrayMeaning => ({
  axes: ['I', 'n', 'm'],
  symbol,
  words,
});
const feature = (symbol: string, words: string): ArrayMeaning => ({
  axes: ['I', 'n'],
  symbol,
  words,
});
const input = (symbol: string, words: string): ArrayMeaning => ({
  axes: ['I', 'B', 'n'],
  symbol,
  words,
});
const hidden = (symbol: string, words: string): ArrayMeaning => ({
  axes: ['I', 'B', 'm'],
  symbol,
  words,
});

/** Every array that a stepwise program of a toy model may use, by the name that its calls use. */
export function arrayMeanings({
  architecture: { tied },
}: Pick<ToyModelConfig, 'architecture'>): Readonly<Record<string, ArrayMeaning>> {
  const w = tied ? 'W' : 'W_e';
  const decoder = 'W_d';
  return {
    threshold: feature('threshold', 'a feature is on where its random bits lie below'),
    scale: feature('scale', 'makes a value between 0 and 1 of random bits'),
    importance: feature('I', 'importance, what an error in a feature costs'),
    push: { axes: ['I'], symbol: 'ε', words: 'length of an attack' },
    w: weights(
      w,
      tied ? 'weights, one row a feature' : 'weights of the encoder, one row a feature',
    ),
    m_w: weights(`m of ${w}`, 'running mean of the slopes'),
    v_w: weights(`v of ${w}`, 'running mean of their squares'),
    w_decode: weights(decoder, 'weights of the decoder, one row a feature'),
    m_w_decode: weights(`m of ${decoder}`, 'running mean of the slopes'),
    v_w_decode: weights(`v of ${decoder}`, 'running mean of their squares'),
    b: feature('b', 'bias of each output'),
    m_b: feature('m of b', 'running mean of the slopes'),
    v_b: feature('v of b', 'running mean of their squares'),
    x: input('x', 'input'),
    y: input('|x|', 'what the output is to be'),
    attacked: input('x, attacked', 'input, moved by the attack'),
    pre_h: hidden('pre_h', 'hidden vector before its ReLU'),
    h: hidden('h', 'hidden vector'),
    pre: input('pre', 'output before bias and ReLU'),
    out: input('x′', 'output'),
    loss: { axes: ['I'], symbol: 'loss', words: 'mean over the whole batch' },
    d_out: input('d_out', 'slope of the loss with x′'),
    d_pre: input('d_pre', 'slope of the loss with pre'),
    d_h: hidden('d_h', 'slope of the loss with h, by way of x′'),
    d_h_all: hidden('d_h_all', 'slope of the loss with h, the penalty among it'),
    d_pre_h: hidden('d_pre_h', 'slope of the loss with pre_h'),
    d_w_decode: weights(
      tied ? 'd_W, decoding' : 'd_W_d',
      'slope of the loss with W as decoder, summed over the batch',
    ),
    d_w_encode: weights(
      'd_W, encoding',
      'slope of the loss with W as encoder, summed over the batch',
    ),
    d_w: weights(`d_${w}`, 'slope of the loss with it, summed over the batch'),
    d_b: feature('d_b', 'slope of the loss with b, summed over the batch'),
  };
}
