import type { CallReason } from './reason.ts';
import type { RookeryError } from './rookery-error.ts';

type ModelServerReason = Extract<CallReason, `MODEL_SERVER_${string}`>;

// A reason that the contract gains does not compile until it stands here.
const MODEL_SERVER_REASONS: Readonly<Record<ModelServerReason, true>> = {
  MODEL_SERVER_UNREACHABLE: true,
  MODEL_SERVER_FAILED: true,
  MODEL_SERVER_STALLED: true,
  MODEL_SERVER_BROKEN_ANSWER: true,
  MODEL_SERVER_EMPTY_ANSWER: true,
  MODEL_SERVER_REFUSES_KEY: true,
  MODEL_SERVER_REFUSES_REQUEST: true,
};

/**
 * Whether the model's own server failed, and not one of our services. The inference worker has asked it several times by
 * then, so repeating the call at once would multiply the attempts.
 */
export function isFromModelServer({ reason }: RookeryError): boolean {
  return reason !== undefined && reason in MODEL_SERVER_REASONS;
}

/** Whether the model answered with nothing. */
export function isEmptyAnswer({ reason }: RookeryError): boolean {
  return reason === 'MODEL_SERVER_EMPTY_ANSWER';
}
