import { classHighlighter, highlightCode } from '@lezer/highlight';
import { wgslLanguage } from '@iizukak/codemirror-lang-wgsl';

/** A piece of a line; `role` is a class of code-colours.ts, or ''. */
export interface CodePart {
  text: string;
  role: string;
}

/** A WGSL text, line by line, with the grammar that the editor uses. */
export function highlightWgsl(code: string): CodePart[][] {
  const lines: CodePart[][] = [[]];
  highlightCode(
    code,
    wgslLanguage.parser.parse(code),
    classHighlighter,
    (text, role) => lines.at(-1)!.push({ text, role }),
    () => lines.push([]),
  );
  return lines;
}
