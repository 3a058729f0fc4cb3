import { setTimeout as sleep } from 'node:timers/promises';
import type { Conversation, Rookery } from '@rookery/shared-client';
import { isFromModelServer, isRookeryError } from '@rookery/shared-errors';
import { PATIENCE_MS } from './eventually.ts';

/** What a conversation is about. */
export interface Talk {
  readonly query: string;
  readonly model: string;
}

const QUESTIONS = 3;
/** Between two tries where the model server fails, in milliseconds. */
const LATER_MS = 1000;

/**
 * One conversation with the agent, with somebody who knows the answer to each question. Where the model server failed them they come back
 * later, as docs/application-teams.md says.
 * @returns what was told and the answer does not know of, and what was asked twice; empty when all is well
 * @throws RookeryError when the client gave the conversation up
 */
export async function converse(rookery: Pick<Rookery, 'agent'>, { query, model }: Talk): Promise<string[]> {
  const told: string[] = [];
  let session: string | undefined;
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const conversation =
      session === undefined
        ? rookery.agent.converse({ query, model, maxQuestions: QUESTIONS, reading: 'literal' })
        : rookery.agent.resume(session);
    try {
      return await heard(conversation, told);
    } catch (caught) {
      if (!isRookeryError(caught) || !isFromModelServer(caught) || performance.now() > giveUpAt) throw caught;
      ({ session } = conversation);
      // Of one that was never named nothing is left.
      if (session === undefined) told.length = 0;
      await sleep(LATER_MS);
    }
  }
}

/** @param told what was replied to so far, of whatever stream of it */
async function heard(conversation: Conversation, told: string[]): Promise<string[]> {
  const before = told.at(-1);
  let isFirst = true;
  for await (const event of conversation) {
    if (event.kind === 'question') {
      // A reply that was lost is asked for again.
      if (!isFirst || event.attribute !== before) told.push(event.attribute);
      isFirst = false;
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
