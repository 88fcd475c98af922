// The page's words: sentences at which readers stopped do not come back.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOMS = ['src/ui', 'bench/ui', 'src/train/presets'];

/** Each, and what is wrong with it. */
const STUMBLES: readonly [words: string, why: string][] = [
  ['alike but for', 'say in what they differ'],
  ['All steps are made', 'done'],
  ['Run trains on', 'Run continues'],
  ['trains anew', 'starts again'],
  ['starts anew', 'starts again'],
  ['Begin anew', 'start again'],
  ['figures follow the training', 'the newest step'],
  ['So far: the numbers hold', 'say for when the answers are'],
  ['can also change where it is', 'during training'],
  ['To see past luck', 'to rule out luck'],
  ['first b', 'b at the start'],
  ['What it is worth to make', 'what is gained'],
  ['The experiment waits', 'it is not running'],
  ['>to the experiment', 'back to the experiment'],
  ['only what holds these words', 'say what is filtered'],
  ['Beside libraries', 'with libraries'],
  ['one cannot tell', 'cannot tell'],
  ['its climb ended', 'say what grew, and where it stopped'],
  ['stand here', 'are listed here'],
  ['stands here', 'is listed here'],
];

/** All text of a file that a reader may see, with one space for every gap. */
function textOf(path: string): string {
  const pieces: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) pieces.push(node.text);
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) pieces.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest));
  return pieces.join(' … ').replace(/\s+/g, ' ');
}

const texts = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: join(room, name), text: textOf(join(room, name)) })),
);

describe('words on the page', () => {
  test('are found', () => {
    expect(texts.some(({ text }) => text.includes('Toy models of superposition, trained'))).toBe(
      true,
    );
  });

  test.each(STUMBLES)('“%s” is not on the page: %s', (words) => {
    expect(texts.filter(({ text }) => text.includes(words)).map(({ path }) => path)).toEqual([]);
  });
});
