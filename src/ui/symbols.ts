/** What each symbol of the paper stands for: said wherever one of them is pointed at. */
export const SYMBOLS = {
  x: 'a sample: one number for each of the n features, most of them 0',
  'x′': 'what the model makes of x; it should come out the same',
  'y′': 'what the model makes of x; it should be |x|',
  W: 'the weights, m × n numbers that are learned: column i is the direction of feature i',
  'W₁': 'the weights of the first layer, from n features to m neurons',
  'W₂': 'the weights of the second layer, from m neurons to n outputs',
  WᵀW: 'what each input feature adds to each output feature, n × n numbers',
  b: 'the bias: one learned number for each output',
  ReLU: 'keeps what is above 0 and makes everything else 0',
  n: 'how many features there are',
  m: 'how many hidden dimensions the model has to store them in',
  S: 'sparsity: how often a feature is off (0)',
  '1 − S': 'density: how often a feature is on (not 0)',
  I: 'importance: how much an error in a feature costs',
  L: 'the loss: the squared error, weighted by importance',
  '‖W‖':
    'norm: the length of a feature’s direction; 1 when it is fully stored, 0 when it is ignored',
  D: 'dimensionality: the share of a hidden dimension that a feature has for itself; 1 alone, 1/2 in an antipodal pair, 2/5 in a pentagon',
  overlap:
    'how much the other features share this one’s direction; from 1 on they can switch it on as strongly as itself',
} as const;

export type SymbolName = keyof typeof SYMBOLS;

/** Symbols for an `<antipode-symbol>`. */
export const symbols = (...names: SymbolName[]): readonly SymbolName[] => names;
