export { RookeryError, isRookeryError, invalidArgument, withUsage } from './rookery-error.ts';
export type { ErrorCode, FieldViolation, RookeryErrorOptions } from './rookery-error.ts';
export { asRookeryError } from './as-rookery-error.ts';
export { withoutStack } from './without-stack.ts';
export { isEmptyAnswer, isFromModelServer, isNoAnswer } from './model-server.ts';
export type { CallReason, Reason, StartReason } from './reason.ts';
