import { chatConfig, startChat } from '@rookery/chat-service';
import { readConfig } from '@rookery/shared-runtime';
import { runMain } from '@rookery/shared-server';

runMain(() => startChat(readConfig(chatConfig)));
