import { StreamLanguage } from '@codemirror/language';
import { lexemeAt } from '../../wgsl/index';
import { roleOf } from '../highlight';

/** What the editor remembers at the end of a line. */
interface LineState {
  /** Block comments that are open. */
  comments: number;
  /** Brackets that are open: a line is indented by so many. */
  brackets: number;
  /** The last token. */
  before: string;
}

/** WGSL for the editor, by the words that guard and tracer read. */
export const wgslLanguage = StreamLanguage.define<LineState>({
  name: 'wgsl',
  startState: () => ({ comments: 0, brackets: 0, before: '' }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    const { kind, end, depth } = lexemeAt(stream.string, stream.pos, state.comments);
    const text = stream.string.slice(stream.pos, end);
    stream.pos = end;
    state.comments = depth;
    const role = roleOf(kind, text, state.before);
    if (kind !== 'blank' && kind !== 'comment') state.before = text;
    if (kind === 'sign' && /^[([{]$/.test(text)) state.brackets++;
    if (kind === 'sign' && /^[)\]}]$/.test(text)) state.brackets--;
    return role || null;
  },
  indent: ({ brackets }, after, { unit }) =>
    unit * Math.max(0, brackets - (/^\s*[)\]}]/.test(after) ? 1 : 0)),
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    indentOnInput: /^\s*[)\]}]$/,
  },
});
