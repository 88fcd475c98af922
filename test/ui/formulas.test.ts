// The sentence about the data says what the sampler draws, of sets too.
import { expect, test } from 'vitest';
import { parseExperiment, type ExperimentInput } from '../../src/train/index';
import '../../src/ui/antipode-formulas';

async function textOf(sets: ExperimentInput['sets']): Promise<string> {
  const element = document.createElement('antipode-formulas');
  element.experiment = parseExperiment({ model: 'relu-output', features: 6, sets });
  document.body.append(element);
  await element.updateComplete;
  const text = element.shadowRoot!.querySelector('p')!.textContent;
  element.remove();
  return text.replace(/\s+/g, ' ');
}

test.each([
  [null, 'its density, a feature is a random number from 0 to 1; otherwise it is 0.'],
  [{ size: 6, kind: 'anticorrelated' }, 'the set of all 6 features, exactly one of them'],
  [{ size: 2, kind: 'anticorrelated' }, 'a set of 2 features, exactly one of them'],
  [{ size: 3, kind: 'correlated' }, 'a set of 3 features, each of them is a random number'],
] as const)('of sets %o', async (sets, said) => {
  const text = await textOf(sets);
  expect(text).toContain(said);
  if (sets) expect(text).toContain('otherwise all of the set are 0.');
});
