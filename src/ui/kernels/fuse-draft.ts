import { FUSED_WIDTHS } from '../../lab/index';
import { modelConfig, OPENING, parseExperiment, type Experiment } from '../../train/index';
import { typedNumber } from '../typed-number';

/** The form as texts, right or wrong. */
export interface FuseDraft {
  instances: string;
  features: string;
  hidden: string;
  /** A number, or '' for whichever is fastest. */
  width: string;
}

/** What a reader may choose, and from where to where. The kernel holds no larger model. */
export const FUSE_FIELDS = [
  { name: 'instances', symbol: 'I', meaning: 'models side by side', most: 100 },
  { name: 'features', symbol: 'n', meaning: 'features', most: 16 },
  { name: 'hidden', symbol: 'm', meaning: 'hidden dimensions', most: 4 },
] as const;

const INTRODUCTION = OPENING;

/** The model of the introduction. */
export const FUSE_DEFAULT: FuseDraft = {
  instances: String(INTRODUCTION.instances),
  features: String(INTRODUCTION.features),
  hidden: String(INTRODUCTION.hidden),
  width: '',
};

/** What the form asks for. */
export interface FuseWish {
  experiment: Experiment;
  width: number | null;
}

/** The wish, or what is wrong with the draft. */
export function readFuseDraft(
  draft: FuseDraft,
): { wish: FuseWish; problem: '' } | { wish: null; problem: string } {
  for (const { name, symbol, most } of FUSE_FIELDS) {
    const value = typedNumber(draft[name]);
    if (value === null || !Number.isInteger(value) || value < 1 || value > most) {
      return { wish: null, problem: `${symbol} is a whole number from 1 to ${most} here.` };
    }
  }
  const experiment = parseExperiment({
    ...INTRODUCTION,
    instances: typedNumber(draft.instances)!,
    features: typedNumber(draft.features)!,
    hidden: typedNumber(draft.hidden)!,
  });
  const width = FUSED_WIDTHS.find((known) => String(known) === draft.width) ?? null;
  return { wish: { experiment, width }, problem: '' };
}

/** What the worker is asked. */
export function requestOf({ experiment, width }: FuseWish) {
  return { config: modelConfig(experiment), width };
}
