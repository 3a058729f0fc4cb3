import { setTimeout as pause } from 'node:timers/promises';
import { onAbort } from '@rookery/shared-concurrency';

/** So long after the end of a stream it is sure to be a half-close, in milliseconds. */
const LEFT_OR_CLOSED_MS = 150;

/** The messages of a caller, one by one, without missing that the caller has left. */
export class Inbox<Message> {
  readonly #messages: AsyncIterator<Message>;
  readonly #left: Promise<never>;

  constructor(messages: AsyncIterable<Message>, signal: AbortSignal) {
    this.#messages = messages[Symbol.asyncIterator]();
    const { promise, reject } = Promise.withResolvers<never>();
    onAbort(signal, () => reject(signal.reason as Error));
    // Nobody may be waiting when it happens.
    promise.catch(() => undefined);
    this.#left = promise;
  }

  /** The next message; undefined once the caller has half-closed. Rejects with the signal's reason. */
  async next(): Promise<Message | undefined> {
    const step = await Promise.race([this.#messages.next(), this.#left]);
    if (step.done !== true) return step.value;
    // A stream that was lost ends, too, and the news that the caller has left comes later, the busier the machines between are.
    await Promise.race([pause(LEFT_OR_CLOSED_MS), this.#left]);
    return undefined;
  }
}
