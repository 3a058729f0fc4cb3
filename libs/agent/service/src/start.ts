import { randomUUID } from 'node:crypto';
import { openConversation, type Conversation } from '@rookery/agent-conversation';
import { MessageReading, type ConverseStart } from '@rookery/shared-contracts';
import { abstentionFromWire, pathUseFromWire, profileFromWire } from '@rookery/shared-scenario';
import type { AgentDefaults } from './agent-parts.ts';

const MAX_QUESTIONS = 5;
const COMPLETENESS_THRESHOLD = 4;

/** The conversation that a start opens; nothing was said in it yet. @param owner the caller: request ids of others are apart */
export function conversationOf(start: ConverseStart, owner: string, defaults: AgentDefaults): Conversation {
  const settings = {
    id: start.requestId === '' ? randomUUID() : `converse/${owner}/${start.requestId}`,
    model: start.model,
    seed: start.seed,
    maxQuestions: start.maxQuestions ?? MAX_QUESTIONS,
    abstention: {
      form: abstentionFromWire('start.abstention', start.abstention, defaults.abstention),
      threshold: start.completenessThreshold ?? COMPLETENESS_THRESHOLD,
    },
    pathUse: pathUseFromWire('start.path_use', start.pathUse, defaults.pathUse),
    reading: start.reading === MessageReading.LITERAL ? ('literal' as const) : ('model' as const),
    locale: start.locale === '' ? undefined : start.locale,
    wholeAnswer: start.wholeAnswer,
    ...(start.instructions === '' ? {} : { instructions: start.instructions }),
    ...(start.maxOutputTokens === undefined ? {} : { maxOutputTokens: start.maxOutputTokens }),
  };
  return openConversation(settings, profileFromWire('start.known', start.known));
}
