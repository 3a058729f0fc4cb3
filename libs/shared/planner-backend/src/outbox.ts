/** Messages to be sent, in order, read by whoever sends them. One reader. */
export class Outbox<Message> implements AsyncIterable<Message> {
  readonly #waiting: Message[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  put(message: Message): void {
    this.#waiting.push(message);
    this.#wake?.();
  }

  /** Nothing further; what is waiting is still sent. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, undefined> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message !== undefined) {
        yield message;
        continue;
      }
      if (this.#ended) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}
