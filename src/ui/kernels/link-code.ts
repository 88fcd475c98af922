import { plainLines } from '../../wgsl/index';

/** The longest shader text that travels by link, in bytes. The longest kernel has about 5 000. */
export const MOST_BYTES = 32 * 1024;

/** A link whose code cannot be had. The message says why. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/**
 * A text as it stands in a link: deflated, in base64url.
 * @throws LinkError when it is too long
 */
export async function packCode(code: string): Promise<string> {
  const bytes = new TextEncoder().encode(code);
  if (bytes.length > MOST_BYTES) {
    throw new LinkError(`The text has ${bytes.length} bytes; a link holds ${MOST_BYTES}.`);
  }
  const packed = await collect(through(bytes, new CompressionStream('deflate-raw')), Infinity);
  return btoa(String.fromCharCode(...packed))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/**
 * The text of a link. It comes from anywhere: nothing is unpacked beyond MOST_BYTES.
 * @throws LinkError when it is malformed or too long
 */
export async function unpackCode(text: string): Promise<string> {
  if (text.length > 2 * MOST_BYTES) throw new LinkError('The code in the link is too long.');
  let bytes: Uint8Array;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const packed = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    bytes = await collect(through(packed, new DecompressionStream('deflate-raw')), MOST_BYTES);
    // Lines as the editor has them: the text is then the same until somebody edits it.
    return plainLines(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError('The code in the link is damaged: perhaps the link was cut short.');
  }
}

function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> {
  return new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream);
}

async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new LinkError(`The code in the link unpacks to more than ${most} bytes.`);
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
