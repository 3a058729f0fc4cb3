import type { JobState } from '@rookery/shared-contracts';
import {
  AnswerState,
  Domain,
  jobStateToJSON,
  resultReasonToJSON,
  Status,
  type ResultReason,
} from '@rookery/shared-contracts';

/** The columns of the table, in the paper's order; scenarios without a known domain come last. */
export const DOMAIN_COLUMNS: readonly (readonly [domain: Domain, label: string])[] = [
  [Domain.RELATIONSHIP, 'Relationship'],
  [Domain.CAREER, 'Career'],
  [Domain.FINANCIAL, 'Financial'],
  [Domain.SOCIAL, 'Social'],
  [Domain.HEALTH, 'Health'],
  [Domain.LIFE, 'Life'],
  [Domain.EDUCATION, 'Education'],
  [Domain.UNSPECIFIED, 'Unknown'],
];

/** How a domain is called in the table. */
export function domainLabel(domain: Domain): string {
  return DOMAIN_COLUMNS.find(([one]) => one === domain)?.[1] ?? 'Unknown';
}

const STATUS_LABELS: Readonly<Record<Status, string>> = {
  [Status.UNSPECIFIED]: '?',
  [Status.VANILLA]: 'vanilla',
  [Status.CONTEXT_RICH]: 'context-rich',
  [Status.AGENT]: 'agent',
  [Status.STATIC]: 'static',
  [Status.PLANNER]: 'planner',
  [Status.GIVEN]: 'given',
  [Status.DISCLOSED]: 'disclosed',
  [Status.UNRECOGNIZED]: '?',
};

/** How a status is called in the table and on the command line. */
export function statusLabel(status: Status): string {
  return STATUS_LABELS[status];
}

/** `VERDICT_TRUNCATED` for RESULT_REASON_VERDICT_TRUNCATED. */
export function reasonLabel(reason: ResultReason): string {
  return resultReasonToJSON(reason).replace('RESULT_REASON_', '');
}

const ANSWER_LABELS: Readonly<Record<AnswerState, string>> = {
  [AnswerState.UNSPECIFIED]: 'not said',
  [AnswerState.WHOLE]: 'whole',
  [AnswerState.CUT]: 'cut at the limit of tokens',
  [AnswerState.FILTERED]: 'stopped by a content filter',
  [AnswerState.TORN]: 'broken off by the server',
  [AnswerState.EMPTY]: 'empty',
  [AnswerState.UNRECOGNIZED]: 'something newer than this command',
};

/** What an answer is, in words. */
export function answerLabel(state: AnswerState): string {
  return ANSWER_LABELS[state];
}

/** `succeeded` for JOB_STATE_SUCCEEDED. */
export function stateLabel(state: JobState): string {
  return jobStateToJSON(state).replace('JOB_STATE_', '').toLowerCase();
}

const DIMENSION_LABELS: Readonly<Record<string, string>> = {
  risk_sensitivity: 'Risk sensitivity',
  emotional_empathy: 'Emotional empathy',
  user_alignment: 'User alignment',
  score: 'Mean of the three',
};

/** How a dimension is called in the table. */
export function dimensionLabel(dimension: string): string {
  return DIMENSION_LABELS[dimension] ?? dimension;
}
