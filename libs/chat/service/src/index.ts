export { chatConfig, type ChatConfig } from './config.ts';
export { startChat } from './start-chat.ts';
