import type { CallReason } from './reason.ts';
import type { RookeryError } from './rookery-error.ts';

type ModelServerReason = Exclude<Extract<CallReason, `MODEL_${string}`>, 'MODEL_UNKNOWN'>;

// A reason that the contract gains does not compile until it stands here.
const MODEL_SERVER_REASONS: Readonly<Record<ModelServerReason, true>> = {
  MODEL_SERVER_UNREACHABLE: true,
  MODEL_SERVER_FAILED: true,
  MODEL_SERVER_STALLED: true,
  MODEL_SERVER_BROKEN_ANSWER: true,
  MODEL_SERVER_EMPTY_ANSWER: true,
  MODEL_SERVER_REFUSES_KEY: true,
  MODEL_SERVER_REFUSES_REQUEST: true,
  MODEL_RATE_LIMITED: true,
  MODEL_QUOTA_SPENT: true,
  MODEL_ANSWER_FILTERED: true,
  MODEL_REQUEST_TOO_LONG: true,
  MODEL_REQUEST_OVER_RATE: true,
  MODEL_LIMIT_SPENT_THINKING: true,
};

/**
 * Whether the model or its own server refused or failed, and not one of our services. The inference worker has asked it as often as
 * makes sense by then, so repeating the call at once would multiply the attempts.
 */
export function isFromModelServer({ reason }: RookeryError): boolean {
  return reason !== undefined && reason in MODEL_SERVER_REASONS;
}

/** Whether the model answered with nothing. */
export function isEmptyAnswer({ reason }: RookeryError): boolean {
  return reason === 'MODEL_SERVER_EMPTY_ANSWER';
}

const NO_ANSWER: ReadonlySet<string | undefined> = new Set<CallReason>([
  'MODEL_ANSWER_FILTERED',
  'MODEL_SERVER_BROKEN_ANSWER',
  'MODEL_SERVER_EMPTY_ANSWER',
  'MODEL_LIMIT_SPENT_THINKING',
]);

/** Whether the model was asked and what it gave is no answer: it was filtered, torn or empty. To another question it may well answer. */
export function isNoAnswer({ reason }: RookeryError): boolean {
  return NO_ANSWER.has(reason);
}
