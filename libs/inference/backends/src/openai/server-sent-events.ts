import { record } from './untyped.ts';

/** One event: an object, or the word that the stream is complete. */
export type ServerEvent = { readonly data: unknown } | 'done';

/**
 * Reads the events of a stream from its bytes, however they are cut. More patient than the standard (WHATWG, server-sent events):
 * events need no empty line between them, and an object needs no `data:` before it. The work is linear in the bytes.
 */
export class EventReader {
  readonly #decoder = new TextDecoder();
  /** The line that has not ended, in the pieces that came. */
  #line: string[] = [];
  /** Lines of an object that is spread over several. */
  #spread: string[] = [];
  #endsInReturn = false;

  /**
   * The events that these bytes complete.
   * @throws SyntaxError when an event is no JSON
   */
  *read(bytes: Uint8Array): Generator<ServerEvent> {
    yield* this.#lines(this.#decoder.decode(bytes, { stream: true }));
  }

  /**
   * What stands after the last line end.
   * @throws SyntaxError like `read`
   */
  *end(): Generator<ServerEvent> {
    yield* this.#lines(`${this.#decoder.decode()}\n\n`);
  }

  *#lines(text: string): Generator<ServerEvent> {
    // The second half of a line end whose first half came before.
    let from = this.#endsInReturn && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.#endsInReturn = text.endsWith('\r');
    const ends = /\r\n|\n|\r/g;
    ends.lastIndex = from;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      this.#line.push(text.slice(from, end.index));
      from = end.index + end[0].length;
      const line = this.#line.join('');
      this.#line = [];
      yield* this.#event(line);
    }
    if (from < text.length) this.#line.push(text.slice(from));
  }

  *#event(line: string): Generator<ServerEvent> {
    if (line.trim() === '') {
      const spread = this.#spread.join('\n');
      this.#spread = [];
      if (spread.trim() !== '') yield { data: JSON.parse(spread) as unknown };
      return;
    }
    const value = valueOf(line);
    if (value === undefined || value === '') return;
    if (value === '[DONE]') {
      yield 'done';
      return;
    }
    const object = this.#spread.length === 0 ? parsedObject(value) : undefined;
    if (object === undefined) this.#spread.push(value);
    else yield { data: object };
  }
}

function valueOf(line: string): string | undefined {
  if (line.startsWith('data:')) return line.slice('data:'.length).trim();
  return line.startsWith('{') ? line : undefined;
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}
