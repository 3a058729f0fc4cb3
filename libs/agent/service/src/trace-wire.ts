import type { MessageRecord, QuestionSource, StopDecision, TurnRecord } from '@rookery/agent-conversation';
import * as wire from '@rookery/shared-contracts';
import { abstentionToWire } from '@rookery/shared-scenario';

const SOURCE: Readonly<Record<QuestionSource, wire.QuestionSource>> = {
  model: wire.QuestionSource.MODEL,
  path: wire.QuestionSource.PATH,
  replan: wire.QuestionSource.REPLAN,
  rules: wire.QuestionSource.RULES,
  lessons: wire.QuestionSource.LESSONS,
  static: wire.QuestionSource.STATIC,
};

type Finding = MessageRecord['screen'] | NonNullable<MessageRecord['secondLook']>;

const FINDING: Readonly<Record<Finding, wire.DangerFinding>> = {
  none: wire.DangerFinding.NONE,
  concern: wire.DangerFinding.CONCERN,
  crisis: wire.DangerFinding.CRISIS,
  failed: wire.DangerFinding.FAILED,
  unreadable: wire.DangerFinding.FAILED,
};

/** The turns of a conversation, explained. */
export function traceToWire(turns: readonly TurnRecord[], threshold: number): wire.TurnTrace[] {
  return turns.map((turn, index) => ({
    number: index + 1,
    message: turn.message === undefined ? undefined : messageToWire(turn.message),
    knownAttributes: [...turn.known],
    paths: turn.paths.map(({ name, similarity, attributes, values }) => ({
      name,
      similarity,
      attributes: [...attributes],
      value: values.at(-1),
    })),
    stop: turn.stop === undefined ? undefined : stopToWire(turn.stop, threshold),
    asked: turn.asked ?? '',
    chosenBy: turn.source === undefined ? wire.QuestionSource.UNSPECIFIED : SOURCE[turn.source],
    promptVersions: [...turn.promptVersions],
  }));
}

function messageToWire(message: MessageRecord): wire.MessageTrace {
  return {
    reader: message.reader === 'model' ? wire.MessageReader.MODEL : wire.MessageReader.RULES,
    learned: [...message.learned],
    corrected: [...message.corrected],
    declined: message.declined,
    passedOver: message.passedOver,
    askedWhy: message.asksWhy,
    changedSubject: message.changedSubject,
    language: message.language,
    refusedFacts: message.refusedFacts,
    screen: FINDING[message.screen],
    secondLook:
      message.secondLook === undefined ? wire.DangerFinding.UNSPECIFIED : FINDING[message.secondLook],
  };
}

function stopToWire(stop: StopDecision, threshold: number): wire.StopTrace {
  return {
    form: abstentionToWire(stop.form),
    completeness: stop.completeness,
    threshold: stop.form === 'scale' ? threshold : undefined,
    bestAttribute: stop.best?.attribute ?? '',
    expectedGain: stop.best?.gain,
    cost: stop.best?.cost,
    unreadable: stop.unreadable,
    enough: stop.enough,
  };
}
