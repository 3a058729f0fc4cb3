export { goOn } from './converse.ts';
export type { AgentEvent, AnswerReason, GivenAnswer, Progress, Surroundings } from './converse.ts';
export type { QuestionSource } from './choose-question.ts';
export { knownAttributes, openConversation } from './conversation.ts';
export type { Conversation, ConversationSettings, OpenQuestion } from './conversation.ts';
export type { GuidingPath } from './guiding-path.ts';
export type { Message } from './message.ts';
export type { Abstention, StopDecision } from './stopping/abstention.ts';
export type { MessageRecord, TurnRecord } from './turn-record.ts';
