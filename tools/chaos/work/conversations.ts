import { OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import type { Rookery } from '@rookery/shared-client';
import { asRookeryError } from '@rookery/shared-errors';
import { converse } from '@rookery/shared-platform-processes';
import { MODEL } from '../stage/upstream.ts';

/** People who talk with the agent, one conversation after the other, until they are told to stop. */
export class Conversations implements AsyncDisposable {
  /** Whole ones. */
  ended = 0;
  readonly wrong: string[] = [];
  readonly #people: Promise<void>[];
  readonly #mark: string;
  #going = true;

  /** @param mark what all they ask begins with, by which it is told from what a run asks */
  constructor(client: () => Rookery, people: number, mark = '') {
    this.#mark = mark;
    this.#people = Array.from({ length: people }, (_, person) => this.#talk(client(), person, people));
  }

  /** Lets those that are under way end. */
  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#people);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #talk(rookery: Rookery, person: number, people: number): Promise<void> {
    for (let turn = 0; this.#going; turn += 1) {
      const { query } = OWN_SCENARIOS[(person + turn * people) % OWN_SCENARIOS.length] ?? { query: '' };
      try {
        this.wrong.push(...(await converse(rookery, { query: `${this.#mark}${query}`, model: MODEL })));
        this.ended += 1;
      } catch (caught) {
        const { code, message } = asRookeryError(caught);
        this.wrong.push(`a conversation ended with ${code}: ${message}`);
      }
    }
  }
}
