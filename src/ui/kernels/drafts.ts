import * as v from 'valibot';
import { MOST_BYTES } from './link-code';

const KEY = 'antipode.drafts';

/** Drafts kept at once; the oldest makes room. */
const MOST_DRAFTS = 12;

/** What stands in the browser's storage came from an earlier page, or from anybody: it is checked. */
const schema = v.array(
  v.strictObject({
    kernel: v.pipe(v.string(), v.regex(/^\w{1,64}$/)),
    code: v.pipe(v.string(), v.maxLength(MOST_BYTES)),
  }),
);
type Draft = v.InferOutput<typeof schema>[number];

/** Edited texts that a person has not finished with, kept in this browser. */
export const drafts = {
  /** The edited text of a kernel; null where there is none. */
  of(kernel: string): string | null {
    return read().find((draft) => draft.kernel === kernel)?.code ?? null;
  },
  keep(kernel: string, code: string): void {
    const others = read().filter((draft) => draft.kernel !== kernel);
    write([...others, { kernel, code: code.slice(0, MOST_BYTES) }].slice(-MOST_DRAFTS));
  },
  forget(kernel: string): void {
    write(read().filter((draft) => draft.kernel !== kernel));
  },
};

function read(): Draft[] {
  try {
    const kept = v.safeParse(schema, JSON.parse(localStorage.getItem(KEY) ?? '[]'));
    return kept.success ? kept.output : [];
  } catch {
    return [];
  }
}

function write(all: readonly Draft[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing, or is full: the text stands in the editor all the same.
  }
}
