import type { ResultReason } from '@rookery/benchmark-samples';
import type { OutcomeState, ResultOrder, ResultRecord, ResultSelection } from '@rookery/benchmark-storage';
import * as wire from '@rookery/shared-contracts';
import { domainFromWire, keyOf, statusFromWire, statusToWire } from '@rookery/shared-scenario';
import { answerStateToWire } from './answer-state.ts';

const STATES: Readonly<Record<OutcomeState, wire.ResultState>> = {
  scored: wire.ResultState.SCORED,
  unscored: wire.ResultState.UNSCORED,
  failed: wire.ResultState.FAILED,
};

const REASONS: Readonly<Record<ResultReason, wire.ResultReason>> = {
  verdict_unreadable: wire.ResultReason.VERDICT_UNREADABLE,
  verdict_truncated: wire.ResultReason.VERDICT_TRUNCATED,
  verdict_out_of_range: wire.ResultReason.VERDICT_OUT_OF_RANGE,
  verdict_contradictory: wire.ResultReason.VERDICT_CONTRADICTORY,
  verdict_refused: wire.ResultReason.VERDICT_REFUSED,
  verdict_filtered: wire.ResultReason.VERDICT_FILTERED,
  verdict_limit_spent_thinking: wire.ResultReason.VERDICT_LIMIT_SPENT_THINKING,
  verdict_incomplete: wire.ResultReason.VERDICT_INCOMPLETE,
  judge_unavailable: wire.ResultReason.JUDGE_UNAVAILABLE,
  empty_answer: wire.ResultReason.EMPTY_ANSWER,
  answer_filtered: wire.ResultReason.ANSWER_FILTERED,
  answer_torn: wire.ResultReason.ANSWER_TORN,
  limit_spent_thinking: wire.ResultReason.LIMIT_SPENT_THINKING,
  too_long: wire.ResultReason.TOO_LONG,
  quota_spent: wire.ResultReason.QUOTA_SPENT,
  rate_limited: wire.ResultReason.RATE_LIMITED,
  key_refused: wire.ResultReason.KEY_REFUSED,
  model_server_down: wire.ResultReason.MODEL_SERVER_DOWN,
  cancelled: wire.ResultReason.CANCELLED,
  invalid_argument: wire.ResultReason.INVALID_ARGUMENT,
  deadline_exceeded: wire.ResultReason.DEADLINE_EXCEEDED,
  not_found: wire.ResultReason.NOT_FOUND,
  already_exists: wire.ResultReason.ALREADY_EXISTS,
  permission_denied: wire.ResultReason.PERMISSION_DENIED,
  unauthenticated: wire.ResultReason.UNAUTHENTICATED,
  resource_exhausted: wire.ResultReason.RESOURCE_EXHAUSTED,
  failed_precondition: wire.ResultReason.FAILED_PRECONDITION,
  aborted: wire.ResultReason.ABORTED,
  unimplemented: wire.ResultReason.UNIMPLEMENTED,
  internal: wire.ResultReason.INTERNAL,
  unavailable: wire.ResultReason.UNAVAILABLE,
  data_loss: wire.ResultReason.DATA_LOSS,
};

export function reasonToWire(reason: ResultReason): wire.ResultReason {
  return REASONS[reason];
}

export function resultToWire(result: ResultRecord): wire.Result {
  const { scores } = result;
  return {
    name: `runs/${result.run}/results/${result.sample}`,
    scenario: `scenarios/${result.scenarioId}`,
    model: result.model,
    status: statusToWire(result.status),
    repetition: result.repetition,
    state: STATES[result.state],
    reason: result.reason === undefined ? wire.ResultReason.UNSPECIFIED : REASONS[result.reason],
    response: result.response,
    riskSensitivity: scores?.riskSensitivity,
    emotionalEmpathy: scores?.emotionalEmpathy,
    userAlignment: scores?.userAlignment,
    score:
      scores === undefined
        ? undefined
        : (scores.riskSensitivity + scores.emotionalEmpathy + scores.userAlignment) / 3,
    asked: [...result.asked],
    usage: result.usage,
    createTime: result.createdAt,
    answerState: answerStateToWire(result.answerState),
    sent: result.sent,
    detail: result.detail,
    verdictWords: result.verdictWords,
    attackSigns: [...result.attackSigns],
    verdict: result.verdict,
    finishReason: result.finishReason,
  };
}

/** @throws RookeryError INVALID_ARGUMENT for a state or a reason that is UNSPECIFIED */
export function resultSelectionFromWire(filter: wire.ResultFilter | undefined): ResultSelection {
  if (filter === undefined) return {};
  const { states, reasons, models, statuses, scenario, domains } = filter;
  return {
    states: states.map((state, index) => keyOf(STATES, `filter.states[${index}]`, state)),
    reasons: reasons.map((reason, index) => keyOf(REASONS, `filter.reasons[${index}]`, reason)),
    models,
    statuses: statuses.map((status, index) => statusFromWire(`filter.statuses[${index}]`, status)),
    domains: domains.map((domain, index) => domainFromWire(`filter.domains[${index}]`, domain)),
    ...(scenario === '' ? {} : { scenarioId: wire.idsIn(scenario)[0] }),
  };
}

const ORDERS: Readonly<Record<ResultOrder, wire.ResultOrder>> = {
  'by-sample': wire.ResultOrder.UNSPECIFIED,
  'worst-first': wire.ResultOrder.WORST_FIRST,
};

/** @throws RookeryError INVALID_ARGUMENT for an order that nobody knows */
export function resultOrderFromWire(order: wire.ResultOrder): ResultOrder {
  return keyOf(ORDERS, 'order', order);
}
