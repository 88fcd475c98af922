// Where each use of the generator begins to count: the one list of all, so that no two uses read the same words.
//
// Two uses are independent where their counters differ in one of the lower 24 bits: pcg4d hardly mixes counters that
// differ in their highest bits only. A difference in bit 26 alone passes the tests of this project, one in bit 28 alone
// is 400 standard deviations off, and one in bit 30 alone 6000.

/** First step number of each kind of draw. Kinds are as many steps apart as any run has. */
export const STEPS = {
  /** Batches of training, by the step that they are drawn in. */
  training: 0,
  /** The samples that a dictionary is judged on, beyond the last step of any training. */
  look: 0x00a00000,
  /** The batches that a trained model is judged on: never seen in training. */
  evaluation: 0x80c00000,
  /** No batch at all: the initial weights. */
  initial: 0xffffffff,
} as const;

export const LOOK_STEP = STEPS.look;
export const EVALUATION_STEP = STEPS.evaluation;
export const INITIAL_STEP = STEPS.initial;

/** The last word of a counter. Fewer blocks and sets than lie between two of them are ever drawn. */
export const LAST_WORDS = {
  /** Blocks of four features. */
  blocks: 0,
  /** What decides for a set, apart from how large its features are. */
  sets: 0x100000,
  /** Which output of a sample is attacked. */
  attacks: 0x200000,
} as const;
