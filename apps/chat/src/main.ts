import { chatConfig, migrateChatService, startChat } from '@rookery/chat-service';
import { runMain } from '@rookery/shared-server';

runMain('chat', chatConfig, { start: startChat, migrate: migrateChatService });
