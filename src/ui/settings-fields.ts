import { LEAST_DENSITY } from '../reference/index';
import type { FieldName } from './settings-draft';

/** How one setting is put to the reader. */
export interface Field {
  name: FieldName;
  /** The paper's symbol, where it has one. */
  symbol?: string;
  label: string;
  /** What it does and what is allowed. */
  hint: string;
  /** For settings with few choices. */
  choices?: readonly { value: string; text: string }[];
}

export interface FieldGroup {
  title: string;
  fields: readonly Field[];
}

/** All settings, in the order of the model's story: what, on which data, how trained, how begun. */
export const FIELD_GROUPS: readonly FieldGroup[] = [
  {
    title: 'Model',
    fields: [
      {
        name: 'model',
        label: 'model',
        hint: 'x′ = ReLU(Wᵀ W x + b), and the other models of the paper',
        choices: [
          { value: 'relu-output', text: 'ReLU at the output' },
          { value: 'linear-output', text: 'linear' },
          { value: 'hidden-relu', text: 'ReLU at the hidden layer as well' },
          { value: 'absolute-value', text: 'absolute value, by a hidden layer of neurons' },
        ],
      },
      { name: 'features', symbol: 'n', label: 'features', hint: '1 to 1024' },
      {
        name: 'hidden',
        symbol: 'm',
        label: 'hidden dimensions',
        hint: '1 to 256. 1 and 2 are drawn as vectors, more as bars',
      },
      {
        name: 'instances',
        symbol: '',
        label: 'instances',
        hint: '1 to 16 384, side by side, each with its own density; from 201 models on they are drawn as a map',
      },
      {
        name: 'replicas',
        symbol: '',
        label: 'replicas of each',
        hint: '1 to 1000, each from different first weights, at most 131 072 models in all; the best is shown',
      },
    ],
  },
  {
    title: 'Data',
    fields: [
      {
        name: 'from',
        symbol: '1 − S',
        label: 'feature density, from',
        hint: `of the first instance; ${LEAST_DENSITY} to 1`,
      },
      {
        name: 'to',
        symbol: '1 − S',
        label: 'feature density, to',
        hint: `of the last instance; ${LEAST_DENSITY} to 1`,
      },
      {
        name: 'scale',
        label: 'densities between them',
        hint: 'evenly spaced on this scale',
        choices: [
          { value: 'log', text: 'logarithmic' },
          { value: 'linear', text: 'linear' },
        ],
      },
      {
        name: 'decay',
        symbol: 'I',
        label: 'importance decay',
        hint: 'above 0, at most 1. Feature i has importance decay to the power i',
      },
      {
        name: 'inputs',
        label: 'a feature that is on',
        hint: 'uniform on this range',
        choices: [
          { value: 'positive', text: '0 to 1' },
          { value: 'signed', text: '−1 to 1' },
        ],
      },
      {
        name: 'setKind',
        label: 'sets of features',
        hint: 'correlated: on together; anticorrelated: at most one of a set. The density 1 − S is then how often a set is on',
        choices: [
          { value: 'none', text: 'none: each on its own' },
          { value: 'correlated', text: 'correlated' },
          { value: 'anticorrelated', text: 'anticorrelated' },
        ],
      },
      {
        name: 'setSize',
        label: 'features a set',
        hint: '2 to 128, where there are sets; n must be a multiple of it',
      },
      {
        name: 'rows',
        label: 'rows of a map',
        hint: '0: none. Else instances are cells, a multiple of the rows: densities along a row, and from row to row the importance of one feature from 10 down to 0.1',
      },
      {
        name: 'samples',
        symbol: 'T',
        label: 'samples of a data set',
        hint: '0: fresh samples at every step. Else every step trains on the same T, up to 65 536; or one T for each instance, with a comma and a space between',
      },
      {
        name: 'unitInputs',
        label: 'length of a sample',
        hint: 'as it is drawn, or scaled',
        choices: [
          { value: 'no', text: 'as it is' },
          { value: 'yes', text: 'scaled to 1' },
        ],
      },
      {
        name: 'attack',
        label: 'attacks in training',
        hint: '0 to 10 times the mean input norm, along a random feature’s direction; or one number for each instance, with a comma and a space between',
      },
    ],
  },
  {
    title: 'Training',
    fields: [
      { name: 'batch', label: 'batch', hint: '1 to 65 536 fresh samples a step' },
      { name: 'steps', label: 'steps', hint: '1 to 10 000 000' },
      {
        name: 'optimizer',
        label: 'optimizer',
        hint: 'the notebook uses AdamW',
        choices: [
          { value: 'adamw', text: 'AdamW' },
          { value: 'sgd', text: 'SGD' },
        ],
      },
      { name: 'learningRate', label: 'learning rate', hint: 'above 0, at most 10' },
      {
        name: 'schedule',
        label: 'learning rate schedule',
        hint: 'linear and cosine fall to 0 at the last step',
        choices: [
          { value: 'constant', text: 'constant' },
          { value: 'linear', text: 'linear' },
          { value: 'cosine', text: 'cosine' },
        ],
      },
      {
        name: 'warmup',
        label: 'warm-up',
        hint: '0 to the number of steps; the rate grows during these, from 0 to what the schedule says by then',
      },
      { name: 'weightDecay', label: 'weight decay', hint: '0 to 1, on weights and b' },
      {
        name: 'hiddenL1',
        symbol: 'λ',
        label: 'penalty on ‖h‖₁',
        hint: '0 to 1000, added to the loss summed over features; the loss shown on this page leaves it out',
      },
    ],
  },
  {
    title: 'First weights',
    fields: [
      {
        name: 'initStd',
        label: 'standard deviation of W',
        hint: 'a number from 0 to 10, or the word notebook for √(2 / ((n + instances) · m))',
      },
      {
        name: 'initBias',
        label: 'b at the start',
        hint: 'a number from -10 to 10, the same for every output. A ReLU output that starts above 0 learns from the first sample',
      },
      {
        name: 'seed',
        label: 'seed',
        hint: 'a whole number from 0 to 4 294 967 295. The same seed gives the same run on every machine',
      },
    ],
  },
];
