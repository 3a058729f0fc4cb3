import type { AgentEvent, Progress } from '@rookery/planner-agent';
import { crisisWords, resourcesFor } from '@rookery/planner-crisis';
import type { CallLedger } from '@rookery/planner-models';
import type { ConverseResponse, FinalAnswer } from '@rookery/shared-contracts';
import { knownAttributes } from '@rookery/planner-agent';
import { answerReasonToWire } from '../wire.ts';
import { traceToWire } from './trace-wire.ts';

/** What an answer says about how it came to be, besides its own text. */
export interface AnswerContext {
  readonly progress: Progress;
  readonly ledger: CallLedger;
  readonly pathNames: readonly string[];
  /** What measured the similarity of paths; empty without a library. */
  readonly index: string;
  readonly explain: boolean;
}

/** Before the list of those who help; calm, and in the language of the locale where we have its sentences. */
function crisisText(locale: string | undefined): string {
  const { opening, emergency, staying, resources } = crisisWords('crisis', { matches: [] }, locale);
  return [opening, emergency, staying, resources].join(' ');
}

/** The words of the agent as the contract has them; the answer comes with its context. */
export function eventToWire(
  event: Exclude<AgentEvent, { kind: 'kept' }>,
  context: AnswerContext,
): ConverseResponse {
  switch (event.kind) {
    case 'crisis': {
      const resources = resourcesFor(event.locale).map((resource) => ({ ...resource }));
      return { event: { $case: 'crisis', value: { text: crisisText(event.locale), resources } } };
    }
    case 'question': {
      const { number } = event;
      const { attribute, text, why } = event.question;
      return { event: { $case: 'question', value: { attribute, text, number, why } } };
    }
    case 'piece':
      return { event: { $case: 'answerPiece', value: event.text } };
    case 'answer':
      return { event: { $case: 'answer', value: finalAnswer(event, context) } };
  }
}

function finalAnswer(
  { answer, firstPieceMs }: Extract<AgentEvent, { kind: 'answer' }>,
  { progress, ledger, pathNames, index, explain }: AnswerContext,
): FinalAnswer {
  const { conversation, turns } = progress;
  return {
    text: answer.text,
    asked: [...conversation.asked],
    declined: [...conversation.declined],
    reason: answerReasonToWire(answer.reason),
    pathNames: [...pathNames],
    index,
    promptVersions: ledger.promptVersions,
    usage: ledger.usage,
    simulated: ledger.simulated,
    factsUsed: knownAttributes(conversation),
    passedOver: [...conversation.passedOver],
    firstPieceMs,
    trace: explain ? traceToWire(turns, conversation.settings.abstention.threshold) : [],
  };
}
