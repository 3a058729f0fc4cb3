export { close, hear, openConversation } from './conversation.ts';
export type { Conversation, ConversationSettings, Reply } from './conversation.ts';
export { nextTurn } from './next-turn.ts';
export type { AnswerReason, Turn } from './next-turn.ts';
