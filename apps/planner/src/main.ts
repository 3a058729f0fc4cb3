import { readConfig } from '@rookery/shared-runtime';
import { runMain } from '@rookery/shared-server';
import { config, start } from './start.ts';

runMain(() => start(readConfig(config)));
