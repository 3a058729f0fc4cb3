import { untilAborted } from '@rookery/shared-concurrency';

/**
 * Lets one at a time work under a name, in the order of asking: messages that reach this process on several streams of one
 * session are worked on one after the other. Between processes the store's revisions hold.
 */
export class InTurn {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Waits for all that asked before.
   * @returns ends the turn; calling it again does nothing
   * @throws the signal's reason when it aborts first
   */
  async enter(name: string, signal: AbortSignal): Promise<() => void> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const { promise: mine, resolve: leave } = Promise.withResolvers<void>();
    const last = before.then(() => mine);
    this.#last.set(name, last);
    void last.then(() => {
      if (this.#last.get(name) === last) this.#last.delete(name);
    });
    try {
      await untilAborted(before, signal);
    } catch (caught) {
      leave();
      throw caught;
    }
    return leave;
  }

  /** How many names somebody works or waits under. */
  get size(): number {
    return this.#last.size;
  }
}
