import {
  type AgentEvent,
  type Alarm,
  type AnswerReason as Reason,
  type Progress,
  knownAttributes,
} from '@rookery/agent-conversation';
import { crisisWords, type ResourcesFor } from '@rookery/agent-crisis';
import type { CallLedger } from '@rookery/shared-model-calls';
import {
  AnswerReason,
  AnswerState,
  type ConverseResponse,
  type CrisisNotice,
  type FinalAnswer,
} from '@rookery/shared-contracts';
import { traceToWire } from './trace-wire.ts';

const ANSWER_REASON: Readonly<Record<Reason, AnswerReason>> = {
  sufficient: AnswerReason.SUFFICIENT,
  budget: AnswerReason.BUDGET,
  exhausted: AnswerReason.EXHAUSTED,
  closed: AnswerReason.CLOSED,
};

/** What an answer says about how it came to be, besides its own text. */
export interface AnswerContext {
  readonly progress: Progress;
  readonly ledger: CallLedger;
  readonly pathNames: readonly string[];
  /** What measured the similarity of paths; empty without a library. */
  readonly index: string;
  readonly explain: boolean;
  /** Whom a person in danger can turn to. */
  readonly resourcesFor: ResourcesFor;
}

/** Calm words before the list of those who help, in the language of the message or the locale where we have its sentences. */
function crisisNotice({ level, matches, locale }: Alarm, resourcesFor: ResourcesFor): CrisisNotice {
  const { opening, emergency, staying, resources, language } = crisisWords(level, { matches }, locale);
  return {
    text: [opening, emergency, staying, resources].join(' '),
    resources: resourcesFor(locale ?? language).map((resource) => ({ ...resource })),
  };
}

/** The words of the agent as the contract has them; the answer comes with its context. */
export function eventToWire(
  event: Exclude<AgentEvent, { kind: 'kept' }>,
  context: AnswerContext,
): ConverseResponse {
  switch (event.kind) {
    case 'crisis':
      return { event: { $case: 'crisis', value: crisisNotice(event, context.resourcesFor) } };
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
    reason: ANSWER_REASON[answer.reason],
    pathNames: [...pathNames],
    index,
    promptVersions: ledger.promptVersions,
    usage: ledger.usage,
    simulated: ledger.simulated,
    factsUsed: knownAttributes(conversation),
    passedOver: [...conversation.passedOver],
    firstPieceMs,
    state: AnswerState.WHOLE,
    sent: undefined,
    trace: explain ? traceToWire(turns, conversation.settings.abstention.threshold) : [],
  };
}
