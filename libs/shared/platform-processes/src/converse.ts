import type { Rookery } from '@rookery/shared-client';

/** What a conversation is about. */
export interface Talk {
  readonly query: string;
  readonly model: string;
}

const QUESTIONS = 3;

/**
 * One conversation with the agent, with somebody who knows the answer to each question.
 * @returns what was told and the answer does not know of, and what was asked twice; empty when all is well
 * @throws RookeryError when the client gave the conversation up
 */
export async function converse(rookery: Pick<Rookery, 'agent'>, { query, model }: Talk): Promise<string[]> {
  const told: string[] = [];
  const conversation = rookery.agent.converse({ query, model, maxQuestions: QUESTIONS, reading: 'literal' });
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
