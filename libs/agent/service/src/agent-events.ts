import {
  type AgentEvent,
  type Alarm,
  type AnswerReason as Reason,
  type Progress,
  knownAttributes,
} from '@rookery/agent-conversation';
import { crisisNotice, type ResourcesFor } from '@rookery/agent-crisis';
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
  crisis: AnswerReason.CRISIS,
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

/** Whom to turn to, as the contract has it. */
export function noticeToWire({ level, matches, locale }: Alarm, resourcesFor: ResourcesFor): CrisisNotice {
  const { text, resources } = crisisNotice(level, { matches }, locale, resourcesFor);
  return { text, resources: resources.map((resource) => ({ ...resource })) };
}

/** The words of the agent as the contract has them; the answer comes with its context. */
export function eventToWire(
  event: Exclude<AgentEvent, { kind: 'kept' }>,
  context: AnswerContext,
): ConverseResponse {
  switch (event.kind) {
    case 'crisis':
      return { event: { $case: 'crisis', value: noticeToWire(event, context.resourcesFor) } };
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
    state: answer.cut ? AnswerState.CUT : AnswerState.WHOLE,
    sent: answer.sent,
    trace: explain ? traceToWire(turns, conversation.settings.abstention.threshold) : [],
  };
}
