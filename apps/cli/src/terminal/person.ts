import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { untilAborted } from '@rookery/shared-concurrency';

/** The person at the other end: a terminal, or lines piped in. */
export class Person {
  readonly #terminal: Interface;
  readonly #lines: AsyncIterator<string>;
  readonly #output: Writable;

  constructor(input: Readable & { readonly isTTY?: boolean }, output: Writable) {
    this.#output = output;
    this.#terminal = createInterface({ input, output, terminal: input.isTTY === true });
    // Lines that come before they are asked for wait in the iterator; piped ones all do.
    this.#lines = this.#terminal[Symbol.asyncIterator]();
    // A terminal in raw mode keeps Ctrl-C to itself; hand it on, so that the command ends as it always does.
    this.#terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  }

  /** Says something and returns the next line; undefined at the end of input. Rejects when `signal` aborts. */
  async reply(text: string, signal: AbortSignal): Promise<string | undefined> {
    signal.throwIfAborted();
    this.#output.write(text);
    const line = await untilAborted(this.#lines.next(), signal);
    return line.done === true ? undefined : line.value;
  }

  close(): void {
    this.#terminal.close();
  }
}
