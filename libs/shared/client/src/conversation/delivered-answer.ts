import type { AgentEvent } from './agent-event.ts';

/**
 * The text of an answer as far as it was delivered. After a lost connection its pieces come anew: what was delivered is passed
 * over, unless the words are others now.
 */
export class DeliveredAnswer {
  #delivered = '';
  /** What came on the present stream. */
  #heard = '';

  /** The pieces begin anew. */
  restart(): void {
    this.#heard = '';
  }

  /** What a piece adds to what was delivered. */
  add(piece: string): AgentEvent[] {
    this.#heard += piece;
    if (this.#delivered.startsWith(this.#heard)) return [];
    if (this.#heard.startsWith(this.#delivered)) {
      const text = this.#heard.slice(this.#delivered.length);
      this.#delivered = this.#heard;
      return [{ kind: 'piece', text }];
    }
    this.#delivered = this.#heard;
    return [{ kind: 'rewritten' }, { kind: 'piece', text: this.#heard }];
  }

  /** What is missing, or wrong, now that the whole text is known. */
  complete(text: string): AgentEvent[] {
    if (this.#delivered === '' || this.#delivered === text) return [];
    this.#heard = '';
    return this.add(text);
  }
}
