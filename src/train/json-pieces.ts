/** Characters of a piece of text, far fewer than a string may have (2²⁹ − 24 in V8). */
const PIECE = 2 ** 22;

/** More characters than the JSON of a number and a comma has. */
const NUMBER = 32;

/**
 * The JSON of a value in pieces: joined they are `JSON.stringify(value)`, which for a large run is longer than any string
 * may be.
 *
 * @param value plain data: arrays, objects, and what is in them
 * @param limit characters of a piece; only one with a single longer string in it has more
 */
export function* jsonPieces(value: unknown, limit = PIECE): Generator<string> {
  let piece = '';
  for (const token of tokens(value, Math.max(1, Math.floor(limit / NUMBER)))) {
    if (piece !== '' && piece.length + token.length > limit) {
      yield piece;
      piece = '';
    }
    piece += token;
  }
  yield piece;
}

/** The JSON of a value from left to right; so many numbers of an array at once. */
function* tokens(value: unknown, run: number): Generator<string> {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    yield '[';
    for (let at = 0; at < items.length;) {
      if (at > 0) yield ',';
      let end = at;
      while (end - at < run && typeof items[end] === 'number') end++;
      if (end > at) yield JSON.stringify(items.slice(at, end)).slice(1, -1);
      else yield* tokens(items[end++] ?? null, run);
      at = end;
    }
    yield ']';
  } else if (typeof value === 'object' && value !== null) {
    let before = '{';
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      yield* tokens(member, run);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  } else {
    yield JSON.stringify(value);
  }
}
