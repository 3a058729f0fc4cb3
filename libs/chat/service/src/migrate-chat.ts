import { migrateChat } from '@rookery/chat-transcripts';
import { migrateService } from '@rookery/shared-database';
import { createLog } from '@rookery/shared-runtime';
import type { ChatConfig } from './config.ts';

/** Brings the schema of the chat service to its newest step, and ends. */
export function migrateChatService(config: ChatConfig): Promise<void> {
  return migrateService('chat', config, createLog('chat', config.ROOKERY_LOG_LEVEL), [migrateChat]);
}
