export { chatConfig, type ChatConfig } from './config.ts';
export { migrateChatService } from './migrate-chat.ts';
export { startChat } from './start-chat.ts';
