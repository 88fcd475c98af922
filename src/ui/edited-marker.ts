import * as v from 'valibot';

const KEY = 'antipode.edited-running';

/** This page's own mark, and the lock that says that the page is there. */
const OWN = `${KEY}.${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;

/** An edited kernel that was running: in the lab, or in the model. */
const schema = v.strictObject({
  kernel: v.pipe(v.string(), v.regex(/^\w{1,64}$/)),
  where: v.picklist(['lab', 'model']),
});
export type Marker = v.InferOutput<typeof schema>;

let locked = false;

/**
 * A mark in this browser that an edited kernel is running and has not answered. If a page finds one of a page that is
 * no more, that kernel took it down. Each page has its own, and holds a lock as long as it lives.
 */
export const editedMarker = {
  set(marker: Marker): void {
    if (!locked) void navigator.locks?.request(OWN, () => new Promise(() => undefined));
    locked = true;
    keep(() => localStorage.setItem(OWN, JSON.stringify(marker)));
  },
  clear(): void {
    keep(() => localStorage.removeItem(OWN));
  },
  /** This page's mark; null where there is none. */
  own(): Marker | null {
    return read(OWN);
  },
  /** A mark that a page left when it ended; null where there is none. */
  async left(): Promise<Marker | null> {
    const [first] = await leftKeys();
    return first === undefined ? null : read(first);
  },
  /** Forgets the marks of pages that are no more. */
  async dismiss(): Promise<void> {
    for (const key of await leftKeys()) keep(() => localStorage.removeItem(key));
  },
};

/** Keys of marks whose page is no more. */
async function leftKeys(): Promise<string[]> {
  let keys: string[] = [];
  keep(() => (keys = Object.keys(localStorage)));
  const marks = keys.filter((key) => key.startsWith(KEY) && key !== OWN && read(key) !== null);
  if (marks.length === 0) return marks;
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return marks.filter((key) => !held.some(({ name }) => name === key));
}

function read(key: string): Marker | null {
  try {
    const kept = v.safeParse(schema, JSON.parse(localStorage.getItem(key) ?? 'null'));
    return kept.success ? kept.output : null;
  } catch {
    return null;
  }
}

/** A browser that keeps nothing has no safe start, and works otherwise. */
function keep(act: () => void): void {
  try {
    act();
  } catch {
    // nothing to do about it
  }
}
