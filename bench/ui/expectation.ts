import { stepsOf, type Contest } from './contests';

/** What a header foresaw of a rung that was indeed slower than the one below it. */
export interface Foreseen {
  /** Where it was slower; empty where that is everywhere. */
  shapes: readonly string[];
  /** Why, in the header's words. */
  reason: string;
}

/**
 * The header's reason for a rung that takes longer than the one below it. Null where the header does not foresee that, or
 * where the measurement says otherwise: an expectation beside a time that contradicts it would only mislead.
 *
 * @param place of the rung among the contenders
 * @param adapter on which it was measured
 */
export function foreseenSlower(
  contest: Contest,
  place: number,
  adapter: 'gpu' | 'software',
): Foreseen | null {
  const { kernel } = contest.contenders[place];
  const rival = contest.rival(place)?.kernel;
  // A header speaks of the rung just below; another one, where that was not measured, is another matter.
  if (
    !kernel ||
    !rival ||
    kernel.ladder.indexOf(kernel.name) !== kernel.ladder.indexOf(rival.name) + 1
  )
    return null;
  const text = kernel.expect[adapter];
  if (!foreseesSlower(text)) return null;
  const steps = stepsOf(contest, place).filter(({ comparison }) => comparison);
  const slower = steps.filter(({ comparison }) => comparison?.verdict === 'slower');
  if (slower.length === 0) return null;
  const everywhere = slower.length === steps.length;
  return { shapes: everywhere ? [] : slower.map(({ shape }) => shape), reason: aboutSlower(text) };
}

/** Whether an EXPECT text says, in its first clause, that the rung may be slower: "Slower than …", "Can be slower …". */
export function foreseesSlower(text: string): boolean {
  return /^[^.,:;]*\bslower\b/i.test(text);
}

/** Its sentences without those that say where the rung is faster: that was not compared here. */
function aboutSlower(text: string): string {
  const sentences = text.match(/[^.]+\.\s*/g) ?? [text];
  return sentences
    .filter((sentence) => !/\bfast(er|est)\b/i.test(sentence))
    .join('')
    .trim();
}
