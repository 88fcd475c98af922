import * as v from 'valibot';
import { plainLines } from '../../wgsl/index';

const KEY = 'antipode.drafts';

/** Characters of a text that is kept. The longest kernel has about 20 000; a browser keeps some five million in all. */
const MOST_CHARACTERS = 2 ** 20;

/** What stands in the browser's storage came from an earlier page, or from anybody: each draft is checked. */
const schema = v.strictObject({
  kernel: v.pipe(v.string(), v.regex(/^\w{1,64}$/)),
  code: v.pipe(v.string(), v.maxLength(MOST_CHARACTERS)),
  /** It made room for a text that came by link and was edited. */
  aside: v.optional(v.boolean(), false),
});
type Draft = v.InferOutput<typeof schema>;

/** Edited texts that a person has not finished with, kept in this browser: of each kernel one, and one set aside. */
export const drafts = {
  /** The edited text of a kernel; null where there is none. */
  of(kernel: string, aside = false): string | null {
    return find(read(), kernel, aside)?.code ?? null;
  },
  /** Keeps a text. Returns why it could not be, in a sentence; '' where it was. */
  keep(kernel: string, code: string): string {
    if (code.length > MOST_CHARACTERS) {
      return `This text has ${code.length} characters. It is too long to be kept in this browser, which takes up to ${MOST_CHARACTERS}: copy it before you close the page.`;
    }
    return write([...without(read(), kernel, false), { kernel, code, aside: false }]);
  },
  forget(kernel: string): void {
    write(without(read(), kernel, false));
  },
  /** The draft makes room: it and the one set aside change places. */
  swap(kernel: string): void {
    const all = read();
    const swapped = all.map((draft) =>
      draft.kernel === kernel ? { ...draft, aside: !draft.aside } : draft,
    );
    write(swapped);
  },
};

function find(all: readonly Draft[], kernel: string, aside: boolean): Draft | undefined {
  return all.find((draft) => draft.kernel === kernel && draft.aside === aside);
}

function without(all: readonly Draft[], kernel: string, aside: boolean): Draft[] {
  return all.filter((draft) => draft.kernel !== kernel || draft.aside !== aside);
}

/** One that is no draft does not cost the others. */
function read(): Draft[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((each) => {
      const draft = v.safeParse(schema, each);
      return draft.success ? { ...draft.output, code: plainLines(draft.output.code) } : [];
    });
  } catch {
    return [];
  }
}

function write(all: readonly Draft[]): string {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
    return '';
  } catch {
    return 'This browser has no room left to keep the text, or keeps nothing: what you write is lost when the page is closed. Copy it before.';
  }
}
