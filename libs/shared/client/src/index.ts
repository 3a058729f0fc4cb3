export { Rookery, type RookeryOptions } from './rookery.ts';
export { Agent, type Resume } from './conversation/agent.ts';
export type { AgentEvent } from './conversation/agent-event.ts';
export { Conversation, type ConversationOptions } from './conversation/conversation.ts';
export { Outbox } from './conversation/outbox.ts';
export type { Start } from './conversation/start.ts';
export { REQUEST_ID_KEY } from './calls/belong-to-call.ts';
export { connect } from './calls/connect.ts';
export { connectionLimits } from './calls/connection-limits.ts';
export {
  typedClient,
  type ClientCallOptions,
  type ContractService,
  type TypedClient,
} from './calls/typed-client.ts';
export { DETAILS_KEY, encodeDetails } from './errors/error-details.ts';
export { codeOf, statusOf } from './errors/status-codes.ts';
export { RookeryError, type ErrorCode, type FieldViolation } from '@rookery/shared-errors';
