import type { Rookery } from '@rookery/shared-client';
import { asRookeryError } from '@rookery/shared-errors';
import { MODEL } from '../stage/upstream.ts';
import { SCENARIOS } from './own-scenarios.ts';

/** People who talk with the agent, one conversation after the other, until they are told to stop. */
export class Conversations implements AsyncDisposable {
  /** Whole ones. */
  ended = 0;
  readonly wrong: string[] = [];
  readonly #people: Promise<void>[];
  #going = true;

  constructor(client: () => Rookery, people: number) {
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
      const { query } = SCENARIOS[(person + turn * people) % SCENARIOS.length] ?? { query: '' };
      try {
        this.wrong.push(...(await converse(rookery, query)));
        this.ended += 1;
      } catch (caught) {
        const { code, message } = asRookeryError(caught);
        this.wrong.push(`a conversation ended with ${code}: ${message}`);
      }
    }
  }
}

/** One conversation. @returns what was told and forgotten, or asked twice */
async function converse(rookery: Rookery, query: string): Promise<string[]> {
  const told: string[] = [];
  const conversation = rookery.agent.converse({ query, model: MODEL, maxQuestions: 3, reading: 'literal' });
  for await (const event of conversation) {
    if (event.kind === 'question') {
      told.push(event.attribute);
      conversation.reply(`what I know of ${event.attribute}`);
    }
    if (event.kind === 'answer') {
      const lost = told.filter((attribute) => !event.answer.factsUsed.includes(attribute));
      const twice = told.filter((attribute, index) => told.indexOf(attribute) < index);
      return [...lost.map((one) => `lost ${one}`), ...twice.map((one) => `asked again for ${one}`)];
    }
  }
  return ['a conversation ended without an answer'];
}
