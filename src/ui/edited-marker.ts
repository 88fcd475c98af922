import * as v from 'valibot';

const KEY = 'antipode.edited-running';

/** An edited kernel that was running: in the lab, or in the model. */
const schema = v.strictObject({
  kernel: v.pipe(v.string(), v.regex(/^\w{1,64}$/)),
  where: v.picklist(['lab', 'model']),
});
export type Marker = v.InferOutput<typeof schema>;

/**
 * A mark in this browser that an edited kernel is running and has not answered. If the page finds one when it starts,
 * that kernel took the page down with it.
 */
export const editedMarker = {
  set(marker: Marker): void {
    keep(() => localStorage.setItem(KEY, JSON.stringify(marker)));
  },
  clear(): void {
    keep(() => localStorage.removeItem(KEY));
  },
  /** The mark that an earlier page left; null where there is none. */
  read(): Marker | null {
    try {
      const kept = v.safeParse(schema, JSON.parse(localStorage.getItem(KEY) ?? 'null'));
      return kept.success ? kept.output : null;
    } catch {
      return null;
    }
  },
};

/** A browser that keeps nothing has no safe start, and works otherwise. */
function keep(act: () => void): void {
  try {
    act();
  } catch {
    // nothing to do about it
  }
}
