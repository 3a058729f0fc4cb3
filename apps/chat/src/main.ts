import { chatConfig, startChat } from '@rookery/chat-service';
import { readConfig, runMain } from '@rookery/shared-service';

runMain(() => startChat(readConfig(chatConfig)));
